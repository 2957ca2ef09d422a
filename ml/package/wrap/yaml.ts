export type Yaml = string | readonly Yaml[] | ReadonlyMap<string, Yaml>;

interface Line {
  readonly indent: number;
  readonly text: string;
}

/**
 * YAML as PyYAML writes it, in blocks: mappings, sequences, and scalars, of which every one is a text here. What is written otherwise (flow,
 * anchors, literal blocks) is a text, too, or left out: nothing is refused, so nothing read here may be relied on before it is checked.
 */
export function readYaml(text: string): Yaml {
  return block(linesOf(text), 0);
}

const entry = /^("(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^\s'"#][^:]*(?::(?! )[^:]*)*):(?: +(.*))?$/s;
const item = /^-(?: +(.*))?$/s;
const mostDepth = 30;

/** Lines that say something; a text in quotes that goes on is one line. */
function linesOf(text: string): Line[] {
  const lines: Line[] = [];
  const rows = text.split(/\r?\n/);
  for (let at = 0; at < rows.length; at += 1) {
    let row = rows[at] ?? '';
    const indent = row.length - row.trimStart().length;
    row = row.trim();
    if (row === '' || /^(#|---|\.\.\.|%)/.test(row)) continue;
    const quote = openQuote(row);
    if (quote !== null) {
      const rest = [row];
      for (let open = true; open && at + 1 < rows.length;) {
        at += 1;
        rest.push(rows[at]!.trim());
        open = !closes(quote, rest.at(-1)!);
      }
      row = folded(rest, quote);
    }
    lines.push({ indent, text: row });
  }
  return lines;
}

/** The quote of a text that begins on this line and does not end on it. Looks at no letter twice: a line may be as long as the file. */
function openQuote(row: string): string | null {
  const value = row.replace(/^(?:- +)+/, '');
  const [, quote, rest = ''] = /^(?:[^\s'"][^'"]*?: +)?(['"])(.*)$/s.exec(value) ?? [];
  return quote === undefined || closes(quote, rest) ? null : quote;
}

/** Whether a text in these quotes ends on a line that it did not begin on. */
const closes = (quote: string, rest: string): boolean =>
  (quote === "'" ? rest.replaceAll("''", '') : rest.replaceAll(/\\./gs, '')).includes(quote);

/** The ends of lines are spaces, empty lines are ends of lines, and in double quotes a backslash takes an end away. */
function folded(rows: readonly string[], quote: string): string {
  const text: string[] = [];
  let between = '';
  for (const row of rows) {
    if (row === '') between = `${between === ' ' ? '' : between}\n`;
    else {
      const joins = quote === '"' && row.endsWith('\\');
      text.push(between, joins ? row.slice(0, -1) : row);
      between = joins ? '' : ' ';
    }
  }
  return text.join('');
}

/** Everything in `lines`, which all belong together. */
function block(lines: readonly Line[], depth: number): Yaml {
  const [first] = lines;
  if (first === undefined || depth > mostDepth) return '';
  const heads = lines.flatMap(({ indent }, at) => (indent <= first.indent ? [at] : []));
  const isList = item.test(first.text);
  const list: Yaml[] = [];
  const map = new Map<string, Yaml>();
  heads.forEach((at, n) => {
    const { indent, text } = lines[at]!;
    const found = (isList ? item : entry).exec(text);
    if (found === null || (!isList && item.test(text))) return;
    // A sequence may stand as far left as the key it belongs to.
    const inside = found[isList ? 1 : 2];
    let next = n + 1;
    if (!isList && inside === undefined)
      while (next < heads.length && isItemAt(lines[heads[next]!]!, indent)) next += 1;
    const end = heads[next] ?? lines.length;
    const below = lines.slice(at + 1, end);
    if (isList) {
      const nested = inside !== undefined && (entry.test(inside) || item.test(inside));
      const start = { indent: indent + text.length - (inside?.length ?? 0), text: inside ?? '' };
      list.push(
        nested
          ? block([start, ...below], depth + 1)
          : inside === undefined
            ? block(below, depth + 1)
            : scalar(inside),
      );
    } else map.set(scalar(found[1]!), inside === undefined ? block(below, depth + 1) : scalar(inside));
  });
  if (isList) return list;
  return map.size === 0 ? scalar(first.text) : map;
}

const isItemAt = ({ indent, text }: Line, at: number): boolean => indent === at && item.test(text);

function scalar(text: string): string {
  if (text.startsWith("'")) return text.slice(1, text.lastIndexOf("'")).replaceAll("''", "'");
  if (!text.startsWith('"')) return text;
  const inside = text.slice(1, text.lastIndexOf('"'));
  return inside.replaceAll(
    /\\(?:x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))/gs,
    (all, x, u, U, other) => {
      const code = Number.parseInt(String(x ?? u ?? U), 16);
      if (Number.isNaN(code)) return escapes[String(other)] ?? String(other);
      return code <= 0x10ffff ? String.fromCodePoint(code) : String(all);
    },
  );
}

const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', '0': '\0', ' ': ' ' };
