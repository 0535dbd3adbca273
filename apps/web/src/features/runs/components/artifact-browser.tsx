import { runsEndpoints } from '@slipway/contracts';
import { Anchor, Breadcrumbs, Text } from '@mantine/core';
import { IconFile, IconFolder } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Columns, Section } from '../../../components/layout/section.js';
import { DataTable, type Column } from '../../../components/ui/data-table.js';
import { EmptyState } from '../../../components/ui/empty-state.js';
import { formatBytes } from '../../../lib/format.js';
import { useCall } from '../../../lib/queries.js';
import { useUrlState } from '../../../lib/url-state.js';
import { FilePreview } from './file-preview.js';

interface Entry {
  name: string;
  isFolder: boolean;
  sizeBytes: number | null;
}

/** ArtifactBrowser walks through the files of a run, folder by folder, with a preview of texts, images and tables. */
export function ArtifactBrowser({ run }: { run: string }): ReactNode {
  const [folder, setFolder] = useUrlState<string>('folder', '');
  const [file, setFile] = useUrlState<string>('file', '');
  const tree = useCall(runsEndpoints.listRunFiles, { params: { id: run }, query: { path: folder } });
  const open = (entry: Entry): void =>
    entry.isFolder ? setFolder(pathOf(folder, entry.name)) : setFile(pathOf(folder, entry.name));
  const columns: Column<Entry>[] = [
    {
      key: 'name',
      header: 'Name',
      cell: (entry) => (
        <Anchor component="button" type="button" size="sm" onClick={() => open(entry)} data-row-link>
          {entry.isFolder ? <IconFolder size={14} aria-label="Folder" /> : <IconFile size={14} aria-hidden />}{' '}
          {lastOf(entry.name)}
        </Anchor>
      ),
    },
    {
      key: 'size',
      header: 'Size',
      align: 'right',
      cell: ({ sizeBytes }) => (sizeBytes === null ? '–' : formatBytes(sizeBytes)),
    },
  ];
  const entries = tree.data?.files.toSorted(byKindAndName);
  return (
    <Columns min={420}>
      <Section title="Files" note={<Steps folder={folder} onGo={setFolder} />} flush>
        <DataTable
          label="Files"
          columns={columns}
          rows={entries}
          query={tree}
          rowKey={({ name }) => name}
          isSelected={({ name }) => pathOf(folder, name) === file}
          empty={<EmptyState title="No file here" text="mlflow.log_artifact(path) puts files here." />}
        />
      </Section>
      {file === '' ? (
        <Section title="Preview">
          <Text size="sm" c="dimmed">
            Choose a file.
          </Text>
        </Section>
      ) : (
        <FilePreview key={file} run={run} path={file} />
      )}
    </Columns>
  );
}

function Steps({ folder, onGo }: { folder: string; onGo: (folder: string) => void }): ReactNode {
  const parts = folder === '' ? [] : folder.split('/');
  return (
    <Breadcrumbs separatorMargin={4}>
      {['all files', ...parts].map((part, index) => (
        <Anchor
          key={index}
          component="button"
          type="button"
          size="xs"
          onClick={() => onGo(parts.slice(0, index).join('/'))}
        >
          {part}
        </Anchor>
      ))}
    </Breadcrumbs>
  );
}

const lastOf = (name: string): string => name.split('/').at(-1) ?? name;
const pathOf = (folder: string, name: string): string =>
  folder === '' || name.startsWith(`${folder}/`) ? name : `${folder}/${name}`;
const byKindAndName = (left: Entry, right: Entry): number =>
  Number(right.isFolder) - Number(left.isFolder) || left.name.localeCompare(right.name, 'en', { numeric: true });
