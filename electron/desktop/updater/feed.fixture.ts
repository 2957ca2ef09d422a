import { createHash, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { manifestName } from './manifest.ts';
import { signBytes } from './signature.ts';

export const sha512Of = (bytes: Uint8Array | string): string =>
  createHash('sha512').update(bytes).digest('base64');

export function newKey(): { readonly privateKey: KeyObject; readonly publicKey: string } {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  return { privateKey, publicKey: publicKey.export({ format: 'der', type: 'spki' }).toString('base64') };
}

/** An "app" that says its version when it is started, long enough that half of it is none. */
export const appScript = (version: string): Buffer =>
  Buffer.from(`#!/bin/sh\n# ${'x'.repeat(3_000_000)}\necho ${version}\n`);

const day = 24 * 3_600_000;
export const iso = (ms: number): string => new Date(ms).toISOString();

/** A manifest as an honest release has it; `change` says what is wrong with it. */
export function manifestOf(payload: Uint8Array, change: Record<string, unknown> = {}): Buffer {
  const { file, version = '1.1.0', ...rest } = change;
  return Buffer.from(
    JSON.stringify({
      format: 1,
      product: 'loupe-station',
      version,
      channel: 'stable',
      platform: 'linux',
      arch: 'x64',
      issued: iso(Date.now() - day),
      expires: iso(Date.now() + 90 * day),
      file: {
        name: `Loupe-1.1.0.AppImage`,
        size: payload.length,
        sha512: sha512Of(payload),
        ...(file as object | undefined),
      },
      ...rest,
    }),
  );
}

export type Answer = Uint8Array | string | ((response: ServerResponse) => void);

/** A static web server over a map, which counts what was asked for. */
export async function openFeed() {
  const files = new Map<string, Answer>();
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const path = request.url ?? '';
    asked.push(path);
    const answer = files.get(path);
    if (answer === undefined) response.writeHead(404).end();
    else if (typeof answer === 'function') answer(response);
    else response.end(answer);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    files,
    asked,
    /** Puts a release up: what lay there before is gone. */
    offer(manifest: Uint8Array, keys: readonly KeyObject[], payload: Answer, name = 'Loupe-1.1.0.AppImage') {
      files.clear();
      const at = `/${manifestName('stable', 'linux', 'x64')}`;
      files.set(at, manifest);
      files.set(`${at}.sig`, signBytes(manifest, keys));
      files.set(`/${name}`, payload);
    },
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
