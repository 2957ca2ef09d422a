import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { manifestSchema, type Manifest } from '../../ml/package/manifest.ts';
import { samplePackage } from '../host/models/package.fixture.ts';
import { commands } from './commands.ts';
import { quietIo } from './io.fixture.ts';
import { greyPng } from './pictures.fixture.ts';
import { places } from './places.fixture.ts';
import { run } from './run.ts';

/** A folder of its own, and the command line in it; there before the tests of a file or a group, and gone after them. */
export function openDesk() {
  const folder = join(tmpdir(), `loupe-desk-${randomUUID()}`);
  beforeAll(() => mkdir(folder));
  afterAll(() => rm(folder, { recursive: true, force: true }));
  const at = (...path: string[]) => join(folder, ...path);
  /** Runs a command in this process, with its real workers; the station is `station` in the folder. */
  const loupe = async (...args: string[]) => {
    const { io, out, complaints } = quietIo();
    const code = await run([...args, '--json', '--data', at('station')], commands, { ...io, places });
    const results = out.map((line) => JSON.parse(line) as Record<string, unknown>);
    return { code, results, complaints: complaints.join('\n') };
  };
  const write = async (name: string, bytes: Uint8Array | string): Promise<string> => {
    await mkdir(dirname(at(name)), { recursive: true });
    await writeFile(at(name), bytes);
    return at(name);
  };
  return {
    at,
    loupe,
    write,
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
    /** The station judges a white picture, `bright.png`, with the package `sample`, and has it on record. */
    async begin(): Promise<void> {
      for (const [path, bytes] of samplePackage()) await write(`sample/${path}`, bytes);
      const picture = await write('bright.png', await greyPng(255));
      const { code, complaints } = await loupe('inspect', picture, '--record', '--model', at('sample'));
      if (code !== 0) throw new Error(complaints);
    },
  };
}
export type Desk = ReturnType<typeof openDesk>;
