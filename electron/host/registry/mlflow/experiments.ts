import { z } from 'zod';
import { LoupeError } from '../../../contract/errors.ts';
import { checkedCollection, noteTag } from '../runs.ts';
import { unlessMissing, unlessThere } from '../unless.ts';
import { parsed, queryOf, tagRows, type MlflowApi } from './api.ts';
import { collectionOf, experimentOf } from './places.ts';

const experimentSchema = z.object({
  experiment_id: z.string().regex(/^\d+$/),
  name: z.string(),
  lifecycle_stage: z.string().optional(),
});

/** The experiments of an MLflow server that are collections of ours. All throw as `Runs` does. */
export interface Experiments {
  /** Their collections, sorted. */
  collections(): Promise<readonly string[]>;
  /** The id of a collection's; null: there is none. @throws LoupeError `registry-rejected` for one that was deleted there */
  find(collection: string): Promise<string | null>;
  /** The same, made unless it is there. */
  make(collection: string): Promise<string>;
  /** Each is looked for anew. */
  forget(): void;
}

export function createExperiments(api: MlflowApi): Experiments {
  const ids = new Map<string, string>();

  const find = async (wanted: string): Promise<string | null> => {
    const collection = checkedCollection(wanted);
    const known = ids.get(collection);
    if (known !== undefined) return known;
    const name = experimentOf(collection);
    const answer = await unlessMissing(
      api.ask(
        'GET',
        `experiments/get-by-name?${queryOf({ experiment_name: name })}`,
        undefined,
        z.object({ experiment: experimentSchema }),
      ),
    );
    if (answer === null) return null;
    const { experiment_id: id, lifecycle_stage: stage } = answer.experiment;
    if (stage === 'deleted')
      throw new LoupeError('registry-rejected', {
        cause: `the experiment ${name} was deleted there; restore it`,
      });
    ids.set(collection, id);
    return id;
  };

  return {
    find,
    async make(collection) {
      const known = await find(collection);
      if (known !== null) return known;
      const tags = tagRows({
        'loupe.collection': collection,
        'mlflow.experimentKind': 'custom_model_development',
        ...describedBy(collection),
      });
      await unlessThere(
        api.ask('POST', 'experiments/create', { name: experimentOf(collection), tags }, z.unknown()),
      );
      const id = await find(collection);
      if (id === null) throw new LoupeError('registry-unreachable', { cause: 'an experiment was not made' });
      return id;
    },
    async collections() {
      const rows = await api.all({
        ...{ method: 'POST', path: 'experiments/search' },
        ask: { filter: "name LIKE 'loupe/%'", max_results: 1000 },
        rows: (answer) =>
          parsed(z.object({ experiments: z.array(experimentSchema).optional() }), answer).experiments ?? [],
      });
      return rows.flatMap(({ name }) => collectionOf(name) ?? []).toSorted();
    },
    forget: () => ids.clear(),
  };
}

/** What somebody reads who comes upon the experiment there. */
function describedBy(collection: string): Record<string, string> {
  const [kind = '', of = ''] = collection.split('/');
  const said: Readonly<Record<string, string>> = {
    inspect: `What the station ${of} inspected: a run for each day, with a point in its charts for every sealed segment of its record.`,
    train: `Trainings and evaluations of ${of}, and its packages as models.`,
    data: `Frozen versions of the dataset ${of}.`,
  };
  return said[kind] === undefined ? {} : { [noteTag]: said[kind] };
}
