import type { OutputTensor } from '../../decode/output.ts';
import type { Proposal } from './proposal.ts';
import { WrapQuestion, WrapRefusal, type WrapWishes } from './wishes.ts';

/** The limits that each family's own programs use. */
const detectorLimits = {
  yolox: { minScore: 0.3, iou: 0.45 },
  yolov5: { minScore: 0.25, iou: 0.45 },
  yolov8: { minScore: 0.25, iou: 0.7 },
  // suppressed already: nothing overlaps by more than all of it
  detections: { minScore: 0.25, iou: 1 },
  ssd: { minScore: 0.3, iou: 0.5 },
  centernet: { minScore: 0.3, iou: 0.5 },
} as const;

/**
 * The manifest's `outputs`.
 * @param named how many classes have a name
 * @param trial what the model answered to one picture
 */
export function outputsOf(
  { family, outputs, classes }: Proposal,
  named: number,
  trial: ReadonlyMap<string, OutputTensor>,
  wishes: WrapWishes,
): object {
  const values = (field: string) => trial.get(String(outputs[field]))?.data ?? new Float32Array();
  const { minScore, iou, order } = wishes;
  if (family === 'segmentation') return { family, ...outputs, minScore: minScore ?? 0.5 };
  if (family === 'score-map') {
    if (wishes.calibration === undefined && values('map').some((value) => value < 0 || value > 1))
      throw new WrapQuestion(
        'calibration',
        'the map holds no scores from 0 to 1: A,B makes them, sigmoid(A · value + B)',
      );
    return { family, ...outputs };
  }
  if (family === 'classes') return { family, ...outputs };
  const limits = {
    ...detectorLimits[family],
    ...(minScore !== undefined && { minScore }),
    ...(iou !== undefined && { iou }),
  };
  if (family !== 'ssd') return { family, ...outputs, ...limits };
  if (values('scores').some((value) => value < -1e-3 || value > 1 + 1e-3))
    throw new WrapRefusal(
      `"${String(outputs['scores'])}" holds no probabilities; the model must end with its softmax or sigmoid`,
    );
  const normalised = values('boxes').every((value) => Math.abs(value) <= 2);
  return {
    family,
    ...outputs,
    ...(order && { order }),
    normalised,
    background: classes === named + 1,
    ...limits,
  };
}
