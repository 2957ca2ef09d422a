/** What the entropy-coded bytes of a sequential JPEG with one scan must hold (ITU-T T.81, annexes B and F). */
export interface Scan {
  /** The blocks of one MCU, in order, with the tables of each. */
  readonly blocks: readonly { readonly dc: Codes; readonly ac: Codes }[];
  /** Minimum coded units in all. */
  readonly units: number;
  /** Units between two restart markers; 0: there are none. */
  readonly restart: number;
  /** Where the entropy-coded bytes begin. */
  readonly start: number;
}

/** For the next 16 bits: the length of the code they begin with × 256 + its symbol; 0: no code begins so. */
export type Codes = Uint16Array;

interface Component {
  readonly id: number;
  readonly across: number;
  readonly down: number;
}

/**
 * Reads the segments up to the first scan. libjpeg keeps watch over their form.
 * @returns null for what this cannot answer: a progressive file, one of several scans, tables left out or of no form
 */
export function readScan(bytes: Uint8Array): Scan | null {
  const word = (at: number) => ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
  const tables = new Map<number, Codes>();
  let frame: { width: number; height: number; components: readonly Component[] } | null = null;
  let restart = 0;
  for (let at = 2; ;) {
    if (bytes[at] !== 0xff) return null;
    const marker = bytes[at + 1] ?? 0;
    // Any number of 0xFF may stand before a marker.
    if (marker === 0xff) at += 1;
    else if (marker === 0x01) at += 2;
    else {
      const body = at + 4;
      const end = at + 2 + word(at + 2);
      if (end < body || end > bytes.length) return null;
      if (marker === 0xc0 || marker === 0xc1) {
        const components = Array.from({ length: bytes[body + 5] ?? 0 }, (_, i) => {
          const size = bytes[body + 7 + 3 * i] ?? 0;
          return { id: bytes[body + 6 + 3 * i] ?? 0, across: size >> 4, down: size & 15 };
        });
        frame = { height: word(body + 1), width: word(body + 3), components };
      } else if (marker === 0xc4) {
        for (let table = body; table < end;) {
          const counts = bytes.subarray(table + 1, table + 17);
          const symbols = table + 17 + counts.reduce((sum, count) => sum + count, 0);
          if (symbols > end) return null;
          const codes = codesOf(counts, bytes.subarray(table + 17, symbols));
          if (codes === null) return null;
          tables.set(bytes[table] ?? 0, codes);
          table = symbols;
        }
      } else if (marker === 0xdd) restart = word(body);
      else if (marker === 0xda) {
        const selectors = Array.from({ length: bytes[body] ?? 0 }, (_, i) =>
          bytes.subarray(body + 1 + 2 * i),
        );
        return frame && scanOf(frame, selectors, tables, { restart, start: end });
      } else if (marker >= 0xc2 && marker <= 0xcf && marker !== 0xcc && marker !== 0xc8) return null;
      at = end;
    }
  }
}

function scanOf(
  frame: { readonly width: number; readonly height: number; readonly components: readonly Component[] },
  selectors: readonly Uint8Array[],
  tables: ReadonlyMap<number, Codes>,
  rest: Pick<Scan, 'restart' | 'start'>,
): Scan | null {
  const { width, height, components } = frame;
  // Files of several scans are read whole before libvips asks for warnings.
  if (selectors.length !== components.length) return null;
  const most = (side: 'across' | 'down') => Math.max(...components.map((each) => each[side]));
  const blocks: { dc: Codes; ac: Codes }[] = [];
  for (const [id, table = 0] of selectors) {
    const component = components.find((each) => each.id === id);
    const dc = tables.get(table >> 4);
    const ac = tables.get(0x10 | (table & 15));
    if (!component || !dc || !ac) return null;
    const count = components.length === 1 ? 1 : component.across * component.down;
    for (let block = 0; block < count; block += 1) blocks.push({ dc, ac });
  }
  // A lone component is not interleaved: its units are single blocks, whatever its sampling.
  const [unitWidth, unitHeight] = components.length === 1 ? [8, 8] : [8 * most('across'), 8 * most('down')];
  const units = Math.ceil(width / unitWidth) * Math.ceil(height / unitHeight);
  return { blocks, units, ...rest };
}

/** @param counts how many codes there are of 1 to 16 bits. @returns null where they are more than fit (T.81, annex C) */
function codesOf(counts: Uint8Array, symbols: Uint8Array): Codes | null {
  const codes = new Uint16Array(65_536);
  let from = 0;
  let next = 0;
  for (const [shorter, count] of counts.entries()) {
    const length = shorter + 1;
    const width = 1 << (16 - length);
    for (let i = 0; i < count; i += 1, from += width, next += 1) {
      if (from + width > 65_536) return null;
      codes.fill((length << 8) | (symbols[next] ?? 0), from, from + width);
    }
  }
  return codes;
}
