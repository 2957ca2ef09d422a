import { expect, test } from 'vitest';
import { contradictions } from './contradictions.ts';
import { manifestOf } from './manifest.fixture.ts';

test('a sound manifest contradicts nothing', () => expect(contradictions(manifestOf())).toEqual([]));

const good = { name: 'good', verdict: 'pass' };
const aligned = { to: 'main-axis', contrast: 25, width: 100, height: 40 };
test.each([
  ['mean of three numbers for one channel', {}, { mean: [0, 0, 0] }, 'input: mean must have'],
  [
    'std of two numbers for three channels',
    {},
    { channels: 3, colour: 'rgb', std: [1, 1] },
    'input: std must have',
  ],
  ['std of 0', {}, { std: [0] }, 'input: std must not be 0'],
  ['grey with three channels', {}, { channels: 3 }, 'input: colour grey'],
  ['an anomaly model with class scores', { task: 'anomaly' }, {}, 'outputs: the task anomaly'],
  [
    'a class twice',
    { classes: [good, good, { name: 'x', verdict: 'defect' }] },
    {},
    'classes: "good" occurs twice',
  ],
  ['a model that can only pass', { classes: [good] }, {}, 'could only pass'],
  ['a threshold that everything passes', { thresholds: { pass: 1, defect: 1 } }, {}, 'every score passes'],
  [
    'strides that do not divide',
    { task: 'detect', outputs: { family: 'yolox', output: 'y', strides: [3], minScore: 0.3, iou: 0.5 } },
    {},
    'not a multiple of stride 3',
  ],
  [
    'an aligned part in tiles',
    {},
    { fit: 'tile', tile: { overlap: 1 }, alignment: { ...aligned, middle: 40 } },
    'input: an aligned part is not cut',
  ],
  [
    'a part beside its window',
    {},
    { alignment: { ...aligned, middle: 100 } },
    'alignment.middle must lie within',
  ],
])('%s', (_, parts, input, message) => {
  const problems = contradictions(manifestOf(parts, input));
  expect(problems).toHaveLength(1);
  expect(problems[0]).toContain(message);
});

test('a model of information alone is sound', () => {
  expect(contradictions(manifestOf({ classes: [{ name: 'forceps', verdict: 'info' }] }))).toEqual([]);
});
