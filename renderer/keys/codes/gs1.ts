import { fieldAt, fieldNamed, needsSeparator, wrongIn, type Gs1Field } from './gs1-fields.ts';
import { problem, type Reading } from './reading.ts';

const separator = '\x1d';

/** The fields of a message, in its order. */
type Elements = readonly (readonly [ai: string, content: string])[];

/**
 * A GS1 element string, raw or written with parentheses.
 *
 * A field of open length ends at a separator or at the end. Where no separator arrived and the scanner is not known to send them, one may
 * have been lost: the message counts only if it can be read in one way (GS1 GSCN 16-477: what was lost cannot be repaired).
 */
export function readGs1(text: string, separators: boolean): Reading {
  const parenthesised = /^\(\d{2,4}\)/.test(text);
  const body = text.startsWith(separator) ? text.slice(1) : text;
  const elements = parenthesised ? splitParentheses(text) : split(body);
  if (!Array.isArray(elements)) return elements as Reading;
  if (!parenthesised && !separators && !body.includes(separator) && readings(body) > 1)
    return problem('code-separator');
  return identityOf(elements as Elements);
}

/** A GS1 Digital Link: `https://id.gs1.org/01/<GTIN>/21/<serial>?17=<date>`. */
export function readLink(text: string): Reading {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    return problem('code-incomplete');
  }
  const path = url.pathname.split('/').slice(1);
  const begin = path.findIndex((part, i) => ['01', '8003', '8004'].includes(part) && i < path.length - 1);
  if (begin === -1) return problem('code-nothing');
  const elements: (readonly [string, string])[] = [];
  try {
    for (let i = begin; i < path.length; i += 2)
      elements.push([path[i] ?? '', decodeURIComponent(path[i + 1] ?? '')]);
  } catch {
    return problem('code-incomplete');
  }
  for (const [name, value] of url.searchParams) if (/^\d{2,4}$/.test(name)) elements.push([name, value]);
  for (const [ai, content] of elements) {
    const wrong = check(fieldNamed(ai), ai, content);
    if (wrong !== null) return wrong;
  }
  return identityOf(elements);
}

const check = (field: Gs1Field | null, ai: string, content: string): Reading | null => {
  if (field === null) return problem('code-field', { field: ai });
  const wrong = wrongIn(field, content);
  return wrong === null ? null : problem(wrong, { field: ai });
};

function split(body: string): Elements | Reading {
  const elements: (readonly [string, string])[] = [];
  let rest = body;
  while (rest !== '') {
    const field = fieldAt(rest);
    if (field === null)
      return rest.length < 4 && /^\d*$/.test(rest)
        ? problem('code-incomplete')
        : problem('code-field', { field: rest.slice(0, 4) });
    rest = rest.slice(field.ai.length);
    const end = rest.indexOf(separator);
    const open = end === -1 ? rest.length : end;
    const length = needsSeparator(field) ? open : Math.min(field.max, open);
    const content = rest.slice(0, length);
    const wrong = check(field, field.ai, content);
    if (wrong !== null) return wrong;
    elements.push([field.ai, content]);
    rest = rest.slice(length);
    // A separator behind a field that needs none is allowed.
    if (rest.startsWith(separator)) rest = rest.slice(1);
  }
  return elements;
}

function splitParentheses(text: string): Elements | Reading {
  const elements: (readonly [string, string])[] = [];
  for (const part of text.split(/(?=\(\d{2,4}\))/)) {
    const [, ai = '', content = ''] = /^\((\d{2,4})\)(.*)$/s.exec(part.trim()) ?? [];
    const wrong = /[()]/.test(content)
      ? problem('code-field', { field: ai })
      : check(fieldNamed(ai), ai, content);
    if (wrong !== null) return wrong;
    elements.push([ai, content]);
  }
  return elements;
}

/** In how many ways `body`, whose separators may be lost, can be read; 2 stands for more. */
function readings(body: string): number {
  const known = new Map<number, number>();
  const from = (at: number): number => {
    if (at === body.length) return 1;
    const before = known.get(at);
    if (before !== undefined) return before;
    let ways = 0;
    const field = fieldAt(body.slice(at));
    if (field !== null) {
      const start = at + field.ai.length;
      for (let length = field.min; length <= field.max && start + length <= body.length && ways < 2; length++)
        if (wrongIn(field, body.slice(start, start + length)) === null) ways += from(start + length);
    }
    known.set(at, Math.min(ways, 2));
    return Math.min(ways, 2);
  };
  return from(0);
}

/** (8003) is a tray, (8004) one instrument, (01) a type whose (21) is one instrument. */
function identityOf(elements: Elements): Reading {
  const said = new Map<string, string>();
  for (const [ai, content] of elements) {
    const before = said.get(ai);
    if (before !== undefined && before !== content) return problem('code-broken');
    said.set(ai, content);
  }
  const gtin = said.get('01');
  const serial = said.get('8004') ?? said.get('21');
  // A second code that ran into the first stands inside its last field.
  for (const content of said.values())
    for (const [, inner = ''] of content.matchAll(/(?=01(\d{14}))/g))
      if (inner === gtin && content !== gtin) return problem('code-broken');
  const tray = said.get('8003');
  if (tray !== undefined && gtin === undefined && serial === undefined) return { kind: 'tray', tray };
  if (gtin === undefined && said.get('8004') === undefined) return problem('code-nothing');
  const udi = elements.map(([ai, content]) => `(${ai})${content}`).join('');
  if (udi.length > 250) return problem('code-long', { length: udi.length });
  return {
    kind: 'piece',
    identity: {
      ...(gtin !== undefined && { instrument: gtin }),
      ...(serial !== undefined && { serial }),
      udi,
    },
  };
}
