import { readdir } from 'node:fs/promises';
import { extname, join } from 'node:path';

export interface PageFile {
  readonly path: string;
  readonly type: string;
  /** The name carries a hash of the content, so that it may be kept for ever. */
  readonly immutable: boolean;
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.wasm': 'application/wasm',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.webp': 'image/webp',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.webmanifest': 'application/manifest+json',
  '.txt': 'text/plain; charset=utf-8',
};

/**
 * The built page's files by the exact path they are asked for with. What is not in this table is not served, so there is no path to trick:
 * no decoding, no joining, no links, no dot files.
 * @throws Error when the folder cannot be read
 */
export async function listPageFiles(folder: string): Promise<ReadonlyMap<string, PageFile>> {
  const files = new Map<string, PageFile>();
  const walk = async (below: string): Promise<void> => {
    for (const entry of await readdir(join(folder, below), { withFileTypes: true })) {
      if (entry.name.startsWith('.')) continue;
      const url = `${below}/${entry.name}`;
      if (entry.isDirectory()) await walk(url);
      else if (entry.isFile())
        files.set(url, {
          path: join(folder, url),
          type: types[extname(entry.name)] ?? 'application/octet-stream',
          immutable: /^\/assets\/.+-[\w-]{8}\.\w+$/.test(url),
        });
    }
  };
  await walk('');
  return files;
}
