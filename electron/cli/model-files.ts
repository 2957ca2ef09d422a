import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { maxModelBytes } from '../../ml/onnx/gate.ts';
import type { PackageFiles } from '../../ml/package/files.ts';
import { UsageError } from './io.ts';

/** @throws UsageError when there is no such file */
export async function readOnnx(file: string): Promise<Uint8Array> {
  const entry = await stat(file).catch(() => null);
  if (!entry?.isFile()) throw new UsageError(`there is no file ${file}`);
  // one byte too many is enough for the gate to refuse it
  if (entry.size > maxModelBytes)
    throw new UsageError(`${file} has ${entry.size} bytes; at most ${maxModelBytes} are allowed`);
  return new Uint8Array(await readFile(file));
}

/** Replaces a folder whole. */
export async function writeFolder(out: string, files: PackageFiles): Promise<void> {
  const making = `${out}.making`;
  await rm(making, { recursive: true, force: true });
  for (const [path, bytes] of files) {
    await mkdir(dirname(join(making, path)), { recursive: true });
    await writeFile(join(making, path), bytes);
  }
  await rm(out, { recursive: true, force: true });
  await rename(making, out);
}
