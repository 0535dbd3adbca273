import { Code, Table, Text, Title, type TitleOrder } from '@mantine/core';
import type { ReactNode } from 'react';
import { readMarkdown, type Inline, type MarkdownBlock } from '../../lib/markdown.js';

/** Markdown shows what people wrote; headings start at `topLevel` (3 when not told), so that a page keeps its outline. */
export function Markdown({ source, topLevel = 3 }: { source: string; topLevel?: number }): ReactNode {
  return (
    <div style={{ overflowWrap: 'anywhere', fontSize: 13, lineHeight: 1.55 }}>
      {readMarkdown(source).map((block, index) => (
        <Block key={index} block={block} topLevel={topLevel} />
      ))}
    </div>
  );
}

function Block({ block, topLevel }: { block: MarkdownBlock; topLevel: number }): ReactNode {
  if (block.kind === 'heading')
    return (
      <Title order={Math.min(6, block.level + topLevel - 1) as TitleOrder} mt="sm" mb={4}>
        <Line content={block.content} />
      </Title>
    );
  if (block.kind === 'code') return <Code block>{block.text}</Code>;
  if (block.kind === 'table') return <Cells head={block.head} rows={block.rows} />;
  if (block.kind === 'paragraph')
    return (
      <Text size="sm" my={6}>
        <Line content={block.content} />
      </Text>
    );
  const List = block.ordered ? 'ol' : 'ul';
  return (
    <List style={{ margin: '6px 0', paddingInlineStart: 22 }}>
      {block.items.map((item, index) => (
        <li key={index}>
          <Line content={item} />
        </li>
      ))}
    </List>
  );
}

function Cells({ head, rows }: { head: Inline[][]; rows: Inline[][][] }): ReactNode {
  return (
    <Table.ScrollContainer minWidth={240}>
      <Table withTableBorder verticalSpacing={4}>
        <Table.Thead>
          <Table.Tr>
            {head.map((cell, index) => (
              <Table.Th key={index}>
                <Line content={cell} />
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((row, index) => (
            <Table.Tr key={index}>
              {row.map((cell, column) => (
                <Table.Td key={column}>
                  <Line content={cell} />
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

function Line({ content }: { content: readonly Inline[] }): ReactNode {
  return content.map((part, index) => <Part key={index} part={part} />);
}

function Part({ part: { text, look, href } }: { part: Inline }): ReactNode {
  if (href !== undefined)
    return (
      <a href={href} rel="noreferrer noopener" target="_blank">
        {text}
      </a>
    );
  if (look === 'strong') return <strong>{text}</strong>;
  if (look === 'emphasis') return <em>{text}</em>;
  return look === 'code' ? <Code>{text}</Code> : text;
}
