import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { manifestSchema, type Manifest } from '../../ml/package/manifest.ts';
import { commands } from './commands.ts';
import { quietIo } from './io.fixture.ts';
import { findPlaces } from '../host/node/places.ts';
import { run } from './run.ts';

/** Where the program and its workers are, as sources. */
export const places = findPlaces(pathToFileURL(join(import.meta.dirname, 'main.ts')).href);

/** Whether `loupe setup training` brought its library; suites that train are skipped by name where it did not. */
export const canTrain = existsSync(join(places.root, 'node_modules/@tensorflow/tfjs-node/lib/napi-v8'));

/** Where real data are, if they are. */
export const realData = process.env['LOUPE_DATA'] ?? join('..', 'shared', 'data');

/** A folder of its own, and the command line in it. */
export async function openDesk() {
  const folder = await mkdtemp(join(tmpdir(), 'loupe-desk-'));
  const at = (...path: string[]) => join(folder, ...path);
  /** Runs a command in this process, with its real workers; the station is `station` in the folder. */
  const loupe = async (...args: string[]) => {
    const { io, out, complaints } = quietIo();
    const code = await run([...args, '--json', '--data', at('station')], commands, { ...io, places });
    const results = out.map((line) => JSON.parse(line) as Record<string, unknown>);
    return { code, results, complaints: complaints.join('\n') };
  };
  return {
    at,
    loupe,
    async write(name: string, bytes: Uint8Array | string): Promise<string> {
      await mkdir(dirname(at(name)), { recursive: true });
      await writeFile(at(name), bytes);
      return at(name);
    },
    /** Wraps a model into the folder `name`; throws where that is refused. */
    async wrap(
      file: string,
      name: string,
      ...args: string[]
    ): Promise<{ readonly manifest: Manifest; readonly onnx: Uint8Array }> {
      const { code, complaints } = await loupe('model', 'wrap', file, '--out', at(name), ...args);
      if (code !== 0) throw new Error(complaints);
      const json: unknown = JSON.parse(await readFile(at(name, 'model.json'), 'utf8'));
      return {
        manifest: manifestSchema.parse(json),
        onnx: new Uint8Array(await readFile(at(name, 'model.onnx'))),
      };
    },
    close: () => rm(folder, { recursive: true, force: true }),
  };
}
export type Desk = Awaited<ReturnType<typeof openDesk>>;
