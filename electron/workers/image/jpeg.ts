import { WorkFailure } from '../serve.ts';
import { readScan, type Codes, type Scan } from './jpeg-scan.ts';

/**
 * Walks the codes of a sequential JPEG from the first block to the last: each must be one, and together they must take up all bytes. libjpeg
 * goes on after such damage with a warning, or without; libvips looks for warnings only before the next rows, so it never hears of the last.
 * Progressive files and those of several scans are read whole before it looks, and are left to it.
 *
 * A changed bit that makes other codes of the same length is no damage that anybody could see: JPEG holds no checksum.
 * @throws WorkFailure `unreadable-image`
 */
export function checkJpeg(bytes: Uint8Array): void {
  const scan = readScan(bytes);
  if (scan !== null) walk(bytes, scan);
}

function walk(bytes: Uint8Array, { blocks, units, restart, start }: Scan): void {
  let at = start;
  // The lowest `count` bits of `held` are still to be read; the last `made` of them stand for bytes behind the end.
  let [held, count, made] = [0, 0, 0];

  /** At least 16 bits ahead. */
  const fill = (): void => {
    while (count <= 24) {
      const byte = bytes[at];
      const stuffed = byte === 0xff && bytes[at + 1] === 0;
      if (byte === undefined || (byte === 0xff && !stuffed)) made += 8;
      else at += stuffed ? 2 : 1;
      held = (held << 8) | (made > 0 ? 0 : (byte ?? 0));
      count += 8;
    }
  };
  const symbol = (codes: Codes): number => {
    if (count < 16) fill();
    const code = codes[(held >>> (count - 16)) & 0xffff] ?? 0;
    if (code === 0) throw damaged('it holds a code that means nothing');
    count -= code >> 8;
    return code & 0xff;
  };
  const skip = (bits: number): void => {
    if (count < bits) fill();
    count -= bits;
  };
  /** All codes up to a marker are read, and nothing is left but the bits that fill the byte. */
  const end = (): void => {
    fill();
    if (count < made) throw damaged('it ends before its last block');
    if (count - made >= 8) throw damaged('bytes are left over behind its last block');
    [held, count, made] = [0, 0, 0];
  };

  for (let unit = 0; unit < units; unit += 1) {
    if (restart > 0 && unit > 0 && unit % restart === 0) {
      end();
      while (bytes[at] === 0xff && bytes[at + 1] === 0xff) at += 1;
      if (bytes[at + 1] !== 0xd0 + ((unit / restart - 1) & 7)) throw damaged('a restart marker is missing');
      at += 2;
    }
    for (const { dc, ac } of blocks) {
      skip(symbol(dc) & 15);
      for (let place = 1; place < 64;) {
        const code = symbol(ac);
        const bits = code & 15;
        if (bits === 0 && code !== 0xf0) break;
        place += (code >> 4) + 1;
        if (place > 64) throw damaged('a block holds more than 64 values');
        skip(bits);
      }
    }
    if (count < made) throw damaged('it ends before its last block');
  }
  end();
}

const damaged = (why: string) => new WorkFailure('unreadable-image', `a damaged JPEG file: ${why}`);
