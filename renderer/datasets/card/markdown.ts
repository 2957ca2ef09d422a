/** What a card is made of; the little of Markdown that cards use. */
export type Block =
  | { readonly kind: 'heading'; readonly level: number; readonly text: string }
  | { readonly kind: 'paragraph'; readonly text: string }
  | { readonly kind: 'list'; readonly items: readonly string[] }
  /** `head` is empty where the table has no titles. */
  | {
      readonly kind: 'table';
      readonly head: readonly string[];
      readonly rows: readonly (readonly string[])[];
    };

/** Headings, paragraphs, lists and tables. What is none of these is a paragraph: no text of a card is lost. */
export function blocksOf(markdown: string): Block[] {
  const blocks: Block[] = [];
  for (const part of markdown.split(/\n\s*\n|\n(?=#{1,6} )|(?<=^#{1,6} .*)\n/m)) {
    const lines = part.split('\n').filter((line) => line.trim() !== '');
    const [first] = lines;
    if (first === undefined) continue;
    const heading = /^(#{1,6}) (.*)$/.exec(first);
    if (heading) blocks.push({ kind: 'heading', level: heading[1]!.length, text: heading[2]! });
    else if (lines.every((line) => /^[-*] /.test(line)))
      blocks.push({ kind: 'list', items: lines.map((line) => line.slice(2)) });
    else if (lines.length > 1 && /^\|[\s:|-]+\|$/.test(lines[1]!)) {
      const [head, , ...rows] = lines.map(cellsOf);
      blocks.push({ kind: 'table', head: head!.every((cell) => cell === '') ? [] : head!, rows });
    } else blocks.push({ kind: 'paragraph', text: lines.join(' ') });
  }
  return blocks;
}

const cellsOf = (line: string): string[] =>
  line
    .replace(/^\|/, '')
    .replace(/(?<!\\)\|\s*$/, '')
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim().replaceAll('\\|', '|'));
