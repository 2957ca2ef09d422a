/** Grey numbers of one page, row by row; 16 bit little-endian. */
export interface GreyPage {
  readonly width: number;
  readonly height: number;
  readonly bits: 8 | 16;
  readonly data: Uint8Array;
}

const entriesPerPage = 9;

/** Grey pages as one baseline TIFF, uncompressed, little-endian (TIFF 6.0, section 4): masks keep every number. Sizes may differ. */
export function encodeTiff(pages: readonly GreyPage[]): Uint8Array<ArrayBuffer> {
  const directoryBytes = 2 + 12 * entriesPerPage + 4;
  const even = (size: number) => size + (size % 2);
  const total = pages.reduce((sum, { data }) => sum + even(data.length) + directoryBytes, 8);
  const bytes = new Uint8Array(total);
  const view = new DataView(bytes.buffer);
  bytes.set([0x49, 0x49, 42, 0]);
  let link = 4;
  let at = 8;
  for (const { width, height, bits, data } of pages) {
    if (data.length !== (width * height * bits) / 8)
      throw new Error(
        `a ${width} × ${height} page of ${bits} bit has ${(width * height * bits) / 8} bytes, got ${data.length}`,
      );
    bytes.set(data, at);
    const strip = at;
    at += even(data.length);
    view.setUint32(link, at, true);
    view.setUint16(at, entriesPerPage, true);
    at += 2;
    const entry = (tag: number, type: 3 | 4, value: number) => {
      view.setUint16(at, tag, true);
      view.setUint16(at + 2, type, true);
      view.setUint32(at + 4, 1, true);
      if (type === 3) view.setUint16(at + 8, value, true);
      else view.setUint32(at + 8, value, true);
      at += 12;
    };
    entry(256, 4, width);
    entry(257, 4, height);
    entry(258, 3, bits);
    entry(259, 3, 1); // no compression
    entry(262, 3, 1); // 0 is black
    entry(273, 4, strip);
    entry(277, 3, 1);
    entry(278, 4, height);
    entry(279, 4, data.length);
    link = at;
    at += 4;
  }
  return bytes;
}
