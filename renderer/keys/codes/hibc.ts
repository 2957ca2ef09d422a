import { problem, type Reading } from './reading.ts';

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-. $/+%';

/** Modulo 43 over every character before it (ANSI/HIBC 2.6, appendix B). */
export function hibcCheck(text: string): string {
  let sum = 0;
  for (const character of text) sum += alphabet.indexOf(character);
  return alphabet.charAt(sum % 43);
}

/**
 * A HIBC supplier label: primary `+LIC PCN UNIT check`, both in one `+LIC PCN UNIT/secondary check`, or the secondary alone
 * `+secondary link check`, which names its piece only with the primary whose check character is `link`.
 */
export function readHibc(text: string): Reading {
  const strange = Array.from(text).find((character) => !alphabet.includes(character));
  if (strange !== undefined) return problem('code-characters', { got: strange });
  if (text.length < 4) return problem('code-incomplete');
  // `]` arrives as `+` where the scanner types in another language: a GS1 code, not this.
  if (/^\+[A-Z]\d01\d{14}/.test(text)) return problem('code-characters', { got: '+' });
  const body = text.slice(0, -1);
  if (hibcCheck(body) !== text.slice(-1)) return problem('code-check');

  const primary = /^\+([A-Z][A-Z0-9]{3})([A-Z0-9]{1,18})([0-9])(?:\/(.*))?$/.exec(body);
  if (primary !== null) {
    const [, labeller = '', product = '', , secondary] = primary;
    const more = secondary === undefined ? {} : readSecondary(secondary);
    if (more === null) return problem('code-field', { field: secondary ?? '' });
    return { kind: 'piece', identity: { instrument: `${labeller}${product}`, ...more, udi: text } };
  }
  const half = /^\+([$\d].*)(.)$/.exec(body);
  if (half === null) return problem('code-field', { field: body.slice(0, 5) });
  const [, secondary = '', link = ''] = half;
  const more = readSecondary(secondary);
  if (more === null) return problem('code-field', { field: secondary });
  return { kind: 'half', link, ...more, text };
}

/** Lot or serial with its date and quantity, then fields of their own behind slashes. @returns null when it is none of this */
function readSecondary(text: string): { readonly serial?: string } | null {
  const [first = '', ...more] = text.split('/');
  const head = readHead(first);
  if (head === null) return null;
  let { serial } = head;
  for (const field of more) {
    const named = /^S([A-Z0-9\-. ]{1,18})$/.exec(field)?.[1];
    if (named === undefined && !/^(?:1[46]D\d{8}|Q\d{1,5}|[LB][A-Z0-9\-. ]{1,18})$/.test(field)) return null;
    if (named !== undefined && serial !== undefined && serial !== named) return null;
    serial = named ?? serial;
  }
  return serial === undefined ? {} : { serial };
}

const number = '[A-Z0-9\\-. ]';
/** MMYY; or a flag and MMDDYY, YYMMDD, YYMMDDHH, YYJJJ, YYJJJHH; or 7 for no date. */
const date =
  '(?:(?:0[1-9]|1[0-2])\\d\\d|2(?:0[1-9]|1[0-2])(?:[0-2]\\d|3[01])\\d\\d|3\\d\\d(?:0[1-9]|1[0-2])(?:[0-2]\\d|3[01])|' +
  '4\\d\\d(?:0[1-9]|1[0-2])(?:[0-2]\\d|3[01])(?:[01]\\d|2[0-3])|5\\d\\d[0-3]\\d\\d|6\\d\\d[0-3]\\d\\d(?:[01]\\d|2[0-3])|7)';
const quantity = '(?:8\\d\\d|9\\d{5})?';
const dated = new RegExp(`^\\$\\$(\\+?)${quantity}(?:${date}(${number}{0,18}))?$`);
const undated = new RegExp(`^\\$(\\+?)(${number}{1,18})$`);
const julian = new RegExp(`^\\d\\d[0-3]\\d\\d(${number}{0,18})$`);

function readHead(text: string): { readonly serial?: string } | null {
  const found = dated.exec(text) ?? undated.exec(text);
  if (found !== null) {
    const [, plus, content] = found;
    return plus === '+' && content !== undefined && content !== '' ? { serial: content } : {};
  }
  return julian.test(text) ? {} : null;
}
