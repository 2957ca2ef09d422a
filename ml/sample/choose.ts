import type { Verdict } from '../verdict/result.ts';
import type { SamplePolicy, SampleReason } from './policy.ts';

/** What the rule looks at in an inspection. */
export interface Judged {
  /** `<stationId>-<seq>` */
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly verdict: Verdict;
  /** Evidence of a defect, 0 to 1. */
  readonly score: number;
  /** Of the step that decided; undefined where nothing was judged. */
  readonly limits?: { readonly pass: number; readonly defect: number } | undefined;
  /** `<model> v<version>` of that step. */
  readonly package?: string | undefined;
  /** Steps that judge the piece came to different verdicts. */
  readonly disagreed: boolean;
  /** SHA-256 of the picture. */
  readonly image: string;
  /** Serial number, or else the instrument's type; undefined where nobody said. */
  readonly piece?: string | undefined;
}

/** What the rule remembers of earlier inspections of the station: plain data, so that it can be stored with them. */
export interface Memory {
  /** The last scores of passes of each package, oldest first. */
  readonly scores: Readonly<Record<string, readonly number[]>>;
  /** The last samples, oldest first. */
  readonly samples: readonly Pick<Judged, 'at' | 'verdict' | 'image' | 'piece'>[];
}
export const nothingSeen: Memory = { scores: {}, samples: [] };

export interface Chosen {
  /** Empty: no sample. */
  readonly reasons: readonly SampleReason[];
  /** It would be one, were it not like a sample just before. */
  readonly thinned: boolean;
  /** Share of what the same package said lately of passes that scored lower, 0 to 1; null where there is too little to compare with. */
  readonly novelty: number | null;
  readonly memory: Memory;
}

/** Scores of one package that are kept, and how many it takes before any of them is said to be unlike the others. */
const window = 500;
const enough = 100;
/** Packages whose scores are kept: whoever goes back to one of them goes on where it was. */
const packagesKept = 4;
const samplesKept = 200;

/** Whether an inspection is a sample, and why. Pure: the same inspections in the same order give the same samples on every station. */
export function choose(policy: SamplePolicy, judged: Judged, memory: Memory): Chosen {
  const novelty = noveltyOf(judged, memory.scores);
  const scores = judged.verdict === 'pass' ? withScore(memory.scores, judged) : memory.scores;
  const { samples, ...said } = decide(policy, judged, novelty, memory.samples);
  return { ...said, novelty, memory: { scores, samples } };
}

/** The part of the rule that a policy has a say in: how novel a piece is does not depend on it. @param samples the last ones, oldest first */
export function decide(
  policy: SamplePolicy,
  judged: Judged,
  novelty: number | null,
  samples: Memory['samples'],
): Pick<Chosen, 'reasons' | 'thinned'> & Pick<Memory, 'samples'> {
  const reasons = reasonsOf(policy, judged, novelty);
  if (reasons.length === 0) return { reasons, thinned: false, samples };
  if (isRepeat(policy, judged, samples)) return { reasons: [], thinned: true, samples };
  const { at, verdict, image, piece } = judged;
  return {
    reasons,
    thinned: false,
    samples: [...samples.slice(1 - samplesKept), { at, verdict, image, piece }],
  };
}

function reasonsOf(policy: SamplePolicy, judged: Judged, novelty: number | null): SampleReason[] {
  const { verdict, score, limits } = judged;
  if (verdict === 'no-result') return [];
  const passed = verdict === 'pass';
  const told = limits !== undefined && score > limits.pass - policy.nearLimit;
  const found: (SampleReason | false)[] = [
    policy.defect && verdict === 'defect' && 'defect',
    policy.unsure && verdict === 'unsure' && 'unsure',
    policy.disagreement && judged.disagreed && 'disagreement',
    policy.nearLimit > 0 && passed && told && 'near-limit',
    policy.novelAbove < 1 && passed && novelty !== null && novelty > policy.novelAbove && 'novel',
  ];
  const reasons = found.filter((reason) => reason !== false);
  const drawn = passed && reasons.length === 0 && isControl(policy, judged.id);
  return drawn ? ['control'] : reasons;
}

function noveltyOf({ verdict, package: name, score }: Judged, scores: Memory['scores']): number | null {
  const seen = name === undefined || verdict === 'no-result' ? [] : (scores[name] ?? []);
  if (seen.length < enough) return null;
  return seen.reduce((lower, other) => lower + (other < score ? 1 : 0), 0) / seen.length;
}

function isControl({ controlEvery, seed }: SamplePolicy, id: string): boolean {
  return controlEvery > 0 && hash(`${seed} ${id}`) % controlEvery === 0;
}

/** FNV-1a over UTF-16 units, then MurmurHash3's finish: the last digits of an id must move every bit. */
function hash(text: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** The very picture was a sample already, or the same piece just was, with the same verdict. */
function isRepeat({ burstSeconds }: SamplePolicy, judged: Judged, samples: Memory['samples']): boolean {
  return samples.some(
    ({ at, verdict, image, piece }) =>
      image === judged.image ||
      (piece !== undefined &&
        piece === judged.piece &&
        verdict === judged.verdict &&
        judged.at - at < burstSeconds * 1000),
  );
}

function withScore(scores: Memory['scores'], { package: name, score }: Judged): Memory['scores'] {
  if (name === undefined) return scores;
  const { [name]: own = [], ...others } = scores;
  // Plain objects keep their order: the package that judged last stands last.
  const kept = Object.fromEntries(Object.entries(others).slice(1 - packagesKept));
  return { ...kept, [name]: [...own.slice(1 - window), score] };
}
