import { Table } from '@mantine/core';
import { blocksOf, type Block } from './markdown.ts';

/** What a person should know of a dataset before relying on it. */
export function CardTab({ card }: { card: string }) {
  return (
    <article className="datasets-card" aria-label="Dataset card">
      {blocksOf(card).map((block, i) => (
        // oxlint-disable-next-line react/no-array-index-key -- a block of a text has no other name than its place
        <BlockOf key={i} block={block} />
      ))}
    </article>
  );
}

function BlockOf({ block }: { block: Block }) {
  switch (block.kind) {
    case 'heading':
      return block.level === 1 ? <h2>{block.text}</h2> : <h3>{block.text}</h3>;
    case 'paragraph':
      return <p>{block.text}</p>;
    case 'list':
      return (
        <ul>
          {block.items.map((item) => (
            <li key={item}>{item}</li>
          ))}
        </ul>
      );
    case 'table':
      return (
        <Table className="datasets-table">
          {block.head.length > 0 && (
            <Table.Thead>
              <Table.Tr>
                {block.head.map((title) => (
                  <Table.Th key={title}>{title}</Table.Th>
                ))}
              </Table.Tr>
            </Table.Thead>
          )}
          <Table.Tbody>
            {block.rows.map(([first, ...cells]) => (
              <Table.Tr key={first}>
                <Table.Th scope="row">{first}</Table.Th>
                {cells.map((cell, i) => (
                  // oxlint-disable-next-line react/no-array-index-key -- columns never change their places
                  <Table.Td key={i}>{cell}</Table.Td>
                ))}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      );
    default:
      return block satisfies never;
  }
}
