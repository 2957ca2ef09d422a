import { crc32 } from 'node:zlib';
import { WorkFailure } from '../serve.ts';

/**
 * Holds every chunk against its checksum. libpng passes over damage in chunks it can do without, such as the one that says which way up the
 * picture is.
 * @throws WorkFailure `unreadable-image`
 */
export function checkPng(bytes: Uint8Array): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 8; ;) {
    if (at + 12 > bytes.length) throw damaged('it is cut short');
    const end = at + 8 + view.getUint32(at);
    if (end + 4 > bytes.length) throw damaged('it is cut short');
    const kind = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    if (crc32(bytes.subarray(at + 4, end)) !== view.getUint32(end))
      throw damaged(`its part ${JSON.stringify(kind)} does not match its checksum`);
    if (kind === 'acTL') throw new WorkFailure('unreadable-image', 'a moving picture');
    if (kind === 'IEND') return;
    at = end + 4;
  }
}

const damaged = (why: string) => new WorkFailure('unreadable-image', `a damaged PNG file: ${why}`);
