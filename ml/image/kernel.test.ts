import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { compileKernel } from './assembly/build.ts';
import { wasmBase64, wasmSha256 } from './kernel.wasm.ts';

test('the checked-in kernel is what its sources compile to', async () => {
  const bytes = await compileKernel();
  expect(createHash('sha256').update(bytes).digest('hex')).toBe(wasmSha256);
  expect(Buffer.from(bytes).toString('base64')).toBe(wasmBase64);
});
