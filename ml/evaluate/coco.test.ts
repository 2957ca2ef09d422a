import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { averagePrecision } from './average-precision.ts';
import type { DetectionCase } from './matching.ts';

/** Boxes drawn by chance, of one to three classes, and what pycocotools' COCOeval says of them. */
const sets = JSON.parse(readFileSync(join(import.meta.dirname, 'fixtures', 'coco.json'), 'utf8')) as {
  cases: DetectionCase[];
  ap: number;
  ap50: number;
}[];

test.each(sets)('as pycocotools: AP50 $ap50, AP $ap', ({ cases, ap, ap50 }) => {
  expect(averagePrecision(cases)).toEqual({ ap50: expect.closeTo(ap50, 12), ap: expect.closeTo(ap, 12) });
});
