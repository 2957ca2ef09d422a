import type { OutputTensor } from '../../decode/output.ts';
import { operatorsOf, type OnnxModel } from '../../onnx/model.ts';
import type { Manifest } from '../manifest.ts';
import type { FedPicture } from './fed-picture.ts';
import { wrapManifest, type Made, type Wrapped } from './manifest.ts';
import type { Proposal } from './proposal.ts';
import { proposeFamilies } from './propose.ts';
import { WrapQuestion, type WrapWishes } from './wishes.ts';

/** A manifest as far as it is known. */
export interface Draft {
  /** Null where not even an assumption gives one. Not to be kept while something is asked: it rests on what was assumed meanwhile. */
  readonly wrapped: Wrapped | null;
  /** What only a person can say, by the names `WrapQuestion` has for it. */
  readonly asked: readonly string[];
  /** Every way to read the outputs, the likeliest first. */
  readonly readings: readonly Proposal[];
}

/** As `wrapManifest`, but asks everything at once, for a form. Throws `WrapRefusal` where no decoder fits. */
export function draftManifest(
  model: OnnxModel,
  picture: FedPicture,
  trial: ReadonlyMap<string, OutputTensor>,
  wishes: WrapWishes,
  made: Made,
): Draft {
  const shapes = new Map([...trial].map(([name, { dims }]) => [name, dims]));
  const readings = proposeFamilies(model, picture, shapes);
  const assumed: Record<string, Partial<WrapWishes>> = {
    task: readings[0] ? { task: readings[0].task } : {},
    classes: { classes: 'numbered' },
    kernel: { kernel: 'cv2-linear/u8' },
    range: { range: '0-1' },
    calibration: { calibration: { a: 1, b: 0 } },
  };
  const asked: string[] = [];
  let meanwhile = wishes;
  for (;;) {
    try {
      return { wrapped: wrapManifest(model, picture, trial, meanwhile, made), asked, readings };
    } catch (error) {
      if (!(error instanceof WrapQuestion)) throw error;
      const { flag } = error;
      if (asked.includes(flag)) return { wrapped: null, asked, readings };
      asked.push(flag);
      meanwhile = { ...meanwhile, ...assumed[flag] };
    }
  }
}

/** A picture of no meaning, in which every level occurs: what a model is shown first, to see what it answers. */
export function trialLevels({ channels, width, height, type }: FedPicture): Float32Array {
  const most = type === 'uint8' ? 255 : 1;
  return Float32Array.from(
    { length: channels * width * height },
    (_, at) => (most * ((at * 7919) % 256)) / 255,
  );
}

/** `card.md` of a wrapped model: what is known of it, and that the rest is not. */
export function wrapCard(
  file: string,
  model: OnnxModel,
  { manifest, notes }: Wrapped,
  golden: { readonly tensors: number; readonly frames: number },
): string {
  const { name, version, task, input, outputs, classes, thresholds, by, attribution }: Manifest = manifest;
  const meaning = (verdict: string) =>
    classes.filter((each) => each.verdict === verdict).map((each) => each.name);
  return `# ${name}, version ${version}

${file}, as it came, wrapped by \`${by}\`. Who made it, from what, and how well it does is not known here.

| | |
| --- | --- |
| task | ${task}, decoded as ${outputs.family} |
| input | ${input.width} × ${input.height}, ${input.colour}, ${input.fit}, ${input.kernel} |
| classes that pass | ${meaning('pass').join(', ') || 'none'} |
| classes that are defects | ${meaning('defect').join(', ') || 'none'} |
| other classes | ${meaning('info').length} |
| limits | up to ${thresholds.pass} pass, from ${thresholds.defect} defect |
| producer | ${model.producer || 'not named'} |
| where from | ${attribution ?? 'not named'} |
| operators | ${operatorsOf(model).join(', ')} |
| golden cases | ${golden.tensors} tensors, ${golden.frames} frames: what it answered when it was wrapped |

${notes.map((note) => `- ${note}`).join('\n')}
`;
}
