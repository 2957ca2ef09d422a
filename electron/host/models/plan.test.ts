import { expect, it } from 'vitest';
import { planSchema } from '../../../ml/plan/plan.ts';
import { planOf } from './plan.ts';
import { sampleModel } from './sample.fixture.ts';

it('names a plan by what it says: the same models and stops the same name, anything else another', () => {
  const model = sampleModel();
  const { content, sha256 } = planOf([{ model, stopOn: ['defect', 'no-result'] }]);
  expect(planSchema.parse(content)).toEqual(content);
  expect(sha256).toMatch(/^[0-9a-f]{64}$/);
  expect(planOf([{ model, stopOn: ['defect', 'no-result'] }]).sha256).toBe(sha256);
  expect(planOf([{ model, stopOn: ['defect'] }]).sha256).not.toBe(sha256);
  expect(
    planOf([{ model: { ...model, sha256: 'f'.repeat(64) }, stopOn: ['defect', 'no-result'] }]).sha256,
  ).not.toBe(sha256);
});
