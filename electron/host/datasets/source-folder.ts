import { gunzipSync } from 'node:zlib';
import type { SourceFolder } from '../../../ml/dataset/source.ts';
import type { Draft } from './uploads.ts';

/** No packed file becomes larger than this. */
const unpackedBytes = 2 ** 30;

/** Files as the readers of layouts see them. */
export const sourceFolder = ({ files, read }: Draft): SourceFolder => ({
  files,
  text: async (path) => new TextDecoder().decode(await read(path)),
  async unpacked(path) {
    const bytes = await read(path);
    return path.toLowerCase().endsWith('.gz') ? gunzipSync(bytes, { maxOutputLength: unpackedBytes }) : bytes;
  },
});
