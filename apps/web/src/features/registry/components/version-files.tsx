import type { ModelVersion } from '@slipway/contracts';
import type { ReactNode } from 'react';
import { Section } from '../../../components/layout/section.js';
import { DataTable, type Column } from '../../../components/ui/data-table.js';
import { CopyIcon } from '../../../components/ui/snippet.js';
import { formatBytes, formatDigest } from '../../../lib/format.js';

type File = ModelVersion['files'][number];

/** VersionFiles lists the files of a version, addressed by the sha256 that was verified when they came. */
export function VersionFiles({ version: { model, version, files } }: { version: ModelVersion }): ReactNode {
  const columns: Column<File>[] = [
    {
      key: 'path',
      header: 'File',
      cell: ({ path }) => (
        <a href={downloadPath(model, version, path)} download>
          {path}
        </a>
      ),
    },
    {
      key: 'size',
      header: 'Size',
      align: 'right',
      cell: ({ sizeBytes }) => formatBytes(sizeBytes),
      sortBy: ({ sizeBytes }) => sizeBytes,
    },
    {
      key: 'digest',
      header: 'sha256',
      cell: ({ digest }) => (
        <span style={{ whiteSpace: 'nowrap' }}>
          {formatDigest(digest)} <CopyIcon text={digest} label="Copy digest" />
        </span>
      ),
    },
  ];
  return (
    <Section title="Files" flush>
      <DataTable label="Files" columns={columns} rows={files} rowKey={({ path }) => path} />
    </Section>
  );
}

const downloadPath = (model: string, version: number, path: string): string =>
  `/api/v1/models/${encodeURIComponent(model)}/versions/${version}/files/${path.split('/').map(encodeURIComponent).join('/')}`;
