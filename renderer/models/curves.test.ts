import { expect, test } from 'vitest';
import type { Manifest } from '../../ml/package/manifest.ts';
import { noAnomalyCurve } from '../components/run/curves.ts';
import { sampleDetail, sampleRun } from '../teach/full/run.fixture.ts';
import { whyNone } from './curves.tsx';

const of = (over: Partial<Manifest>) => ({ task: 'classify', ...over }) as Manifest;
const run = '20261121-160000-aaaa';

test('a version without curves says why: brought in, forgotten, or of a kind that has none', () => {
  expect(whyNone(of({}), null)).toMatch(/^This package names no training run/);
  expect(whyNone(of({ trainingRun: run }), null)).toMatch(
    /^The run 20261121-160000-aaaa that made it is not on this station: it was forgotten/,
  );
  expect(whyNone(of({ task: 'anomaly' }), null)).toMatch(/^Anomaly has no curve.* names no training run/);
  const detail = sampleDetail(sampleRun(run, { task: 'anomaly' }));
  expect(whyNone(of({ task: 'anomaly', trainingRun: run }), detail)).toBe(noAnomalyCurve);
});
