import type { Finding, Verdict } from '../verdict/result.ts';

/** What somebody said that an inspection shows. */
export interface SampleLabel {
  /** `<stationId>-<seq>` of the journal line that set it. */
  readonly id: string;
  readonly verdict: 'pass' | 'defect' | 'cannot-tell' | 'bad-picture';
  readonly class?: string;
  /** What was marked, in pixels of the frame; absent where nobody marked anything. */
  readonly regions?: readonly Finding[];
}

/** What one person said first of an inspection, before they heard of others. */
export interface Opinion {
  readonly by: string;
  readonly verdict: SampleLabel['verdict'];
  readonly class?: string;
  /** Said without having seen the model's answer. */
  readonly blind?: true;
}

/** An inspection as it was recorded, as far as reviewing goes. */
export interface Recorded {
  /** `<stationId>-<seq>` */
  readonly id: string;
  /** When it was recorded, ISO 8601 in UTC. */
  readonly at: string;
  /** `page`: of a file of several; from 0. `depth`: how it was judged, where not by the high byte of 16 bit. */
  readonly image: {
    readonly sha256: string;
    readonly width: number;
    readonly height: number;
    readonly page?: number;
    readonly depth?: 'min-max';
  };
  readonly verdict: Verdict;
  /** `<model> v<version>` of the step that decided; absent where nothing was judged. */
  readonly package?: string;
  /** The class that this step saw most evidence of; absent where it saw none. */
  readonly claimed?: string;
  /** Steps that judge the piece came to different verdicts. */
  readonly disagreed: boolean;
}

/** An inspection that somebody has labelled at some time, as it stands after everything that was said of it. */
export interface Reviewed extends Recorded {
  readonly instrument?: string;
  readonly serial?: string;
  /** Somebody asked for a look at it, or left it to QA. */
  readonly flagged: boolean;
  /** The labels that stand, in the order of stations and lines: several are a conflict, none means that all were taken back. */
  readonly labels: readonly SampleLabel[];
  /** The first label of each person that they did not take back, in the order of stations and lines; whether it stands or was replaced. */
  readonly opinions: readonly Opinion[];
  /** People who asked for somebody else's look at it, and wait for one. */
  readonly asking: readonly string[];
  /** By station, the newest line of its journal that set a label of it, or took one back. */
  readonly saidAt: Readonly<Record<string, number>>;
}
