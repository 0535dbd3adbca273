import { Button, Text } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Section } from '../../../components/layout/section.js';
import { DataTable } from '../../../components/ui/data-table.js';
import { Loaded } from '../../../components/ui/loaded.js';
import { CopyIcon } from '../../../components/ui/snippet.js';
import { problemError } from '../../../lib/api.js';
import { middleCut } from '../../../lib/format.js';
import { csvRows, previewKindOf } from '../../../lib/preview-kind.js';

const PREVIEW_BYTES = 200_000;
const ROWS = 100;

/** FilePreview shows the beginning of a text or a table, or an image; every file can be downloaded. */
export function FilePreview({ run, path }: { run: string; path: string }): ReactNode {
  const address = `/api/v1/runs/${run}/files/${path.split('/').map(encodeURIComponent).join('/')}`;
  return (
    <Section
      title="Preview"
      note={path}
      actions={
        <Button component="a" href={address} download variant="default" leftSection={<IconDownload size={15} />}>
          Download
        </Button>
      }
    >
      <Content address={address} path={path} />
    </Section>
  );
}

function Content({ address, path }: { address: string; path: string }): ReactNode {
  const kind = previewKindOf(path);
  const text = useQuery({
    queryKey: ['runs.filePreview', address],
    queryFn: ({ signal }) => firstText(address, signal),
    enabled: kind === 'text' || kind === 'table',
  });
  if (kind === 'image') return <img src={address} alt={path} style={{ maxWidth: '100%' }} />;
  if (kind === 'none')
    return (
      <Text size="sm" c="dimmed">
        This kind of file is not shown here; download it.
      </Text>
    );
  return (
    <Loaded query={text}>
      {(content) => (kind === 'table' ? <Table path={path} text={content} /> : <PlainText text={content} />)}
    </Loaded>
  );
}

async function firstText(address: string, signal: AbortSignal): Promise<string> {
  const answer = await fetch(address, { headers: { range: `bytes=0-${PREVIEW_BYTES - 1}` }, signal });
  if (answer.status === 416) return '';
  if (!answer.ok) throw problemError(answer.status, await answer.text());
  return (await answer.text()).slice(0, PREVIEW_BYTES);
}

function PlainText({ text }: { text: string }): ReactNode {
  return (
    <>
      <CopyIcon text={text} label="Copy text" />
      <pre
        tabIndex={0}
        aria-label="Text"
        style={{
          margin: 0,
          maxHeight: 520,
          overflow: 'auto',
          fontSize: 12,
          whiteSpace: 'pre-wrap',
          overflowWrap: 'anywhere',
        }}
      >
        {text === '' ? 'The file is empty.' : text}
      </pre>
      {text.length >= PREVIEW_BYTES && (
        <Text size="xs" c="dimmed">
          Only its beginning is shown.
        </Text>
      )}
    </>
  );
}

function Table({ path, text }: { path: string; text: string }): ReactNode {
  const [header = [], ...rows] = csvRows(text, /\.tsv$/i.test(path) ? '\t' : ',', ROWS + 1);
  return (
    <>
      <DataTable
        label={path}
        columns={header.map((name, index) => ({
          key: `${index} ${name}`,
          header: middleCut(name, 28),
          cell: ({ cells }: { cells: string[] }) => middleCut(cells[index] ?? '', 40),
        }))}
        rows={rows.map((cells, number) => ({ number, cells }))}
        rowKey={({ number }) => number}
      />
      {rows.length === ROWS && (
        <Text size="xs" c="dimmed">
          The first {ROWS} rows.
        </Text>
      )}
    </>
  );
}
