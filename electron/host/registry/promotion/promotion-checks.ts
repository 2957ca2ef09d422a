import { gateFailures, type Gate } from '../../../../ml/evaluate/gate.ts';
import { worseLabels, type Worse } from '../../../../ml/evaluate/not-worse.ts';
import type { Judged } from '../../../../ml/evaluate/side-by-side.ts';
import type { Answer, EvaluationInfo, EvaluationKey } from '../../../contract/evaluations.ts';
import type { ModelInfo } from '../../../contract/models.ts';
import type { Check, PromotionLook } from '../../../contract/registry.ts';
import { causeOf } from '../../durable.ts';
import type { Evaluations } from '../../evaluations/evaluations.ts';
import type { Models } from '../../models/models.ts';
import { LoupeError } from '../../../contract/errors.ts';

/** The package of the demo bench, with which a station begins; nothing is held against it. */
export const starterName = 'starter';

export interface CheckDeps {
  readonly models: Pick<Models, 'list' | 'rehearse'>;
  readonly evaluations: Pick<Evaluations, 'list' | 'answers'>;
  readonly rules: () => { readonly gate: Gate | null; readonly margin: number };
}

/** Whether a stored package may be promoted on this station: five checks, each with what was found. */
export async function lookAt(
  { models, evaluations, rules }: CheckDeps,
  sha256: string,
): Promise<Omit<PromotionLook, 'tray'>> {
  const { gate, margin } = rules();
  const stored = await models.list();
  const info = stored.find((one) => one.sha256 === sha256);
  if (info === undefined) throw new LoupeError('not-found', { what: 'package', id: sha256 });
  const active = stored.find((one) => one.active) ?? null;
  const champion = active?.manifest.name === starterName || active?.sha256 === sha256 ? null : active;
  const mine = (await evaluations.list(sha256)).filter(({ split }) => split === 'test');
  const theirs = champion === null ? [] : await evaluations.list(champion.sha256);
  const test = chosenTest(info, mine, champion === null ? null : theirs);
  const judged = async (of: ModelInfo, on: EvaluationInfo): Promise<Judged> => ({
    manifest: of.manifest,
    cases: (await evaluations.answers(keyOf(of, on))).map(asCase),
  });
  const worse =
    test === null
      ? null
      : champion === null
        ? []
        : worseLabels(await judged(champion, test), await judged(info, test), margin);
  const alone =
    active === null
      ? 'There is no package in use'
      : active.sha256 === sha256
        ? 'It is the package in use'
        : 'The package in use came with the program';
  const checks: Check[] = [
    gateCheck(info, test ?? mine[0] ?? null, gate),
    sameTestCheck(info, champion, mine.length > 0, test, alone),
    notWorseCheck(champion, test, worse, margin, alone),
    {
      check: 'signature',
      passed: true,
      why: `Signed by ${info.trustedBy} (${info.keyId.slice(0, 8)}…), whose key is trusted.`,
    },
    await selfTestCheck(models, info),
  ];
  return {
    checks,
    champion: champion === null ? null : refOf(champion),
    test:
      test === null
        ? null
        : { dataset: test.dataset.hash, name: test.dataset.name, pictures: test.figures.n },
    judged: mine.length > 0,
  };
}

/** The test that counts: the one it was taught beside, else the newest; of those that the champion judged too, where there is one. */
function chosenTest(
  { manifest }: ModelInfo,
  mine: readonly EvaluationInfo[],
  theirs: readonly EvaluationInfo[] | null,
): EvaluationInfo | null {
  const shared = mine.filter(
    ({ dataset: { hash } }) =>
      theirs === null || theirs.some(({ split, dataset }) => split === 'test' && dataset.hash === hash),
  );
  return shared.find(({ dataset }) => dataset.hash === manifest.datasetHash) ?? shared[0] ?? null;
}

function gateCheck({ manifest }: ModelInfo, test: EvaluationInfo | null, chosen: Gate | null): Check {
  if (test === null)
    return { check: 'gate', passed: false, why: 'It was not judged on a test here. Judge it on one below.' };
  const defects = manifest.classes.some(({ verdict }) => verdict === 'defect');
  const gate = chosen ?? (defects ? { minAuroc: 0.8 } : { minAccuracy: 0.8 });
  const { figures, defective, good } = test;
  const failures = [...gateFailures({ evaluation: figures, parameters: manifest.parameters }, gate)];
  if (defects && (defective === 0 || good === 0))
    failures.push(`the test has ${defective} defective and ${good} good pictures, and proves nothing`);
  const reached = [
    ...(figures.auroc === undefined ? [] : [`AUROC ${Number(figures.auroc.toFixed(3))}`]),
    ...(figures.accuracy === undefined ? [] : [`accuracy ${Number(figures.accuracy.toFixed(3))}`]),
    `${figures.escapes} escapes, ${figures.falseRejects} false rejects, ${figures.unsure} unsure`,
  ].join(', ');
  return failures.length === 0
    ? { check: 'gate', passed: true, why: `On ${testWords(test)}: ${reached}.` }
    : { check: 'gate', passed: false, why: `On ${testWords(test)}: ${failures.join('; ')}.` };
}

function sameTestCheck(
  info: ModelInfo,
  champion: ModelInfo | null,
  judged: boolean,
  test: EvaluationInfo | null,
  alone: string,
): Check {
  const check = 'same-test' as const;
  if (test !== null)
    return champion === null
      ? { check, passed: true, why: `${alone}: judged alone, on ${testWords(test)}.` }
      : { check, passed: true, why: `Both judged ${testWords(test)} here.` };
  if (champion === null)
    return { check, passed: false, why: `${alone}: judge it alone, on a test of yours, below.` };
  const [one, other] = [nameOf(info), nameOf(champion)];
  return {
    ...{ check, passed: false },
    why: judged
      ? `${one} and ${other} judged no test in common here. Let both judge the same one below.`
      : `${one} was not judged on a test here. Let it and ${other} judge the same one below.`,
  };
}

function notWorseCheck(
  champion: ModelInfo | null,
  test: EvaluationInfo | null,
  worse: readonly Worse[] | null,
  margin: number,
  alone: string,
): Check {
  const check = 'not-worse' as const;
  const allowed = `${Number((100 * margin).toFixed(2))} %`;
  if (test === null || worse === null)
    return { check, passed: false, why: 'Nothing to hold it against yet: the test comes first.' };
  if (champion === null)
    return { check, passed: true, why: `${alone}: there is nothing it could be worse than.` };
  if (worse.length === 0)
    return {
      check,
      passed: true,
      why: `On no label more than ${allowed} of its pictures worse than ${nameOf(champion)}.`,
    };
  const said = worse.map(({ label, what, n, first, second }) => {
    const counts = { right: 'right', escapes: 'missed', falseRejects: 'rejected though good' }[what];
    return `${label}: ${second} of ${n} ${counts}, ${nameOf(champion)} ${first}`;
  });
  return { check, passed: false, why: `${said.join('; ')}. At most ${allowed} of a label may be worse.` };
}

async function selfTestCheck(models: CheckDeps['models'], { sha256, golden }: ModelInfo): Promise<Check> {
  try {
    const { provider } = await models.rehearse(sha256);
    const cases = golden.tensors + golden.frames;
    return {
      check: 'self-test',
      passed: true,
      why: `All ${cases} golden cases answered as expected here, on ${provider}.`,
    };
  } catch (error) {
    const cause = error instanceof LoupeError && 'cause' in error.data ? error.data.cause : causeOf(error);
    return {
      check: 'self-test',
      passed: false,
      why: `It does not run as it should on this station: ${cause}.`,
    };
  }
}

const keyOf = ({ sha256: model }: ModelInfo, { dataset, split }: EvaluationInfo): EvaluationKey => ({
  ...{ model, dataset: dataset.hash, split },
});
const refOf = ({ sha256, manifest: { name, version } }: ModelInfo) => ({ name, version, sha256 });
const nameOf = ({ manifest: { name, version } }: ModelInfo): string => `${name} v${version}`;
const testWords = ({ figures, dataset }: EvaluationInfo): string =>
  `the ${figures.n} test pictures of ${dataset.name} (${dataset.hash.slice(0, 8)}…)`;
const asCase = ({ label, truth, verdict, score, predicted, ms }: Answer) => ({
  ...{ label, truth, verdict, score, ms },
  ...(predicted !== undefined && { predicted }),
});
