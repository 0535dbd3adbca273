import { overviewEndpoints, type Run, type RunVersion } from '@slipway/contracts';
import type { ReactNode } from 'react';
import { Section } from '../../../components/layout/section.js';
import { DataTable, type Column } from '../../../components/ui/data-table.js';
import { EmptyState } from '../../../components/ui/empty-state.js';
import { TimeAgo } from '../../../components/ui/time-ago.js';
import { paths } from '../../../lib/paths.js';
import { useCall } from '../../../lib/queries.js';

const columns: readonly Column<RunVersion>[] = [
  { key: 'version', header: 'Version', cell: ({ model, version }) => `${model} v${version}` },
  { key: 'registered', header: 'Registered', cell: ({ createdAt }) => <TimeAgo at={createdAt} /> },
];

/** RegisteredVersions lists the model versions that came from a run. */
export function RegisteredVersions({ run }: { run: Run }): ReactNode {
  const versions = useCall(overviewEndpoints.listRunVersions, { params: { id: run.id } });
  return (
    <Section title="Registered from this run" flush>
      <DataTable
        label="Versions registered from this run"
        columns={columns}
        rows={versions.data?.items}
        query={versions}
        rowKey={({ model, version }) => `${model} ${version}`}
        rowLink={({ model, version }) => paths.version(model, version)}
        empty={
          <EmptyState
            title="No version came from this run"
            text="A registered version keeps a copy of the files as they are now."
            snippet={[
              {
                label: 'Python',
                code: `import mlflow\nmlflow.register_model("runs:/${run.id}/model", "my-model")`,
              },
            ]}
          />
        }
      />
    </Section>
  );
}
