import { typedThrough, type Layout } from '../layouts.ts';

/** A code as a scanner types it, and the one identity it may become; null where it must be asked for again. */
export interface Barcode {
  readonly what: string;
  /** U+001D is the separator; `|` in a partial scan is a stall. */
  readonly typed: string;
  readonly identity: { readonly instrument?: string; readonly serial?: string } | null;
}

const GS = '\x1d';

/** mulberry32 */
function random(seed: number) {
  let a = seed;
  return (below: number) => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 4294967296) * below);
  };
}

function gtin(n: number): string {
  const body = `0${String(401_234_000_000 + n)}`;
  const sum = Array.from(body).reduce((total, digit, i) => total + Number(digit) * (i % 2 === 0 ? 3 : 1), 0);
  return body + String((10 - (sum % 10)) % 10);
}

const hibcAlphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-. $/+%';
const hibc = (body: string): string =>
  body + hibcAlphabet[Array.from(body).reduce((sum, c) => sum + hibcAlphabet.indexOf(c), 0) % 43];

/** The 200 codes of reference/reliability.md I9, the same every time. */
export function barcodes(): readonly Barcode[] {
  const next = random(9);
  const some = (letters: string, length: number) =>
    Array.from({ length }, () => letters[next(letters.length)]).join('');
  const letters = 'ABCDEFGHJKLMNPQRSTUVWXYZ';
  const all: Barcode[] = [];
  const add = (what: string, typed: string, identity: Barcode['identity']) =>
    all.push({ what, typed, identity });

  for (let i = 0; i < 40; i++) {
    const [type, lot, serial] = [
      gtin(next(9999)),
      some(letters + '0123456789', 6),
      some(letters + '012-/', 7),
    ];
    const carrier = [']d2', ']C1', ']Q3', '', GS][i % 5] ?? '';
    const message = `01${type}17${['261200', '490131', '510228', '280229'][i % 4] ?? ''}10${lot}`;
    add('GS1 with its separator', `${carrier}${message}${GS}21${serial}`, { instrument: type, serial });
    if (i % 2 === 0)
      add('GS1 whose separator is lost', `${carrier.replace(GS, '')}${message}21${serial}`, null);
  }
  for (let i = 0; i < 15; i++) {
    const [type, serial] = [gtin(next(9999)), some('BCDEFGH', 6)];
    // Letters only: no identifier can hide in them.
    add('GS1 that needs no separator', `]d201${type}21${serial}`, { instrument: type, serial });
  }
  for (let i = 0; i < 20; i++) {
    const type = gtin(next(9999));
    const wrong = type.slice(0, -1) + String((Number(type.at(-1)) + 1 + next(8)) % 10);
    add('wrong check digit', `${i % 2 ? ']d2' : ''}01${wrong}21${some(letters, 5)}`, null);
  }
  for (let i = 0; i < 5; i++) add('30 February', `]d201${gtin(next(9999))}17260230`, null);
  for (let i = 0; i < 15; i++) {
    const [product, serial] = [some(letters + '0123456789', 8), some('0123456789-', 6).replace(/-$/, '7')];
    const identity = { instrument: `H${100 + i}${product}`, serial };
    add('HIBC', hibc(`+H${100 + i}${product}1/$$+0928${serial}`), identity);
  }
  for (let i = 0; i < 10; i++) {
    const good = hibc(`+H${200 + i}${some(letters, 6)}1/$+${some('0123456789', 5)}`);
    const at = hibcAlphabet.indexOf(good.at(-1) ?? '');
    add(
      'HIBC with a wrong check character',
      good.slice(0, -1) + hibcAlphabet[(at + 1 + next(40)) % 43],
      null,
    );
  }
  for (let i = 0; i < 5; i++) add('second half of HIBC alone', hibc(`+$+${some('0123456789', 5)}G`), null);
  for (let i = 0; i < 10; i++) {
    const [device, serial] = [`A9999XYZ${some('0123456789', 8)}`, some('0123456789', 6)];
    const whole = `=/${device}=,${serial}=>026032`;
    add('ISBT 128', i < 6 ? whole : whole.slice(0, -2), i < 6 ? { instrument: device, serial } : null);
  }
  const computers: readonly Layout[] = [
    'German',
    'French',
    'Spanish',
    'Italian',
    'Japanese',
    'Portuguese',
    'Swiss German',
    'Swedish',
    'UK English',
  ];
  for (const [i, computer] of computers.entries()) {
    const [type, serial] = [gtin(next(9999)), some('BCDEFGH', 6)];
    const same = computer === 'UK English' ? { instrument: type, serial } : null;
    add(
      `GS1 through a keyboard in ${computer}`,
      typedThrough(`]d201${type}21${serial}`, 'US English', computer),
      same,
    );
    const label = hibc(`+H${300 + i}BCD1/$+77${i}`);
    const hibcIdentity = { instrument: `H${300 + i}BCD`, serial: `77${i}` };
    add(
      `HIBC through a keyboard in ${computer}`,
      typedThrough(label, 'US English', computer),
      same === null ? null : hibcIdentity,
    );
  }
  for (let i = 0; i < 15; i++) {
    const whole =
      [
        `]d201${gtin(next(9999))}21${some(letters, 7)}`,
        `NH-26-${some('0123456789', 9)}`,
        hibc(`+H400${some(letters, 8)}1`),
      ][i % 3] ?? '';
    const cut = 5 + next(whole.length - 9);
    add('in two pieces', `${whole.slice(0, cut)}|${whole.slice(cut)}`, null);
  }
  for (let i = 0; i < 10; i++) {
    const type = gtin(next(9999));
    const one = `]d201${type}21${some('BCDEFGH', 4)}`;
    add('two in one', one + (i % 2 === 0 ? one : `01${type}21${some('BCDEFGH', 4)}`), null);
  }
  const plain = 200 - all.length;
  for (let i = 0; i < plain; i++) {
    const serial = `${some(letters, 2)}-${some('0123456789', 4 + next(8))}${i % 3 === 0 ? ' /A' : ''}`;
    add('plain', serial, { serial });
  }
  return all;
}
