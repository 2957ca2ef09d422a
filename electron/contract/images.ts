import { z } from 'zod';
import { sha256 } from './digest.ts';
import { imageLimits } from './imaging.ts';
import { bytes, technician } from './procedure.ts';

export const imageProcedures = {
  /** Bytes as they came (`y4m` uncompressed). */
  read: technician.input(z.object({ sha256 })).output(z.object({ type: z.string(), bytes })),
  /** A JPEG of one page, counted from 0, no wider than `width`, cached. */
  preview: technician
    .input(
      z.object({
        sha256,
        width: z.number().int().min(32).max(1920),
        page: z.number().int().min(0).max(imageLimits.pages).default(0),
      }),
    )
    .output(bytes),
};
