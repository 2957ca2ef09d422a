import { expect, it } from 'vitest';
import { turnedPiece } from '../demo/turned.fixture.ts';
import { manifestOf } from '../package/manifest.fixture.ts';
import { createRobustnessTrial } from './robustness.ts';

it('an aligned model is asked about the window; a picture without a part to align has no result', async () => {
  const alignment = { to: 'main-axis', contrast: 25, width: 370, height: 154, middle: 145 };
  const manifest = manifestOf({}, { width: 74, height: 22, kernel: 'area/u8', alignment });
  const asked: number[] = [];
  const trial = createRobustnessTrial(manifest, [{ kind: 'brightness', levels: 10 }], async (tensor) => {
    asked.push(tensor.length);
    return { y: { dims: [1, 2], data: Float32Array.of(0.9, 0.1) } };
  });
  const { frame } = turnedPiece(3, false);
  const about = { label: 'good', truth: 'pass' } as const;
  await trial.add(frame, about);
  await trial.add({ ...frame, data: new Uint8Array(frame.data.length).fill(215) }, about);
  expect(asked).toEqual([74 * 22]);
  expect(trial.rows()).toMatchObject([{ noResult: 1, falseRejects: 0, unsure: 0 }]);
});
