import { z } from 'zod';

const probability = z.number().min(0).max(1).default(1);
const share = z.number().min(0).max(0.9);

/** How pictures are varied while training: what, with which probability, and how far at most. What is absent is not done. */
export const augmentationSchema = z.strictObject({
  /** Either way; 180 is any direction. */
  rotation: z.strictObject({ probability, degrees: z.number().min(0).max(180) }).optional(),
  /** Probability of a mirror image, left to right and top to bottom. */
  mirror: z.strictObject({ horizontal: probability.default(0), vertical: probability.default(0) }).optional(),
  /** Either way, as a share of the side. */
  shift: z.strictObject({ probability, share }).optional(),
  /** Larger or smaller. */
  scale: z.strictObject({ probability, share }).optional(),
  /** A random part of the picture, up to this share smaller, drawn at full size. */
  crop: z.strictObject({ probability, share }).optional(),
  /** Plus or minus, in grey levels. */
  brightness: z.strictObject({ probability, levels: z.number().min(0).max(255) }).optional(),
  /** About the middle grey. */
  contrast: z.strictObject({ probability, share }).optional(),
  /** A gain of its own for every channel. */
  colour: z.strictObject({ probability, share }).optional(),
  /** Gaussian, up to this deviation in pixels. */
  blur: z.strictObject({ probability, deviation: z.number().min(0).max(5) }).optional(),
  /** Gaussian, up to this deviation in grey levels. */
  noise: z.strictObject({ probability, levels: z.number().min(0).max(128) }).optional(),
  /** Pixels that become black or white, up to this share. */
  saltAndPepper: z.strictObject({ probability, share }).optional(),
  /** Blocks as JPEG leaves them, at this quality or better. */
  jpeg: z.strictObject({ probability, quality: z.number().min(5).max(100) }).optional(),
});
export type Augmentation = z.infer<typeof augmentationSchema>;
