import { checkInput } from '../image/normalise.ts';
import type { Manifest, ModelOutputs, Task } from './manifest.ts';

/** The families that decode a task's answers. */
export const families: Record<Task, readonly ModelOutputs['family'][]> = {
  classify: ['classes'],
  anomaly: ['score-map'],
  segment: ['segmentation'],
  detect: ['yolox', 'yolov8', 'yolov5', 'detections', 'ssd', 'centernet'],
};

/** What a manifest says that cannot all be true, though each part is well formed. Empty: nothing. */
export function contradictions(manifest: Manifest): readonly string[] {
  const { task, input, outputs, classes, thresholds } = manifest;
  const problems: string[] = [];
  try {
    checkInput(input);
  } catch (error) {
    problems.push(`input: ${error instanceof Error ? error.message : String(error)}`);
  }
  if ((input.fit === 'tile') !== (input.tile !== undefined))
    problems.push('input: fit tile and the settings of tile go together');
  if (input.tile !== undefined && 2 * input.tile.overlap > Math.min(input.width, input.height))
    problems.push('input: tile.overlap must not exceed half of the tile');
  if (input.alignment !== undefined) {
    if (input.fit === 'tile') problems.push('input: an aligned part is not cut into tiles');
    if (input.alignment.middle >= input.alignment.width)
      problems.push('input: alignment.middle must lie within its window');
  }
  if (!families[task].includes(outputs.family)) {
    problems.push(
      `outputs: the task ${task} is not decoded as ${outputs.family}; allowed: ${families[task].join(', ')}`,
    );
  }
  const names = classes.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) problems.push(`classes: "${twice}" occurs twice`);

  const has = (verdict: string) => classes.some((each) => each.verdict === verdict);
  if (has('pass') && !has('defect')) {
    problems.push('classes: some pass and none means a defect; such a model could only pass');
  }
  if (has('defect') && thresholds.pass >= 1) problems.push('thresholds: with pass at 1 every score passes');
  if (outputs.family === 'yolox') {
    const odd = outputs.strides.find((stride) => input.width % stride !== 0 || input.height % stride !== 0);
    if (odd !== undefined)
      problems.push(`outputs: ${input.width} × ${input.height} is not a multiple of stride ${odd}`);
  }
  return problems;
}
