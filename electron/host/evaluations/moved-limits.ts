import type { z } from 'zod';
import { countAt, sortScores } from '../../../ml/evaluate/limits-at.ts';
import { decodeY4m } from '../../../ml/image/y4m.ts';
import { movedLimitsCard } from '../../../ml/package/limits-card.ts';
import { movedManifest, movedPackage } from '../../../ml/package/move-limits.ts';
import { judge as judgeScore } from '../../../ml/verdict/judge.ts';
import type { Finding } from '../../../ml/verdict/result.ts';
import { LoupeError } from '../../contract/errors.ts';
import type { evaluationProcedures } from '../../contract/evaluations.ts';
import type { Actor } from '../../contract/people.ts';
import type { Journal } from '../journal/journal.ts';
import { loadLimits, startInferenceWorker } from '../models/inference-worker.ts';
import type { Models } from '../models/models.ts';
import { threadsFor, type Machine } from '../models/providers.ts';
import type { Platform } from '../platform.ts';
import { isoTime } from '../time.ts';
import type { Kept, KeptAnswers } from './kept.ts';

export type MoveLimits = z.infer<
  NonNullable<(typeof evaluationProcedures.saveLimits)['~orpc']['inputSchema']>
>;

export interface MoveDeps {
  readonly platform: Pick<Platform, 'spawn' | 'clock'>;
  readonly machine: Pick<Machine, 'cores'>;
  readonly models: Pick<Models, 'open' | 'files' | 'list' | 'installUnsigned'>;
  readonly kept: KeptAnswers;
  readonly journal: Pick<Journal, 'append'>;
}

/**
 * Stores the next version of a package: its network with other limits, golden verdicts asked anew, a card that says what the limits rest
 * on. The validation answers are carried over, since no score changed.
 *
 * @throws LoupeError `not-found` without the package or its validation answers, `model-refused`, `model-unavailable`
 */
export async function moveLimits(
  { platform, machine, models, kept, journal }: MoveDeps,
  { model: sha256, dataset, thresholds, asked, confidence, why }: MoveLimits,
  by: Actor,
): Promise<Kept['model']> {
  const before = await models.open(sha256);
  const files = await models.files(sha256);
  const basis = await kept.read({ model: sha256, dataset, split: 'valid' });
  if (basis === null)
    throw new LoupeError('not-found', { what: 'evaluation of that package on', id: 'validation pictures' });
  const { name, version: from } = before.manifest;
  const versions = (await models.list())
    .map(({ manifest }) => manifest)
    .filter((one) => one.name === name)
    .map(({ version }) => version);
  const manifest = movedManifest(before.manifest, {
    version: Math.max(from, ...versions) + 1,
    created: isoTime(platform.clock.now()),
    by: by.id,
    thresholds,
  });
  const judged = basis.answers.filter(({ verdict }) => verdict !== 'no-result');
  const scoresOf = (truth: 'pass' | 'defect') =>
    judged.filter((one) => one.truth === truth).map(({ score }) => score);
  const tested = (await kept.all()).filter(
    ({ model, split, dataset: { hash } }) => model.name === name && split === 'test' && hash === dataset,
  );
  const card = movedLimitsCard(
    {
      ...{ manifest, why, confidence, asked, from: before.manifest, dataset: basis.dataset },
      counts: countAt(sortScores(scoresOf('defect'), scoresOf('pass')), thresholds, confidence),
      tested: [...new Set(tested.map(({ model }) => model.version))].toSorted((one, other) => one - other),
    },
    new TextDecoder().decode(files.get('card.md')),
  );

  const worker = startInferenceWorker(platform);
  const moved = { ...before, manifest };
  try {
    await worker.load(moved, ['cpu'], threadsFor(machine.cores));
    const made = await movedPackage(files, manifest, card, async (y4m) => {
      const { steps } = await worker.judge(decodeY4m(y4m), [{ model: moved, stopOn: [] }], loadLimits.ms);
      const [answer] = steps;
      if (answer === undefined) throw new Error('the model gave no answer');
      return { ...answer, findings: answer.findings as readonly Finding[] };
    });
    const stored = await models.installUnsigned(made, by);
    const next = { name, version: manifest.version, sha256: stored.sha256 };
    const data = { ...next, from, dataset, thresholds, why };
    await journal.append('limits.moved', data, by);
    await kept.write({ ...basis, model: next, thresholds, answers: basis.answers.map(again(manifest)) });
    return next;
  } finally {
    worker.kill();
  }
}

/** The answer with the verdict that its score has now. */
const again =
  (manifest: Parameters<typeof judgeScore>[0]) =>
  (answer: Kept['answers'][number]): Kept['answers'][number] =>
    answer.verdict === 'no-result'
      ? answer
      : { ...answer, verdict: judgeScore(manifest, { score: answer.score, findings: [] }).verdict };
