import { expect, test } from 'vitest';
import { blocksOf } from './markdown.ts';

test('a card in its blocks', () => {
  const card = `# casting

640 pictures.
Not frozen.

| | |
| --- | --- |
| Made | 2026 |

## Classes
| class | train |
| --- | --- |
| a \\| b | 3 |

- one
- two
`;
  expect(blocksOf(card)).toEqual([
    { kind: 'heading', level: 1, text: 'casting' },
    { kind: 'paragraph', text: '640 pictures. Not frozen.' },
    { kind: 'table', head: [], rows: [['Made', '2026']] },
    { kind: 'heading', level: 2, text: 'Classes' },
    { kind: 'table', head: ['class', 'train'], rows: [['a | b', '3']] },
    { kind: 'list', items: ['one', 'two'] },
  ]);
});

test('what is nothing known stays as text', () => {
  expect(blocksOf('> a quote\n\n| no table |')).toEqual([
    { kind: 'paragraph', text: '> a quote' },
    { kind: 'paragraph', text: '| no table |' },
  ]);
});
