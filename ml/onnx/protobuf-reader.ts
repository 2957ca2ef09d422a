/** The bytes are not the message they claim to be. */
export class ProtobufError extends Error {
  override readonly name = 'ProtobufError';
}

/** One field of a message. Which of the values counts depends on the field's type in the schema. */
export interface Field {
  readonly number: number;
  /** 0: varint, 1: eight bytes, 2: length and bytes, 5: four bytes. */
  readonly wire: 0 | 1 | 2 | 5;
  /** Of a varint: the value as int64; exact within ±2^53. */
  readonly integer: number;
  /** Of the other wires: a view of the bytes. */
  readonly bytes: Uint8Array;
}

const none = new Uint8Array(0);

/** Visits the fields of one message in the order of the file; no copies. Throws `ProtobufError` on malformed bytes. */
export function readFields(message: Uint8Array, visit: (field: Field) => void): void {
  const cursor = { bytes: message, at: 0 };
  while (cursor.at < message.length) {
    const tag = readVarint(cursor);
    const number = Math.floor(tag / 8);
    if (number < 1 || number > 0x1fffffff) throw new ProtobufError(`byte ${cursor.at}: no such field`);
    const wire = tag % 8;
    switch (wire) {
      case 0:
        visit({ number, wire, integer: readVarint(cursor), bytes: none });
        break;
      case 1:
        visit({ number, wire, integer: 0, bytes: take(cursor, 8) });
        break;
      case 2:
        visit({ number, wire, integer: 0, bytes: take(cursor, readVarint(cursor)) });
        break;
      case 5:
        visit({ number, wire, integer: 0, bytes: take(cursor, 4) });
        break;
      default:
        throw new ProtobufError(`byte ${cursor.at}: wire type ${wire} is not allowed`);
    }
  }
}

/** The integers of a repeated field, packed or not. */
export function integersOf(field: Field, visit: (value: number) => void): void {
  if (field.wire === 0) visit(field.integer);
  if (field.wire !== 2) return;
  const cursor = { bytes: field.bytes, at: 0 };
  while (cursor.at < field.bytes.length) visit(readVarint(cursor));
}

/** The float32 values of a field, single, repeated or packed. */
export function floatsOf(field: Field, visit: (value: number) => void): void {
  if (field.wire !== 2 && field.wire !== 5) return;
  if (field.bytes.length % 4 !== 0) throw new ProtobufError('floats that are not four bytes each');
  const view = new DataView(field.bytes.buffer, field.bytes.byteOffset, field.bytes.length);
  for (let at = 0; at < field.bytes.length; at += 4) visit(view.getFloat32(at, true));
}

interface Cursor {
  readonly bytes: Uint8Array;
  at: number;
}

function take(cursor: Cursor, length: number): Uint8Array {
  const end = cursor.at + length;
  if (length < 0 || end > cursor.bytes.length) {
    throw new ProtobufError(
      `byte ${cursor.at}: a field of ${length} bytes does not fit, the file is cut or damaged`,
    );
  }
  const bytes = cursor.bytes.subarray(cursor.at, end);
  cursor.at = end;
  return bytes;
}

/** Up to ten bytes of seven bits, lowest first, as a signed 64-bit number. */
function readVarint(cursor: Cursor): number {
  let low = 0;
  for (let shift = 0; shift < 28; shift += 7) {
    const byte = nextByte(cursor);
    low |= (byte & 0x7f) << shift;
    if (byte < 0x80) return low;
  }
  let value = BigInt(low);
  for (let shift = 28n; shift < 70n; shift += 7n) {
    const byte = nextByte(cursor);
    value |= BigInt(byte & 0x7f) << shift;
    if (byte < 0x80) return Number(BigInt.asIntN(64, value));
  }
  throw new ProtobufError(`byte ${cursor.at}: a number of more than ten bytes`);
}

function nextByte(cursor: Cursor): number {
  const byte = cursor.bytes[cursor.at];
  if (byte === undefined) throw new ProtobufError(`byte ${cursor.at}: the file ends inside a field`);
  cursor.at += 1;
  return byte;
}
