import fc from 'fast-check';
import { expect, test } from 'vitest';
import { noResult } from '../verdict/judge.ts';
import { verdicts, type Finding, type Judgement, type Verdict } from '../verdict/result.ts';
import { addStep, planStart, runPlan } from './run-plan.ts';

const stopOn: readonly Verdict[] = ['defect', 'no-result'];
const finding = (name: string, score: number): Finding => ({
  kind: 'box',
  box: [0, 0, 1, 1],
  class: name,
  score,
});
const says = (verdict: Verdict, score: number, ...findings: Finding[]): Judgement =>
  verdict === 'no-result' ? noResult('timed-out') : { verdict, score, findings };
const plan = (...answers: Judgement[]) => runPlan(answers.map((answer) => ({ answer, stopOn })));

test('one step is its own answer', () => {
  const answer = says('pass', 0.1, finding('a', 0.1));
  expect(plan(answer)).toEqual({ answered: 1, stopped: false, judgement: answer });
});

test('the worst verdict wins; score and findings are those of all', () => {
  const first = says('unsure', 0.5, finding('a', 0.5), finding('b', 0.2));
  const { judgement, answered, stopped } = plan(
    first,
    says('pass', 0.3, finding('c', 0.3)),
    says('defect', 0.4),
  );
  expect([answered, stopped]).toEqual([3, true]);
  expect(judgement).toMatchObject({ verdict: 'defect', score: 0.5 });
  expect(judgement.findings.map((each) => each.class)).toEqual(['a', 'c', 'b']);
});

test('what stops the line keeps later steps from counting', () => {
  expect(plan(says('defect', 0.9), says('no-result', 0))).toMatchObject({
    answered: 1,
    stopped: true,
    judgement: { verdict: 'defect', score: 0.9 },
  });
  const stopped = plan(says('defect', 0.9));
  expect(() => addStep(stopped, says('pass', 0), stopOn)).toThrow('has stopped');
});

test('no-result of any executed step is the answer, with its reason', () => {
  const steps = [says('defect', 0.9), says('no-result', 0), says('pass', 0)].map((answer) => ({
    answer,
    stopOn: [],
  }));
  expect(runPlan(steps).judgement).toEqual(noResult('timed-out'));
});

test('the reason of the worst answer stays: a model without a verdict leaves the plan unsure', () => {
  const unsure: Judgement = { verdict: 'unsure', reason: 'model-has-no-verdict', score: 0, findings: [] };
  expect(plan(unsure, says('pass', 0.1)).judgement).toMatchObject({
    verdict: 'unsure',
    reason: 'model-has-no-verdict',
  });
  expect(plan(unsure, says('defect', 0.8)).judgement).toEqual(says('defect', 0.8));
});

test('a plan without answers has no result', () => {
  expect(runPlan([])).toEqual(planStart);
  expect(planStart.judgement).toEqual(noResult('internal'));
});

test('a plan passes only if every executed step passed', () => {
  const answers = fc.array(fc.tuple(fc.constantFrom(...verdicts), fc.subarray([...verdicts])), {
    maxLength: 8,
  });
  fc.assert(
    fc.property(answers, (steps) => {
      const { judgement, answered } = runPlan(
        steps.map(([verdict, stop]) => ({ answer: says(verdict, 0.5), stopOn: stop })),
      );
      const executed = steps.slice(0, answered).map(([verdict]) => verdict);
      if (judgement.verdict === 'pass') expect(executed.every((verdict) => verdict === 'pass')).toBe(true);
      if (executed.includes('no-result')) expect(judgement.verdict).toBe('no-result');
      expect(answered === 0 && judgement.verdict !== 'no-result').toBe(false);
    }),
    { seed: 20261121, numRuns: 1000 },
  );
});
