import { createLikeness } from '../../../ml/dataset/alike.ts';
import { checkStepwise } from '../../../ml/dataset/check.ts';
import { countBySide } from '../../../ml/dataset/counts.ts';
import { entriesByName, entriesText, textWith, type Dataset } from '../../../ml/dataset/dataset.ts';
import { examinationOf, pictureKey } from '../../../ml/dataset/examination.ts';
import type { CheckFinding, Examination } from '../../../ml/dataset/examined.ts';
import type { DatasetSummary } from '../../contract/datasets.ts';
import { LoupeError } from '../../contract/errors.ts';
import type { Actor } from '../../contract/people.ts';
import { inTurns } from '../in-turns.ts';
import type { Clock } from '../platform.ts';
import { sequential } from '../sequential.ts';
import { isoTime } from '../time.ts';
import type { Looks } from './looks.ts';
import { hashOf, type DatasetStore, type Step } from './store.ts';

/** A dataset as it stands, with what its checks found. */
export interface Version {
  readonly step: Step;
  readonly dataset: Dataset;
  readonly examination: Examination;
  readonly findings: readonly CheckFinding[];
}

/** What a change makes of a dataset, and what it is called. */
export interface Change {
  readonly dataset: Dataset;
  readonly made: string;
  /** Takes the place of the version before, and grew from the same one. */
  readonly replaces?: boolean;
}

/** The versions of datasets with what is derived from them. Callers change one dataset at a time. */
export interface Versions {
  /** Any version that can be gone back to, in force or not. @throws LoupeError `not-found` */
  find(hash: string): { readonly name: string; readonly step: Step };
  /** @throws LoupeError `not-found`; `conflict` when it no longer matches its name */
  read(hash: string): Promise<Dataset>;
  /** The one in force. @throws LoupeError `not-found` */
  current(name: string): Promise<Version>;
  /** What the checks say of a dataset that is not stored. */
  check(dataset: Dataset): Promise<Pick<Version, 'examination' | 'findings'>>;
  /** Puts a change in force; one that changes nothing makes no version. */
  put(change: Change, by: Actor): Promise<Version>;
}

export function createVersions({
  store,
  looks,
  clock,
}: {
  readonly store: DatasetStore;
  readonly looks: Looks;
  readonly clock: Pick<Clock, 'now'>;
}): Versions {
  /** Of the dataset that was used last. */
  let open: Version | null = null;
  let compared = { name: '', likeness: createLikeness() };
  const queue = sequential();

  /** A step at a time: ten thousand pictures take seconds the first time, and the station has others to answer. */
  const checkNow: Versions['check'] = async (dataset) => {
    const { name, entries } = dataset;
    const known = await looks.of(name, entries);
    if (compared.name !== name) compared = { name, likeness: createLikeness() };
    const { likeness } = compared;
    const keys = entries.map(pictureKey);
    const lookOf = (key: string) => known.get(key)!;
    await inTurns(likeness.learn(new Map(keys.map((key) => [key, lookOf(key)]))));
    const examination = examinationOf(dataset, lookOf, likeness.pairs(keys));
    return { examination, findings: await inTurns(checkStepwise(examination)) };
  };
  const check: Versions['check'] = (dataset) => queue(() => checkNow(dataset));
  const count = (findings: readonly CheckFinding[], wanted: CheckFinding['severity']) =>
    findings.filter(({ severity }) => severity === wanted).reduce((sum, one) => sum + one.count, 0);

  const find: Versions['find'] = (hash) => {
    for (const name of store.names())
      for (const step of store.steps(name)) if (step.hash === hash) return { name, step };
    throw new LoupeError('not-found', { what: 'dataset', id: hash });
  };

  return {
    find,
    read: async (hash) => (open?.step.hash === hash ? open.dataset : store.read(find(hash).name, hash)),
    check,
    current: (name) =>
      queue(async () => {
        const step = store.steps(name).at(-1);
        if (step === undefined) throw new LoupeError('not-found', { what: 'dataset', id: name });
        if (open?.dataset.name === name && open.step.hash === step.hash) return (open = { ...open, step });
        const dataset = await store.read(name, step.hash);
        return (open = { step, dataset, ...(await checkNow(dataset)) });
      }),
    async put({ dataset, made, replaces = false }, by) {
      const { name } = dataset;
      const steps = store.steps(name);
      const last = steps.at(-1);
      const replaced = replaces && last?.frozen === false ? 1 : 0;
      const { parent: _, ...content } = { ...dataset, entries: entriesByName(dataset.entries) };
      const lines = await inTurns(entriesText(content.entries));
      const grownFrom = (parent: string | null | undefined): Dataset => ({
        ...content,
        ...(parent && { parent }),
      });
      if (last && hashOf(textWith(lines, grownFrom(last.parent))) === last.hash) return this.current(name);
      const parent = (replaced === 1 ? last?.parent : last?.hash) ?? null;
      const next = grownFrom(parent);
      const checked = await check(next);
      const step = await store.write(
        name,
        textWith(lines, next),
        {
          ...{ frozen: false, at: isoTime(clock.now()), by: by.id, made, task: next.task, parent },
          ...{ images: next.entries.length, classes: countBySide(next).map((one) => ({ ...one })) },
          ...{ blocks: count(checked.findings, 'blocks'), warns: count(checked.findings, 'warns') },
        },
        replaced,
      );
      return (open = { step, dataset: next, ...checked });
    },
  };
}

/** How a list shows a dataset. @param steps its versions, at least one */
export function summaryOf(name: string, steps: readonly Step[]): DatasetSummary {
  const { classes, ...step } = steps.at(-1)!;
  return {
    ...{ name, ...step },
    classes: classes.map((one) => ({ ...one })),
    undoable: steps.length > 1 && !step.frozen,
  };
}
