import { z } from 'zod';
import { qa, technician } from './procedure.ts';
import { areaSchema, cameraReportSchema, cameraStateSchema, namedSetupSchema, setupSchema } from './setup.ts';

export const cameraProcedures = {
  /** The setup in force; null: none, any camera is judged. */
  setup: technician.output(namedSetupSchema.nullable()),
  /** Binds its camera and holds it to its settings from here on. */
  saveSetup: qa.input(setupSchema).output(namedSetupSchema),
  /** What the open camera is and says its settings are; the answer is also in `status`. Only the holder of the lease reports. */
  report: technician.input(cameraReportSchema).output(cameraStateSchema),
  /** "Use it": the camera that was reported last becomes the bound one, with the settings that it read. Calibration was the other one's. */
  use: qa.output(namedSetupSchema),
  /** "Set as reference": measures a frame that was sent on the frame lane; a part without an area is no longer checked. */
  setReference: qa
    .input(
      z.object({
        frame: z.string(),
        /** Always in view: a grey patch, and a printed mark that never changes. */
        grey: areaSchema.nullable(),
        focus: areaSchema.nullable(),
        /** Whether shares of dark and bright pixels are held, too. */
        exposure: z.boolean(),
      }),
    )
    .output(namedSetupSchema),
  /** No setup any longer. */
  forget: qa.output(z.void()),
};
