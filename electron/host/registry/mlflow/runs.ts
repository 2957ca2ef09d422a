import { z } from 'zod';
import { LoupeError } from '../../../contract/errors.ts';
import {
  checkedFacts,
  checkedFile,
  checkedRun,
  checkedTags,
  type Begun,
  type RunFacts,
  type RunKey,
  type Runs,
} from '../runs.ts';
import { checkedPath } from '../names.ts';
import { unlessPassing } from '../unless.ts';
import { parsed, tagRows, type MlflowApi } from './api.ts';
import type { Experiments } from './experiments.ts';
import { judgedTag, madeTag, tie } from './lineage.ts';
import { folderOf } from './places.ts';

const tagsSchema = z.array(z.object({ key: z.string(), value: z.string() })).optional();
const runSchema = z.object({
  info: z.object({
    run_id: z.string().regex(/^[0-9a-f]{32}$/),
    artifact_uri: z.string(),
  }),
  data: z.object({ tags: tagsSchema }).optional(),
});
type Run = z.infer<typeof runSchema>;

const keyTag = 'loupe.key';
/** When the run was asked for, by the clock of whoever did. */
const askedTag = 'loupe.asked';
/** For people who look there. */
const duplicateTag = 'loupe.duplicate_of';
const tagOf = ({ data }: Run, key: string): string | undefined =>
  data?.tags?.find((tag) => tag.key === key)?.value;
/** What one `log-batch` may hold: 1,000 rows, of them 100 parameters and 100 tags. */
const most = { params: 100, tags: 100, metrics: 800 };
const mostFile = 1_000_000_000;

export interface MlflowRuns extends Runs {
  /** MLflow's own id of a run. @throws LoupeError `not-found` */
  idOf(run: RunKey): Promise<string>;
}

/** Runs as experiments and runs of an MLflow server; a run is found by its tag `loupe.key`. */
export function createMlflowRuns(api: MlflowApi, experiments: Experiments, now: () => number): MlflowRuns {
  const found = new Map<string, Run['info']>();
  /** Opened by this process, or being opened: four things of one day that are sent at once open it once. */
  const opened = new Map<string, Promise<void>>();

  const search = (id: string, filter: string | null): Promise<Run[]> =>
    api.all({
      method: 'POST',
      path: 'runs/search',
      ask: { experiment_ids: [id], max_results: 1000, ...(filter !== null && { filter }) },
      rows: (answer) => parsed(z.object({ runs: z.array(runSchema).optional() }), answer).runs ?? [],
    });
  /**
   * Of a key there may be several: two wrote at once, or what was given up arrived after all. The first is the run for everybody, and it stays
   * that: whoever asks again has not seen one, so what was asked for before can only come later, and empty.
   */
  const searchKey = async (id: string, key: string): Promise<Run[]> => {
    const rank = (run: Run): number =>
      tagOf(run, duplicateTag) === undefined ? Number(tagOf(run, askedTag) ?? 0) : -1;
    return (await search(id, `tags.\`${keyTag}\` = '${key}'`)).toSorted(
      (a, b) => rank(b) - rank(a) || (a.info.run_id < b.info.run_id ? -1 : 1),
    );
  };

  /** @throws LoupeError `not-found` */
  const resolve = async (run: RunKey): Promise<Run['info']> => {
    const { collection, key } = checkedRun(run);
    const place = `${collection} ${key}`;
    const known = found.get(place);
    if (known !== undefined) return known;
    const id = await experiments.find(collection);
    const [first] = id === null ? [] : await searchKey(id, key);
    if (first === undefined) throw new LoupeError('not-found', { what: 'run', id: place });
    found.set(place, first.info);
    return first.info;
  };
  const fileAt = async (run: RunKey, path: string): Promise<string> =>
    `${folderOf((await resolve(run)).artifact_uri)}/${checkedFile(path)}`;

  const make = async (collection: string, key: string, { name, at, tags }: Begun): Promise<void> => {
    const id = await experiments.make(collection);
    if ((await searchKey(id, key)).length === 0) {
      const rows = tagRows({ ...checkedTags(tags), [keyTag]: key, [askedTag]: `${now()}` });
      const wish = { experiment_id: id, run_name: name, start_time: at, tags: rows };
      await api.ask('POST', 'runs/create', wish, z.unknown());
    }
    const [first, ...others] = await searchKey(id, key);
    if (first === undefined) throw new LoupeError('registry-unreachable', { cause: 'a run was not made' });
    // Two who mark one at once get in each other's way: then the next to open it marks it.
    const mark = { key: duplicateTag, value: first.info.run_id };
    for (const other of others)
      if (tagOf(other, duplicateTag) === undefined)
        await unlessPassing(
          api.ask('POST', 'runs/set-tag', { run_id: other.info.run_id, ...mark }, z.unknown()),
        );
  };

  return {
    idOf: async (run) => (await resolve(run)).run_id,
    collections: experiments.collections,
    async keys(collection) {
      const id = await experiments.find(collection);
      const rows = id === null ? [] : await search(id, null);
      const keys = rows.flatMap((run) => tagOf(run, keyTag) ?? []);
      return [...new Set(keys)].toSorted();
    },
    async open(run, begun) {
      const { collection, key } = checkedRun(run);
      const place = `${collection} ${key}`;
      const opening = opened.get(place) ?? make(collection, key, begun);
      opened.set(place, opening);
      await opening.catch((error: unknown) => {
        opened.delete(place);
        throw error;
      });
    },
    async note(run, facts) {
      const { params = {}, metrics = [], dataset, made, judged, ended } = checkedFacts(facts);
      const tags = {
        ...facts.tags,
        ...(made && { [madeTag]: made }),
        ...(judged && { [judgedTag]: judged }),
      };
      const { run_id: id } = await resolve(run);
      const rows = { params: tagRows(params), tags: tagRows(tags), metrics: metrics.map(pointOf) };
      const size = (part: keyof typeof rows) => Math.ceil(rows[part].length / most[part]);
      const batches = Math.max(size('params'), size('tags'), size('metrics'));
      for (let n = 0; n < batches; n++) {
        const part = <T>(all: readonly T[], count: number) => all.slice(n * count, (n + 1) * count);
        const batch = {
          ...{ params: part(rows.params, most.params), tags: part(rows.tags, most.tags) },
          metrics: part(rows.metrics, most.metrics),
        };
        await api.ask('POST', 'runs/log-batch', { run_id: id, ...batch }, z.unknown());
      }
      if (dataset !== undefined)
        await api.ask('POST', 'runs/log-inputs', { run_id: id, datasets: [inputOf(dataset)] }, z.unknown());
      if (ended !== undefined) {
        const end = { run_id: id, status: ended.status, end_time: ended.at };
        await api.ask('POST', 'runs/update', end, z.unknown());
      }
      const sha256 = made ?? judged;
      if (sha256 !== undefined) await tie(api, await experiments.make(run.collection), sha256);
    },
    put: async (run, path, bytes) => api.put(await fileAt(run, path), bytes),
    get: async (run, path) => api.get(await fileAt(run, path), mostFile),
    async list(run, folder) {
      const inside = folder === '' ? '' : `/${checkedPath('The folder', folder, 6)}`;
      const listed = async () => api.list(`${folderOf((await resolve(run)).artifact_uri)}${inside}`);
      const files = await listed();
      if (files.length > 0) return files;
      // A server takes files for a run that it does not know, and lists them: an empty one may be another server's, from before.
      for (const known of [found, opened]) known.clear();
      experiments.forget();
      return listed();
    },
  };
}

/** A digest has 36 characters at most there; the whole hash is its source. */
const inputOf = ({ name, sha256, split }: NonNullable<RunFacts['dataset']>) => ({
  tags: [{ key: 'mlflow.data.context', value: split }],
  dataset: { name, digest: sha256.slice(0, 36), source_type: 'loupe', source: `data/${name}/${sha256}` },
});

const pointOf = ({ key, value, step, at }: { key: string; value: number; step: number; at: number }) => ({
  ...{ key, value, step, timestamp: at },
});
