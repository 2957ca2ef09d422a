/** Compiles the pixel kernel and writes `../kernel.wasm.ts`: `node ml/image/assembly/build.ts`. The same sources give the same bytes. */
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import asc from 'assemblyscript/asc';

const folder = new URL('./', import.meta.url);
const options = [
  '-O3',
  '--converge',
  '--noAssert',
  '--runtime',
  'stub',
  '--importMemory',
  '--noExportMemory',
];

/** The module's bytes, compiled in memory. Throws with the compiler's message. */
export async function compileKernel(): Promise<Uint8Array> {
  let bytes: Uint8Array | undefined;
  const { error, stderr } = await asc.main(
    ['kernel.ts', '--outFile', 'kernel.wasm', ...options, '--enable', 'simd'],
    {
      readFile: (name: string) =>
        /^[a-z0-9]+\.ts$/.test(name) ? readFileSync(new URL(name, folder), 'utf8') : null,
      writeFile: (name: string, contents: string | Uint8Array) => {
        if (name === 'kernel.wasm' && typeof contents !== 'string') bytes = contents;
      },
      listFiles: () => [],
    },
  );
  if (error || !bytes)
    throw new Error(`the pixel kernel does not compile: ${error?.message}\n${stderr.toString()}`);
  return bytes;
}

/** The source of `../kernel.wasm.ts`. */
export function generatedSource(bytes: Uint8Array): string {
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return (
    '// Made by assembly/build.ts from assembly/*.ts; kernel.test.ts compiles again and compares.\n' +
    `export const wasmSha256 = '${sha256}';\n` +
    `export const wasmBase64 =\n  '${Buffer.from(bytes).toString('base64')}';\n`
  );
}

if (import.meta.main) {
  const bytes = await compileKernel();
  writeFileSync(new URL('../kernel.wasm.ts', folder), generatedSource(bytes));
  process.stdout.write(`kernel.wasm.ts: ${bytes.length} bytes of WebAssembly\n`);
}
