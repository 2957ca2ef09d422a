import fc from 'fast-check';
import { expect, test } from 'vitest';
import { barcodes } from './barcodes.fixture.ts';
import { readCode, readTyped, type Reading } from './code.ts';
import { checkDigitFits } from './gs1-fields.ts';
import { hibcCheck } from './hibc.ts';

const GS = '\x1d';
const gtin = '51022222233336';
const why = (reading: Reading) => (reading.kind === 'problem' ? reading.why : reading.kind);
const named = (reading: Reading) => (reading.kind === 'piece' ? reading.identity : why(reading));
/** With a scanner that is not known to send separators, the harder case. */
const read = (text: string) => named(readCode(text, false));

test('the sample of the FDA, with separators and without', () => {
  const udi = `(01)${gtin}(11)141231(17)150707(10)A213B1(21)1234`;
  const identity = { instrument: gtin, serial: '1234', udi };
  expect(read(`]d201${gtin}1114123117150707` + `10A213B1${GS}211234`)).toEqual(identity);
  expect(read(`]C101${gtin}111412311715070710A213B1${GS}211234`)).toEqual(identity);
  expect(read(`${GS}01${gtin}111412311715070710A213B1${GS}211234`)).toEqual(identity);
  expect(read(`01${gtin}111412311715070710A213B1${GS}211234`)).toEqual(identity);
  expect(read(udi)).toEqual(identity);
  // The separator lost: a lot of A213B1211234, or A213B1 and a serial.
  expect(read(`]d201${gtin}111412311715070710A213B1211234`)).toBe('code-separator');
});

test('without a separator a code counts when it can be read in one way, or when the scanner is known to send them', () => {
  expect(read(`01${gtin}21118`)).toEqual({ instrument: gtin, serial: '118', udi: `(01)${gtin}(21)118` });
  expect(read(`01${gtin}21A10B`)).toBe('code-separator');
  expect(named(readCode(`01${gtin}21A10B`, true))).toMatchObject({ serial: 'A10B' });
});

test.each([
  ['a GTIN alone names the type', `01${gtin}`, { instrument: gtin, udi: `(01)${gtin}` }],
  ['EAN-13', ']E04006381333931', { instrument: '04006381333931', udi: '(01)04006381333931' }],
  ['EAN-8', ']E496385074', { instrument: '00000096385074', udi: '(01)00000096385074' }],
  ['one asset', ']d280044012345ABC', { serial: '4012345ABC', udi: '(8004)4012345ABC' }],
  ['day 00', `]d201${gtin}17260200`, { instrument: gtin, udi: `(01)${gtin}(17)260200` }],
  ['29 February', `]d201${gtin}17280229`, { instrument: gtin, udi: `(01)${gtin}(17)280229` }],
  ['the year 49', `]d201${gtin}17490101`, { instrument: gtin, udi: `(01)${gtin}(17)490101` }],
  ['the year 51', `]d201${gtin}11510101`, { instrument: gtin, udi: `(01)${gtin}(11)510101` }],
  [
    'a link',
    `https://id.gs1.org/01/${gtin}/10/A%2F1/21/7?17=260131&x=1`,
    { instrument: gtin, serial: '7', udi: `(01)${gtin}(10)A/1(21)7(17)260131` },
  ],
  ['a plain code', 'NH-26-000002', { serial: 'NH-26-000002' }],
  ['a plain code with its symbology', ']C0NH-26', { serial: 'NH-26' }],
  ['digits', '4055', { serial: '4055' }],
] as const)('%s', (_, text, identity) => expect(read(text)).toEqual(identity));

test.each([
  ['wrong check digit', `01${gtin.slice(0, 13)}7`, 'code-check'],
  ['wrong check digit, with its symbology', `]d201${gtin.slice(0, 13)}7${GS}`, 'code-check'],
  ['EAN-13 with a wrong check digit', ']E04006381333932', 'code-check'],
  ['EAN-13 cut off', ']E0400638133393', 'code-incomplete'],
  ['a GTIN cut off', ']d2015102222223', 'code-incomplete'],
  ['an empty serial', `]d201${gtin}21`, 'code-incomplete'],
  ['an identifier cut off', `]d201${gtin}2`, 'code-incomplete'],
  ['30 February', `]d201${gtin}17260230`, 'code-field'],
  ['29 February 2027', `]d201${gtin}17270229`, 'code-field'],
  ['month 13', `]d201${gtin}17261301`, 'code-field'],
  ['a serial of 21 characters', `]d201${gtin}21${'A'.repeat(21)}`, 'code-field'],
  ['a field nobody knows', `]d201${gtin}${'7799'}12`, 'code-field'],
  ['only a place', ']d24144012345000009', 'code-nothing'],
  ['two that ran together', `]d201${gtin}21A${GS}01${gtin.slice(0, 13)}621B`, 'code-broken'],
  ['two that ran together without a separator', `]d201${gtin}21A01${gtin}`, 'code-separator'],
  ['a web address', 'https://example.org/x', 'code-nothing'],
  ['a letter of another keyboard', 'SN-118ß', 'code-characters'],
  ['a function key inside', 'SN\ufffd118', 'code-characters'],
  ['a badge whose colons came as something else', 'LOUPE>U>kaya', 'code-characters'],
  ['] that came as +', `+d201${gtin}`, 'code-characters'],
  ['] that came as +, in capitals', `+C101${gtin}`, 'code-characters'],
  ['121 characters', 'A'.repeat(121), 'code-long'],
] as const)('%s is asked for again', (_, text, problem) => {
  expect(read(text)).toBe(problem);
  if (problem !== 'code-separator') expect(named(readCode(text, true))).toBe(problem);
});

test('with separators known to arrive, a second code inside the first is still seen', () => {
  expect(named(readCode(`]d201${gtin}21A01${gtin}`, true))).toBe('code-broken');
});

test('(8003) is a tray', () => {
  expect(readCode(']d2800304012345123456A1', true)).toEqual({ kind: 'tray', tray: '04012345123456A1' });
});

test('HIBC: primary, secondary, both in one', () => {
  // The sample of the HIBC standard.
  expect(hibcCheck('+A123BJC5D6E71')).toBe('G');
  expect(read('+A123BJC5D6E71G')).toEqual({ instrument: 'A123BJC5D6E7', udi: '+A123BJC5D6E71G' });
  const whole = '+H123PARTNO1234567890120/$$420020216LOT123456789012345/SXYZ456789012345678/16D20130202H';
  expect(read(whole)).toEqual({
    instrument: 'H123PARTNO123456789012',
    serial: 'XYZ456789012345678',
    udi: whole,
  });
  const second = '+$+1187G';
  const half = `${second}${hibcCheck(second)}`;
  expect(readCode(half, false)).toEqual({ kind: 'half', link: 'G', serial: '1187', text: half });
  expect(read(`+A123BJC5D6E71H`)).toBe('code-check');
  expect(read('+A12')).toBe('code-check');
  expect(read('+a123bjc5d6e71g')).toBe('code-characters');
});

test('HIBC: the forms of a secondary', () => {
  const wrapped = (secondary: string) => {
    const body = `+A123X1/${secondary}`;
    return read(body + hibcCheck(body));
  };
  for (const lot of ['$LOT7', '$$0926LOT7', '$$7', '$$3260930LOT7', '$$7LOT7', '$$8500926LOT7', '26199LOT7'])
    expect([lot, typeof wrapped(lot)]).toEqual([lot, 'object']);
  for (const serial of ['$+S-7', '$$+0926S-7', '$$+2093026S-7', '$$+7S-7', '$LOT7/SS-7'])
    expect([serial, wrapped(serial)]).toMatchObject([serial, { instrument: 'A123X', serial: 'S-7' }]);
  for (const wrong of ['$$1326LOT7', '$$3261331LOT7', '26999LOT7', 'LOT7', '$LOT7/XX'])
    expect([wrong, wrapped(wrong)]).toEqual([wrong, 'code-field']);
});

test('ISBT 128: the sample of the FDA', () => {
  const text = '=/A9999XYZ100T0944=,000025=A99971312345600=>014032=}013032&,1000000000000XYZ123';
  expect(read(text)).toEqual({ instrument: 'A9999XYZ100T0944', serial: '000025', udi: text });
  expect(read(text.slice(0, -1))).toBe('code-incomplete');
  expect(read('=,000025')).toBe('code-nothing');
});

test('what a hand types: free text, or a code as it is written', () => {
  expect(readTyped('  Schere groß 7 ')).toEqual({ kind: 'piece', identity: { serial: 'Schere groß 7' } });
  expect(readTyped(' ')).toBeNull();
  expect(readTyped(`(01)${gtin}(21)7`)).toMatchObject({ identity: { instrument: gtin, serial: '7' } });
  expect(why(readTyped(`(01)${gtin.slice(0, 13)}7`) as Reading)).toBe('code-check');
});

const serialOf = fc.string({
  unit: fc.constantFrom(...Array.from('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcxyz-./+_')),
  minLength: 1,
  maxLength: 20,
});
const gtins = fc.integer({ min: 0, max: 9_999_999 }).map((n) => {
  const body = `0401${String(n).padStart(9, '0')}`;
  return body + Array.from('0123456789').find((digit) => checkDigitFits(body + digit))!;
});
const label = fc.record({
  gtin: gtins,
  lot: fc.option(serialOf),
  serial: serialOf,
  date: fc.constantFrom('260200', '491231', '510101'),
});
type Label = typeof label extends fc.Arbitrary<infer T> ? T : never;
const message = ({ gtin: type, lot, serial, date }: Label, gs: string) =>
  `01${type}17${date}${lot === null ? '' : `10${lot}${gs}`}21${serial}`;

test('every label comes out as it went in; with its separators lost it comes out the same or not at all', () => {
  let lost = 0;
  fc.assert(
    fc.property(label, (it) => {
      const whole = read(`]d2${message(it, GS)}`);
      // Two codes in one, written on purpose by the generator, are the one exception.
      if (whole === 'code-broken' || (whole === 'code-separator' && it.lot === null)) return;
      expect(whole).toMatchObject({ instrument: it.gtin, serial: it.serial });
      const bare = read(`]d2${message(it, '')}`);
      if (typeof bare === 'string') lost++;
      else expect(bare).toMatchObject({ instrument: it.gtin, serial: it.serial });
    }),
    { seed: 5, numRuns: 3000 },
  );
  expect(lost).toBeGreaterThan(1000);
});

test('one digit of a GTIN changed, or one character of a HIBC label: never another identity', () => {
  fc.assert(
    fc.property(label, fc.nat(13), fc.integer({ min: 1, max: 9 }), (it, at, by) => {
      const digits = Array.from(it.gtin);
      digits[at] = String((Number(digits[at]) + by) % 10);
      const answer = read(`]d2${message({ ...it, gtin: digits.join('') }, GS)}`);
      expect(['code-check', 'code-separator', 'code-broken']).toContain(answer);
    }),
    { seed: 6, numRuns: 1000 },
  );
  const characters = Array.from('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-. $/+%');
  const text = '+A123BJC5D6E71/$+118-2207A';
  const code = text + hibcCheck(text);
  for (let at = 0; at < code.length; at++)
    for (const other of characters) {
      if (other === code[at]) continue;
      const wrong = code.slice(0, at) + other + code.slice(at + 1);
      // Whatever does not begin with + is no HIBC label; that is a plain code of another name.
      if (at > 0) expect([wrong, typeof read(wrong)]).toEqual([wrong, 'string']);
    }
});

test('the 200 codes of reference/reliability.md I9: each is its identity or is asked for again', () => {
  const all = barcodes();
  expect(all).toHaveLength(200);
  // What a stall cuts in two is the key router's matter.
  for (const { what, typed, identity } of all.filter((code) => !code.typed.includes('|'))) {
    const reading = readCode(typed, false);
    const { instrument, serial } = reading.kind === 'piece' ? reading.identity : {};
    const got =
      reading.kind === 'piece' ? { ...(instrument && { instrument }), ...(serial && { serial }) } : null;
    expect([what, typed, got]).toEqual([what, typed, identity]);
  }
});

test('nothing at all makes it throw', () => {
  fc.assert(
    fc.property(
      fc.string({
        unit: fc.integer({ min: 0, max: 0x2ff }).map((n) => String.fromCharCode(n)),
        maxLength: 150,
      }),
      fc.constantFrom('', ']d2', ']C1', '+', '=', '(01)', 'https://'),
      (text, prefix) => {
        const reading = readCode(prefix + text, true);
        if (reading.kind === 'piece')
          for (const part of Object.values(reading.identity))
            expect(/^[\x20-\x7e]+$/.test(part ?? '')).toBe(true);
      },
    ),
    { seed: 8, numRuns: 300 },
  );
});
