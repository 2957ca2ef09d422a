import type { Inspection } from '../../electron/contract/inspection.ts';
import type { Finding, Verdict } from '../../ml/verdict/result.ts';

const pit: Finding = { kind: 'box', box: [400, 300, 60, 40], class: 'pit', score: 0.91, lengthMm: 1.8 };

/** A recorded inspection with the shape of the real thing; for tests only. */
export function inspectionOf(verdict: Verdict, seq: number, more: Partial<Inspection> = {}): Inspection {
  const score = { pass: 0.08, defect: 0.91, unsure: 0.4, 'no-result': 0 }[verdict];
  return {
    id: `abcdefgh-${seq}`,
    seq,
    at: '2026-01-05T14:03:22.000Z',
    by: 'kaya',
    hash: 'a'.repeat(64),
    identity: {},
    image: { sha256: 'b'.repeat(64), type: 'y4m', width: 1280, height: 720, bytes: 1_382_400 },
    source: { kind: 'camera', label: 'Bench 1', frame: seq },
    setup: null,
    plan: null,
    trigger: 'key',
    verdict,
    score,
    ...(verdict === 'no-result' && { reason: 'picture-black' as const }),
    steps:
      verdict === 'no-result'
        ? []
        : [
            {
              model: 'instruments',
              version: 14,
              sha256: 'c'.repeat(64),
              verdict,
              score,
              thresholds: { pass: 0.21, defect: 0.6 },
              findings: verdict === 'defect' ? [pit] : [],
              engine: { provider: 'cpu', runtime: 'onnxruntime 1.30.0', device: 'cpu', kernel: '1' },
              ms: { preprocess: 2, run: 30, decode: 1 },
            },
          ],
    times: { triggered: '2026-01-05T14:03:21.900Z', judgeMs: 41 },
    ...more,
  };
}
