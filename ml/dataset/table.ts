/**
 * A table with a header line, separated by commas or semicolons, as RFC 4180 has it: fields in quotes may hold separators, line ends and
 * doubled quotes.
 * @throws Error for a quote that is never closed, or a line with more fields than the header
 */
export function readTable(text: string): Record<string, string>[] {
  const body = text.replace(/^\uFEFF/, '');
  const head = body.slice(0, body.search(/\r?\n|$/));
  const separator = !head.includes(',') && head.includes(';') ? ';' : ',';
  const rows: string[][] = [[]];
  let [field, quoted, at] = ['', false, 0];
  const endField = () => {
    rows.at(-1)!.push(field);
    field = '';
  };
  for (; at < body.length; at++) {
    const character = body[at]!;
    if (quoted) {
      if (character !== '"') field += character;
      else if (body[at + 1] === '"') field += body[++at]!;
      else quoted = false;
    } else if (character === '"' && field === '') quoted = true;
    else if (character === separator) endField();
    else if (character === '\n') {
      endField();
      rows.push([]);
    } else if (character !== '\r') field += character;
  }
  if (quoted) throw new Error('a quote is never closed');
  endField();
  const [header = [], ...lines] = rows;
  const names = header.map((name) => name.trim());
  return lines
    .filter((line) => line.some((value) => value.trim() !== ''))
    .map((line, index) => {
      if (line.length > names.length)
        throw new Error(`line ${index + 2} has ${line.length} fields, the header has ${names.length}`);
      return Object.fromEntries(names.map((name, i) => [name, (line[i] ?? '').trim()]));
    });
}
