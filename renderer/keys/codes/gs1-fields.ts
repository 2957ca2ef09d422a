/** How the content of a GS1 application identifier looks (GS1 General Specifications, figure 3.2-1). */
export interface Gs1Field {
  readonly ai: string;
  readonly digitsOnly: boolean;
  readonly min: number;
  readonly max: number;
  /** The first so many digits end in a check digit. */
  readonly checked?: number;
  readonly date?: true;
}

const fixed = (ai: string, length: number, more: Partial<Gs1Field> = {}): Gs1Field => ({
  ...{ ai, digitsOnly: true, min: length, max: length },
  ...more,
});
const upTo = (ai: string, max: number, digitsOnly = false, min = 1): Gs1Field => ({
  ...{ ai, digitsOnly, min, max },
});
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => String(from + i));

const list: readonly Gs1Field[] = [
  fixed('00', 18, { checked: 18 }),
  ...['01', '02', '03'].map((ai) => fixed(ai, 14, { checked: 14 })),
  upTo('10', 20),
  ...['11', '12', '13', '15', '16', '17'].map((ai) => fixed(ai, 6, { date: true })),
  fixed('20', 2),
  ...['21', '22'].map((ai) => upTo(ai, 20)),
  upTo('235', 28),
  ...['240', '241', '250', '251', '400', '401', '403'].map((ai) => upTo(ai, 30)),
  upTo('242', 6, true),
  ...['243', '254', '420', '710', '711', '712', '713', '714', '715', '716'].map((ai) => upTo(ai, 20)),
  { ai: '253', digitsOnly: false, min: 13, max: 30, checked: 13 },
  ...['30', '37'].map((ai) => upTo(ai, 8, true)),
  ...range(3100, 3169).map((ai) => fixed(ai, 6)),
  ...range(3200, 3379).map((ai) => fixed(ai, 6)),
  ...range(3400, 3579).map((ai) => fixed(ai, 6)),
  ...range(3600, 3699).map((ai) => fixed(ai, 6)),
  fixed('402', 17, { checked: 17 }),
  ...range(410, 417).map((ai) => fixed(ai, 13, { checked: 13 })),
  ...['422', '424', '426'].map((ai) => fixed(ai, 3)),
  fixed('7003', 10),
  upTo('7002', 30),
  upTo('8002', 20),
  { ai: '8003', digitsOnly: false, min: 14, max: 30, checked: 14 },
  upTo('8004', 30),
  fixed('8005', 6),
  fixed('8006', 18, { checked: 14 }),
  upTo('8012', 20),
  upTo('8013', 25),
  ...['8017', '8018'].map((ai) => fixed(ai, 18, { checked: 18 })),
  upTo('8019', 10, true),
  upTo('8020', 25),
  ...['8110', '8200'].map((ai) => upTo(ai, 70)),
  upTo('90', 30),
  ...range(91, 99).map((ai) => upTo(ai, 90)),
];
const fields: ReadonlyMap<string, Gs1Field> = new Map(list.map((field) => [field.ai, field]));

/** Those that need no separator behind them, by their first two digits. */
const predefined = new Set('00 01 02 03 04 11 12 13 14 15 16 17 18 19 20 31 32 33 34 35 36 41'.split(' '));
export const needsSeparator = ({ ai }: Gs1Field): boolean => !predefined.has(ai.slice(0, 2));

/** The identifier at the start of `text`; no identifier begins with another. */
export function fieldAt(text: string): Gs1Field | null {
  for (const digits of [2, 3, 4]) {
    const field = fields.get(text.slice(0, digits));
    if (field !== undefined) return field;
  }
  return null;
}
export const fieldNamed = (ai: string): Gs1Field | null => fields.get(ai) ?? null;

/** GS1's 82 characters. */
const encodable = /^[!"%&'()*+,\-./0-9:;<=>?A-Z_a-z]*$/;

/** @returns what is wrong with a content, or null */
export function wrongIn(
  field: Gs1Field,
  content: string,
): 'code-incomplete' | 'code-field' | 'code-check' | null {
  if (content.length < field.min) return 'code-incomplete';
  if (content.length > field.max) return 'code-field';
  if (field.digitsOnly ? !/^\d*$/.test(content) : !encodable.test(content)) return 'code-field';
  if (field.date === true && !isDate(content)) return 'code-field';
  if (field.checked !== undefined && !checkDigitFits(content.slice(0, field.checked))) return 'code-check';
  return null;
}

/** Modulo 10, weights 3 and 1 from the right (GS1 General Specifications, 7.9). */
export function checkDigitFits(digits: string): boolean {
  if (!/^\d+$/.test(digits)) return false;
  let sum = 0;
  for (let i = 0; i < digits.length; i++)
    sum += Number(digits[digits.length - 1 - i]) * (i % 2 === 0 ? 1 : 3);
  return sum % 10 === 0;
}

/** YYMMDD; day 00 is the last of its month. 1900 to 2100 holds no year that is 00 and not a leap year within GS1's window of 50 years. */
function isDate(content: string): boolean {
  const [year = 0, month = 0, day = 0] = [0, 2, 4].map((at) => Number(content.slice(at, at + 2)));
  const days = [31, year % 4 === 0 ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1];
  return days !== undefined && day <= days;
}
