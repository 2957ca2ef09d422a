import { expect, test } from 'vitest';
import { wishesSchema } from '../../electron/contract/model-draft.ts';
import { emptyAnswers, nameFor, wishesOf, type Answers } from './answers.ts';

const said = (answers: Partial<Answers>) => wishesOf({ ...emptyAnswers('Jaws v2.ONNX'), ...answers }, 3);

test('what is empty stays with the file; what is typed is what the station takes', () => {
  expect(said({})).toEqual({ wishes: { name: 'jaws-v2', version: 3 } });
  const full = said({
    ...{ version: '7', reading: 'detect yolov8', size: '640 × 384', kernel: 'area/u8', range: 'signed' },
    ...{ classes: 'whole:pass\n\nrust: deep : defect\nscrew\n', limits: '0.3, 0.7', calibration: '4 -2' },
    ...{ colour: 'bgr', fit: 'stretch', minScore: '0.25' },
  });
  expect(full).toEqual({
    wishes: {
      ...{
        name: 'jaws-v2',
        version: 7,
        task: 'detect',
        family: 'yolov8',
        kernel: 'area/u8',
        range: 'signed',
      },
      ...{ size: { width: 640, height: 384 }, thresholds: { pass: 0.3, defect: 0.7 } },
      ...{ calibration: { a: 4, b: -2 }, colour: 'bgr', fit: 'stretch', minScore: 0.25 },
      classes: [
        { name: 'whole', verdict: 'pass' },
        { name: 'rust: deep', verdict: 'defect' },
        { name: 'screw' },
      ],
    },
  });
  expect(wishesSchema.safeParse('wishes' in full && full.wishes).success).toBe(true);
});

test.each([
  ['name', 'Jaws'],
  ['version', '0'],
  ['version', 'two'],
  ['size', '640'],
  ['size', '640 x 99999'],
  ['limits', '0.7, 0.3'],
  ['limits', '0.5'],
  ['calibration', '0, 1'],
  ['minScore', '25'],
  ['classes', ':pass'],
] as const)('%s "%s" is refused beside its field', (field, value) => {
  expect(said({ [field]: value })).toMatchObject({ field });
});

test('a package can bear every file’s name', () => {
  expect(['A.onnx', '../../x y.onnx', '___', 'é'.repeat(99)].map(nameFor)).toEqual([
    'a',
    'x-y',
    'model',
    'model',
  ]);
});
