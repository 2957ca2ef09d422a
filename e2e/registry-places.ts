import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Settings } from '../electron/contract/settings.ts';
import { createDiskFiles } from '../electron/host/node/disk-files.ts';
import { createFolderRegistry } from '../electron/host/registry/folder/folder-registry.ts';
import { createFolderRuns } from '../electron/host/registry/folder/folder-runs.ts';
import { connectMlflow } from '../electron/host/registry/mlflow/mlflow-registry.ts';
import { serverPython, startServer } from '../electron/host/registry/mlflow/mlflow-server.fixture.ts';
import type { Registry } from '../electron/host/registry/registry.ts';
import type { Runs } from '../electron/host/registry/runs.ts';

/** A registry that stations share, for whoever may write there: a desk, and people who mean harm. */
export interface Place {
  readonly settings: Partial<Settings>;
  readonly registry: Registry;
  readonly runs: Runs;
  /** Where its files lie on this disk. */
  readonly files: string;
  /** Points the alias at the first version that was registered, by hand, where the registry has one. */
  moveAlias(model: string): Promise<void>;
  /** Takes away every promotion of a model but the first. */
  forgetAllButFirst(model: string): Promise<void>;
  close(): Promise<void>;
}

export async function folderOnADrive(): Promise<Place> {
  const place = mkdtempSync(join(tmpdir(), 'loupe-drive-'));
  const drive = join(place, 'drive');
  mkdirSync(drive);
  const random = (count: number) => crypto.getRandomValues(new Uint8Array(count));
  const deps = { files: createDiskFiles({ data: drive }), root: '', random };
  return {
    settings: { registryFolder: drive },
    registry: createFolderRegistry(deps),
    runs: createFolderRuns(deps),
    files: drive,
    // Here the alias is the highest promotion itself.
    moveAlias: () => Promise.resolve(),
    async forgetAllButFirst(model) {
      const promotions = join(drive, 'promotions', model, 'champion');
      for (const name of readdirSync(promotions))
        if (!name.startsWith('1-')) renameSync(join(promotions, name), join(place, name));
    },
    close: async () => rmSync(place, { recursive: true, force: true }),
  };
}

export async function mlflowServer(): Promise<Place> {
  const server = await startServer(serverPython!);
  const { registry, runs, close } = connectMlflow({ url: server.url, login: null });
  const ask = async (method: string, path: string, body?: object): Promise<unknown> => {
    const answer = await fetch(`${server.url}/api/2.0/mlflow/registered-models/${path}`, {
      ...{ method, headers: { 'content-type': 'application/json' } },
      ...(body && { body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  };
  return {
    settings: { registryUrl: server.url },
    registry,
    runs,
    files: join(server.folder, 'artifacts'),
    async moveAlias(model) {
      await ask('POST', 'alias', { name: `loupe-${model}`, alias: 'champion', version: '1' });
    },
    async forgetAllButFirst(model) {
      const name = `loupe-${model}`;
      const { registered_model } = (await ask('GET', `get?name=${name}`)) as {
        registered_model: { tags: { key: string }[] };
      };
      for (const { key } of registered_model.tags)
        if (/^loupe\.champion\.(?!1\.)/.test(key)) await ask('DELETE', 'delete-tag', { name, key });
    },
    async close() {
      close();
      await server.stop();
    },
  };
}
