import { registryHistoryEndpoints, type DeletedModel } from '@slipway/contracts';
import { Button, Text, TextInput } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { useNavigate } from 'react-router';
import { Section } from '../../../components/layout/section.js';
import { DataTable, type Column } from '../../../components/ui/data-table.js';
import { DialogForm } from '../../../components/ui/dialog-form.js';
import { EmptyState } from '../../../components/ui/empty-state.js';
import { Pager } from '../../../components/ui/pager.js';
import { TimeAgo } from '../../../components/ui/time-ago.js';
import { countOf } from '../../../lib/format.js';
import { paths } from '../../../lib/paths.js';
import { useAct, useCall } from '../../../lib/queries.js';
import { useDenied } from '../../../lib/session.js';
import { usePages } from '../../../lib/use-pages.js';

/** DeletedModels lists what can be brought back. */
export function DeletedModels(): ReactNode {
  const denied = useDenied('write');
  const pages = usePages('');
  const [asked, setAsked] = useState<DeletedModel | null>(null);
  const deleted = useCall(registryHistoryEndpoints.listDeletedModels, { query: { limit: 50, cursor: pages.cursor } });
  const columns: Column<DeletedModel>[] = [
    { key: 'name', header: 'Model', cell: ({ name }) => name },
    { key: 'versions', header: 'Versions', align: 'right', cell: ({ versions }) => versions },
    { key: 'deleted', header: 'Deleted', cell: ({ deletedAt }) => <TimeAgo at={deletedAt} /> },
    {
      key: 'acts',
      header: 'Acts',
      hideHeader: true,
      align: 'right',
      cell: (model) => (
        <Button
          variant="default"
          disabled={denied !== null}
          title={denied ?? undefined}
          onClick={() => setAsked(model)}
        >
          Undelete
        </Button>
      ),
    },
  ];
  return (
    <Section title="Deleted models" note="their files are kept until they are collected" flush>
      <DataTable
        label="Deleted models"
        columns={columns}
        rows={deleted.data?.items}
        query={deleted}
        rowKey={({ id }) => id}
        empty={<EmptyState title="No deleted model" text="A model that is deleted stays here and can come back." />}
      />
      <Pager turn={pages.turn(deleted.data?.nextCursor)} shown={deleted.data?.items.length ?? 0} noun="model" />
      {asked !== null && <UndeleteDialog model={asked} onClose={() => setAsked(null)} />}
    </Section>
  );
}

function UndeleteDialog({ model, onClose }: { model: DeletedModel; onClose: () => void }): ReactNode {
  const navigate = useNavigate();
  const [name, setName] = useState(model.name);
  const undelete = useAct(registryHistoryEndpoints.undeleteModel, {
    success: ({ name: back }) => `${back} is back`,
    onDone: ({ name: back }) => void navigate(paths.model(back)),
  });
  return (
    <DialogForm
      opened
      title={`Undelete ${model.name}`}
      submitLabel="Undelete model"
      busy={undelete.isPending}
      disabled={name.trim() === ''}
      error={undelete.error}
      onClose={onClose}
      onSubmit={() =>
        undelete.mutate({ params: { id: model.id }, body: name.trim() === model.name ? {} : { name: name.trim() } })
      }
    >
      <Text size="sm">It comes back with {countOf(model.versions, 'version')}, without its aliases.</Text>
      <TextInput
        label="Name"
        description="Choose another if somebody took this one meanwhile"
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        data-autofocus
      />
    </DialogForm>
  );
}
