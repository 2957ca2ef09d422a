import type { Kept } from '../../evaluations/kept.ts';
import { judged, scoreOn, thresholds } from './inference.fixture.ts';

/** A test of grey levels: what a sample package is to say of each, and does at gains of 1 to 1.0625. */
const levels = { 20: 'ok', 40: 'ok', 60: 'ok', 200: 'pit', 220: 'pit', 240: 'pit' } as const;
const dataset = 'd'.repeat(64);

/** The answers of a package to the test, as its station's room of evaluations keeps them. */
export function judgedTest(station: number, model: Kept['model'], onnx: Uint8Array): Kept {
  return {
    ...{ format: 1, model, dataset: { hash: dataset, name: 'levels' }, split: 'test', thresholds },
    ...{ at: '2026-01-01T00:00:00.000Z', by: 'ada', provider: 'cpu' },
    answers: Object.entries(levels).map(([level, label]) => ({
      ...{ name: `${level}.y4m`, image: 'e'.repeat(64), label, ms: 1 },
      ...{ truth: label === 'ok' ? 'pass' : 'defect' },
      ...judged(Math.min(1, scoreOn(station, onnx, Number(level) / 256) ?? 0)),
    })),
  };
}
