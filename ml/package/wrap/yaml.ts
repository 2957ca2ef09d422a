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
    // Folded: the ends of lines are spaces, an empty line is a line's end.
    while (isOpen(row) && at + 1 < rows.length) {
      let breaks = '';
      for (; rows[at + 1]?.trim() === ''; at += 1) breaks += '\n';
      row += (breaks || ' ') + (rows[(at += 1)] ?? '').trim();
    }
    lines.push({ indent, text: row });
  }
  return lines;
}

/** Whether the text in quotes with which a line ends has no end yet. */
function isOpen(row: string): boolean {
  const [, quote, rest = ''] = /^(?:- +)*(?:[^\s'"][^'"]*: +)?(['"])(.*)$/s.exec(row) ?? [];
  if (quote === undefined) return false;
  return quote === "'" ? !/^(?:[^']|'')*'/s.test(rest) : !/^(?:[^"\\]|\\.)*"/s.test(rest);
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
    let end = heads[n + 1] ?? lines.length;
    const inside = found[isList ? 1 : 2];
    if (!isList)
      while (inside === undefined && end < lines.length && isItemAt(lines[end]!, indent))
        end = heads.find((head) => head > end) ?? lines.length;
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
