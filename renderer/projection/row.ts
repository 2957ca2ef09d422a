import type { Disposition, EventOf, ImageRef, StepRecord } from '../../electron/contract/events.ts';
import { disagree } from '../../ml/sample/disagreement.ts';
import type { SampleReason } from '../../ml/sample/policy.ts';
import type { Finding, Reason, Verdict } from '../../ml/verdict/result.ts';

/** What a reviewer's current labels say; `conflict`: two that do not replace each other. */
export type LabelVerdict = 'pass' | 'defect' | 'cannot-tell' | 'bad-picture' | 'conflict';
export type MapRef = NonNullable<StepRecord['map']>;

/** One inspection as the lists and the picture panel need it; the whole record is its journal line. */
export interface InspectionRow {
  readonly station: string;
  readonly seq: number;
  /** `<station>-<seq>` */
  readonly id: string;
  /** When it was recorded: milliseconds since 1970, for display and for the time indexes. */
  readonly at: number;
  readonly by: string;
  readonly instrument?: string;
  readonly serial?: string;
  /** The serial's last eight characters, reversed and lower-case: an index for "ends with". */
  readonly tail?: string;
  readonly tray?: string;
  readonly verdict: Verdict;
  readonly reason?: Reason;
  readonly score: number;
  /** Of the step that decided; absent when nothing was judged. */
  readonly model?: string;
  readonly version?: number;
  /** `<model> v<version>`, as filtered and counted. */
  readonly package?: string;
  readonly provider?: string;
  readonly thresholds?: { readonly pass: number; readonly defect: number };
  /** Of all steps, strongest first. */
  readonly findings: readonly Finding[];
  readonly image: ImageRef;
  readonly maps: readonly MapRef[];
  readonly source: 'camera' | 'demo' | 'folder' | 'file';
  /** Milliseconds from the frame's arrival in the host to the verdict. */
  readonly judgeMs: number;
  readonly disposition?: Disposition;
  readonly label?: LabelVerdict;
  /** Somebody sent it to review. */
  readonly requested?: true;
  /** People who wait for somebody else's label of it; absent where nobody does. */
  readonly asking?: readonly string[];
  /** Steps that judge the piece came to different verdicts. */
  readonly disagreed?: true;
  /** Why the station's policy took it as a sample; absent where it did not. */
  readonly chosen?: readonly SampleReason[];
  /** Share of the package's latest passes that scored lower; absent where there were too few. */
  readonly novelty?: number;
  /** 1 while it waits for review, else absent, so that its index stays small. */
  readonly open?: 1;
  /** The station where it is another than this one, else absent: a station alone pays for no index by station. */
  readonly other?: string;
}

export const packageName = (step: { readonly model: string; readonly version: number }): string =>
  `${step.model} v${step.version}`;

/** `[station, seq]` of an id: the primary key of everything that is stored. */
export function keyOf(id: string): [string, number] {
  const dash = id.lastIndexOf('-');
  return [id.slice(0, dash), Number(id.slice(dash + 1))];
}

export const reversed = (serial: string): string =>
  Array.from(serial.slice(-8).toLowerCase()).toReversed().join('');

/** The parts of a row that an identity gives; parts nobody said are absent. */
export function identityParts(
  identity: EventOf<'inspection.recorded'>['data']['identity'],
): Pick<InspectionRow, 'instrument' | 'serial' | 'tail' | 'tray'> {
  const { instrument, serial, tray } = identity;
  return {
    ...(instrument !== undefined && { instrument }),
    ...(serial !== undefined && { serial, tail: reversed(serial) }),
    ...(tray !== undefined && { tray }),
  };
}

/** An inspection as its journal line, or the host's answer, gives it. */
interface Recorded {
  readonly seq: number;
  readonly at: string;
  readonly by: string;
  readonly data: Omit<EventOf<'inspection.recorded'>['data'], 'setup' | 'plan' | 'trigger'>;
}

/** The row of an inspection as it was recorded, before anyone changed anything. */
export function rowOf(station: string, event: Recorded): InspectionRow {
  const { data } = event;
  const step = data.steps.find((s) => s.verdict === data.verdict) ?? data.steps.at(-1);
  return {
    station,
    seq: event.seq,
    id: `${station}-${event.seq}`,
    at: Date.parse(event.at),
    by: event.by,
    ...identityParts(data.identity),
    verdict: data.verdict,
    ...(data.reason && { reason: data.reason }),
    score: data.score,
    ...(step && {
      model: step.model,
      version: step.version,
      package: packageName(step),
      provider: step.engine.provider,
      thresholds: step.thresholds,
    }),
    findings: data.steps.flatMap((s) => s.findings).toSorted((a, b) => b.score - a.score),
    image: data.image,
    maps: data.steps.flatMap((s) => s.map ?? []),
    source: data.source.kind,
    judgeMs: data.times.judgeMs,
    ...(disagree(data.steps) && { disagreed: true }),
  };
}
