import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createMemoryFiles } from '../../memory-files.fixture.ts';
import { createDiskFiles } from '../../node/disk-files.ts';
import type { Files } from '../../platform.ts';
import { createFolderRuns } from './folder-runs.ts';
import { newFolder } from './new-folder.fixture.ts';
import type { RunFacts } from '../runs.ts';
import { runsSuite, type OpenedRuns } from '../runs-suite.fixture.ts';

let writers = 0;
const connect = (files: Files, root: string) =>
  createFolderRuns({ files, root, random: () => new Uint8Array(Uint32Array.of((writers += 1)).buffer) });

const opened = (files: Files, root: string): OpenedRuns => ({
  connect: () => connect(files, root),
  async kept({ collection, key }) {
    const place = [root, 'runs', collection.replaceAll('/', '+'), key.replaceAll('/', '+')]
      .filter(Boolean)
      .join('/');
    const read = async (path: string) =>
      JSON.parse(new TextDecoder().decode(await files.read(path))) as RunFacts;
    const names = await files.list(`${place}/facts`);
    const notes = await Promise.all(names.map((name) => read(`${place}/facts/${name}`)));
    const said = [await read(`${place}/run.json`), ...notes];
    return {
      params: Object.assign({}, ...said.map(({ params }) => params)) as Record<string, string>,
      tags: Object.assign({}, ...said.map(({ tags }) => tags)) as Record<string, string>,
      metrics: said
        .flatMap(({ metrics = [] }) => metrics)
        .map(({ key: name, step, at, value }) => `${name} ${step} ${at} ${value}`)
        .toSorted(),
      status: said.findLast(({ ended }) => ended)?.ended?.status ?? null,
    };
  },
});

describe('runs in a folder in memory', () => runsSuite(async () => opened(createMemoryFiles(), 'registry')));
describe('runs in a folder on a disk', () =>
  runsSuite(async () => opened(createDiskFiles({ data: newFolder() }), '')));

test('a drive that is not there holds no runs, and says that it is not there', async () => {
  const gone = connect(createDiskFiles({ data: join(newFolder(), 'not', 'mounted') }), '');
  for (const ask of [
    () => gone.collections(),
    () => gone.keys('inspect/st-1'),
    () => gone.open({ collection: 'inspect/st-1', key: 'k' }, { name: 'k', at: 0 }),
  ])
    await expect(ask()).rejects.toMatchObject({ code: 'registry-unreachable' });
});
