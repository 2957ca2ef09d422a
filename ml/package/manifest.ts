import { z } from 'zod';

/** Resize conventions; the convention changes verdicts, so a manifest must name one (see ml/image/kernel.ts). */
export const kernels = ['cv2-linear/u8', 'pil-bilinear/u8', 'pil12-bilinear/u8', 'area/u8'] as const;

const size = z.number().int().min(1).max(8192);
const unit = z.number().min(0).max(1);
const perChannel = z.array(z.number()).min(1).max(3);
const tensor = z.string().min(1).max(200);

/** What a model expects. `pixel → (pixel · scale − mean) / std`, per channel, in the order of `colour`. */
export const inputSchema = z.strictObject({
  tensor,
  width: size,
  height: size,
  channels: z.union([z.literal(1), z.literal(3)]),
  /** `tile`: the frame is cut into overlapping tiles of the tensor's size (`ml/image/tiles.ts`). */
  fit: z.enum(['letterbox', 'stretch', 'tile']),
  /** Only with `fit: tile`. */
  tile: z
    .strictObject({
      /** Pixels of the tensor that neighbouring tiles share at least; damage up to this size is seen whole by one tile. */
      overlap: z.number().int().min(0).max(4096),
      /** Pixels of the tensor for one pixel of the frame. */
      scale: z.number().min(0.01).max(4).default(1),
    })
    .optional(),
  /** The one long part on the frame is turned along a window of its own, and that is what is judged (`ml/image/align.ts`). */
  alignment: z
    .strictObject({
      to: z.literal('main-axis'),
      /** Levels of 256 by which the part differs from the ground. */
      contrast: z.number().min(1).max(255),
      /** Of the window, in pixels of the frame. */
      width: size,
      height: size,
      /** From the window's left edge to the middle of the part. */
      middle: z.number().positive(),
    })
    .optional(),
  /** Where a letterboxed picture lies in the tensor. */
  place: z.enum(['top-left', 'centre']).default('centre'),
  kernel: z.enum(kernels),
  colour: z.enum(['rgb', 'bgr', 'grey']),
  /** Grey level, 0 to 255, of what a letterbox leaves free. */
  padding: z.number().int().min(0).max(255).default(114),
  scale: z.number().positive(),
  mean: perChannel,
  std: perChannel,
  layout: z.enum(['nchw', 'nhwc']).default('nchw'),
});
export type ModelInput = z.infer<typeof inputSchema>;

const boxes = { minScore: unit, iou: unit, maxDetections: z.number().int().min(1).max(1000).default(100) };

/** How output tensors are decoded; one entry per family, the fields name the tensors. */
export const outputsSchema = z.discriminatedUnion('family', [
  z.strictObject({
    family: z.literal('classes'),
    scores: tensor,
    activation: z.enum(['none', 'softmax', 'sigmoid']),
  }),
  /** `map` is [1, 1, h, w] or [1, h, w] raw distance; `calibration` of the manifest turns it into a score. */
  z.strictObject({ family: z.literal('score-map'), map: tensor, minArea: z.number().min(0).default(0) }),
  z.strictObject({
    family: z.literal('segmentation'),
    logits: tensor,
    activation: z.enum(['none', 'softmax', 'sigmoid']),
    minScore: unit,
    minArea: z.number().min(0).default(0),
  }),
  z.strictObject({
    family: z.literal('yolox'),
    output: tensor,
    strides: z.array(z.number().int().positive()),
    ...boxes,
  }),
  z.strictObject({ family: z.literal('yolov8'), output: tensor, ...boxes }),
  z.strictObject({ family: z.literal('yolov5'), output: tensor, ...boxes }),
  /** A detector that suppresses by itself: [1, N, 6], corners in tensor pixels, score, class. */
  z.strictObject({ family: z.literal('detections'), output: tensor, ...boxes }),
  z.strictObject({
    family: z.literal('ssd'),
    boxes: tensor,
    scores: tensor,
    order: z.enum(['xyxy', 'yxyx']),
    normalised: z.boolean(),
    background: z.boolean(),
    ...boxes,
  }),
  z.strictObject({
    family: z.literal('centernet'),
    heat: tensor,
    size: tensor,
    offset: tensor.optional(),
    stride: z.number().int().positive(),
    ...boxes,
  }),
]);
export type ModelOutputs = z.infer<typeof outputsSchema>;

export const tasks = ['classify', 'anomaly', 'segment', 'detect'] as const;
export type Task = (typeof tasks)[number];

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
export const modelName = z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/);

/** `model.json`: everything the code must know of a model, and nothing the code knows by itself. */
export const manifestSchema = z.strictObject({
  format: z.literal(1),
  name: modelName,
  version: z.number().int().min(1),
  task: z.enum(tasks),
  created: z.iso.datetime(),
  by: z.string().min(1).max(200),
  input: inputSchema,
  outputs: outputsSchema,
  /** In the order of the model's outputs. */
  classes: z
    .array(z.strictObject({ name: z.string().min(1).max(100), verdict: z.enum(['pass', 'defect', 'info']) }))
    .min(1)
    .max(1000),
  /** score ≤ pass: pass; score ≥ defect: defect; between: unsure. */
  thresholds: z
    .strictObject({ pass: unit, defect: unit })
    .refine((t) => t.pass <= t.defect, 'thresholds.pass must not exceed thresholds.defect'),
  /** score = sigmoid(a · raw + b); absent: the raw score is the score. `raw` is a value of a score map, else the log-odds of a probability. */
  calibration: z.strictObject({ a: z.number().positive(), b: z.number() }).optional(),
  metrics: z.record(z.string(), z.number()).optional(),
  datasetHash: sha256.optional(),
  testSplitHash: sha256.optional(),
  trainingRun: z.string().optional(),
  parameters: z.number().int().nonnegative().optional(),
  licence: z.string().max(200).optional(),
  attribution: z.string().max(2000).optional(),
});
export type Manifest = z.infer<typeof manifestSchema>;
