import { registryEndpoints, type ModelVersion } from '@slipway/contracts';
import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { useNavigate } from 'react-router';
import { DataTable, type Column } from '../../../components/ui/data-table.js';
import { TagList } from '../../../components/ui/tag-list.js';
import { TimeAgo } from '../../../components/ui/time-ago.js';
import { paths } from '../../../lib/paths.js';
import { useAct } from '../../../lib/queries.js';
import { useDenied } from '../../../lib/session.js';

/** DeletedVersions lists the versions of a model that can be brought back, each with the way to do it. */
export function DeletedVersions({
  model,
  versions,
  query,
  empty,
}: {
  model: string;
  versions: readonly ModelVersion[] | undefined;
  query: { error: unknown; refetch: () => unknown };
  empty: ReactNode;
}): ReactNode {
  const navigate = useNavigate();
  const denied = useDenied('write');
  const undelete = useAct(registryEndpoints.undeleteVersion, {
    success: ({ version }) => `v${version} is back, without its aliases`,
    onDone: ({ version }) => void navigate(paths.version(model, version)),
  });
  const columns: Column<ModelVersion>[] = [
    { key: 'version', header: 'Version', cell: ({ version }) => `v${version}` },
    { key: 'description', header: 'Description', cell: ({ description }) => description || '–' },
    { key: 'tags', header: 'Tags', cell: ({ tags }) => <TagList tags={tags} /> },
    { key: 'by', header: 'Made by', cell: ({ createdBy }) => createdBy },
    { key: 'registered', header: 'Registered', cell: ({ createdAt }) => <TimeAgo at={createdAt} /> },
    { key: 'deleted', header: 'Deleted', cell: ({ deletedAt }) => deletedAt && <TimeAgo at={deletedAt} /> },
    {
      key: 'acts',
      header: 'Acts',
      hideHeader: true,
      align: 'right',
      cell: ({ version }) => (
        <Button
          variant="default"
          aria-label={`Undelete v${version}`}
          disabled={denied !== null}
          title={denied ?? undefined}
          loading={undelete.isPending && undelete.variables?.params.version === version}
          onClick={() => undelete.mutate({ params: { name: model, version } })}
        >
          Undelete
        </Button>
      ),
    },
  ];
  return (
    <DataTable
      label={`Deleted versions of ${model}`}
      columns={columns}
      rows={versions}
      query={query}
      rowKey={({ version }) => version}
      empty={empty}
    />
  );
}
