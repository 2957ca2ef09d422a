import { eventVersion, type EventData, type EventKind } from '../../electron/contract/events.ts';
import type { Actor } from '../../electron/contract/people.ts';
import type { Verdict } from '../../ml/verdict/result.ts';

/** A journal made up for tests and benchmarks: right shapes and links, but its hashes are running numbers, not hashes. */
export const station = 'bench1aaaa';
export const journalId = 'journal-of-tests';

const person: Actor = { id: 'a-kaya', role: 'technician' };
export const hashOf = (seq: number, branch = 0): string =>
  `${branch.toString(16).padStart(8, '0')}${seq.toString(16).padStart(56, '0')}`;

export function line<K extends EventKind>(
  seq: number,
  kind: K,
  data: EventData<K>,
  at = 1_700_000_000_000 + seq * 1000,
): string {
  return JSON.stringify({
    seq,
    v: eventVersion[kind],
    at: new Date(at).toISOString(),
    journal: journalId,
    by: person,
    kind,
    data,
    prev: hashOf(seq - 1),
    hash: hashOf(seq),
  });
}

/** A small random source, the same everywhere (mulberry32). @returns numbers in [0, 1) */
export function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

export const instruments = ['Kerrison 40-552', 'Adson 12', 'Metzenbaum 18', 'Rongeur 3'] as const;
const sha = (n: number): string => n.toString(16).padStart(64, '0');

/** An inspection as a station would record it, different for each `seq`. */
export function inspection(
  seq: number,
  next: () => number,
  said: { readonly verdict?: Verdict; readonly serial?: string } = {},
): EventData<'inspection.recorded'> {
  const score = Math.round(next() * 1000) / 1000;
  const drawn: Verdict =
    score < 0.85 ? 'pass' : score < 0.93 ? 'defect' : score < 0.97 ? 'unsure' : 'no-result';
  const verdict = said.verdict ?? drawn;
  const findings =
    verdict === 'defect'
      ? [
          {
            kind: 'box' as const,
            box: [40, 30, 24, 18] as [number, number, number, number],
            class: 'pit',
            score,
            lengthMm: 1.8,
          },
        ]
      : [];
  return {
    identity: {
      instrument: instruments[Math.floor(next() * instruments.length)]!,
      serial: said.serial ?? `SN-${10_000 + Math.floor(next() * 90_000)}`,
      tray: `T-${Math.floor(seq / 12)}`,
    },
    image: { sha256: sha(seq), type: 'y4m', width: 1280, height: 720, bytes: 1_382_500 },
    source: { kind: 'demo', label: 'Demo scene', frame: seq },
    setup: null,
    plan: sha(7),
    trigger: 'key',
    verdict,
    ...(verdict === 'no-result' && { reason: 'picture-black' as const }),
    score,
    steps: [
      {
        model: 'instruments',
        version: seq % 1000 < 600 ? 13 : 14,
        sha256: sha(13),
        verdict,
        ...(verdict === 'no-result' && { reason: 'picture-black' as const }),
        score,
        thresholds: { pass: 0.21, defect: 0.5 },
        findings,
        map: { sha256: sha(seq), width: 40, height: 40, onFrame: [0, 0, 1280, 720] },
        engine: { provider: 'cpu', runtime: 'onnxruntime-node 1.30.0', device: 'cpu', kernel: 'area/u8' },
        ms: { preprocess: 2, run: 30, decode: 1 },
      },
    ],
    times: { triggered: new Date(1_700_000_000_000 + seq * 1000).toISOString(), judgeMs: 41 },
  };
}

/** `count` lines of a day at the bench: mostly inspections, some of them corrected, disposed of, sent to review, labelled, withdrawn. */
export function* journal(count: number, seed = 1): Generator<string> {
  const next = random(seed);
  const pick = (from: readonly number[]) => from[Math.floor(next() * from.length)]!;
  const inspections: number[] = [];
  const labels: number[] = [];
  const id = (seq: number) => `${station}-${seq}`;
  for (let seq = 1; seq <= count; seq++) {
    const dice = inspections.length === 0 ? 1 : next();
    if (dice > 0.12) {
      inspections.push(seq);
      yield line(seq, 'inspection.recorded', inspection(seq, next));
    } else if (dice > 0.1) {
      yield line(seq, 'identity.corrected', {
        inspection: id(pick(inspections)),
        identity: { serial: `C-${seq}` },
      });
    } else if (dice > 0.07) {
      const disposition = next() < 0.5 ? 'leave-to-qa' : next() < 0.5 ? 'repair' : null;
      yield line(seq, 'disposition.set', { inspection: id(pick(inspections)), disposition });
    } else if (dice > 0.05) {
      yield line(seq, 'review.requested', { inspection: id(pick(inspections)), why: 'near threshold' });
    } else if (dice > 0.015 || labels.length === 0) {
      labels.push(seq);
      const replaces = next() < 0.3 && labels.length > 1 ? [id(pick(labels.slice(0, -1)))] : [];
      yield line(seq, 'label.set', {
        inspection: id(pick(inspections.slice(-20))),
        replaces,
        verdict: next() < 0.5 ? 'pass' : 'defect',
      });
    } else if (dice > 0.005) {
      yield line(seq, 'label.withdrawn', { label: id(pick(labels)) });
    } else {
      yield line(seq, 'tray.opened', { tray: `T-${seq}` });
    }
  }
}
