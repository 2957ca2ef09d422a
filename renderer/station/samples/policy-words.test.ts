import { expect, test } from 'vitest';
import { defaultPolicy } from '../../../ml/sample/policy.ts';
import { policyChange } from './policy-words.ts';

test('a change of the policy names what changes, and nothing else', () => {
  expect(policyChange(defaultPolicy, defaultPolicy)).toBe('');
  expect(
    policyChange(defaultPolicy, {
      ...defaultPolicy,
      defect: false,
      novelAbove: 0.995,
      burstSeconds: 0,
      seed: 7,
    }),
  ).toBe(
    'Defects: taken → not taken; Passes unlike the others: above 99 % of the latest → above 99.5 % of the latest; ' +
      'The same piece again: counts after 60 s → always counts; Number that draws the controls: 0 → 7',
  );
});
