import { registryEndpoints, registryHistoryEndpoints, type AliasPolicy, type Model } from '@slipway/contracts';
import { Button } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { Section } from '../../../components/layout/section.js';
import { ConfirmAct } from '../../../components/ui/confirm-act.js';
import { DataTable, type Column } from '../../../components/ui/data-table.js';
import { EmptyState } from '../../../components/ui/empty-state.js';
import { useAct, useCall } from '../../../lib/queries.js';
import { useDenied } from '../../../lib/session.js';
import { protectionOf } from '../prepare/alias-protection.js';
import { AliasChips } from './alias-chips.js';

type HeldAlias = Model['aliases'][number];

/** ModelAliases lists the aliases of a model, and lets who may remove them. */
export function ModelAliases({ model: { name, aliases } }: { model: Model }): ReactNode {
  const policies = useCall(registryHistoryEndpoints.listAliasPolicies, {});
  const [asked, setAsked] = useState<string | null>(null);
  const remove = useAct(registryEndpoints.deleteAlias, { success: 'The alias is removed' });
  const items = policies.data?.items ?? [];
  const columns: Column<HeldAlias>[] = [
    { key: 'alias', header: 'Alias', cell: (held) => <AliasChips model={name} aliases={[held]} policies={items} /> },
    {
      key: 'moved',
      header: 'Moved by',
      cell: ({ alias }) => (protectionOf(alias, items) === null ? 'who may write' : 'approvers'),
    },
    {
      key: 'acts',
      header: 'Acts',
      hideHeader: true,
      align: 'right',
      cell: ({ alias }) => <RemoveButton alias={alias} policies={items} onAsk={() => setAsked(alias)} />,
    },
  ];
  return (
    <Section title="Aliases" note="their history stays" flush>
      <DataTable
        label="Aliases"
        columns={columns}
        rows={aliases}
        rowKey={({ alias }) => alias}
        empty={<EmptyState title="No alias" text="Set champion to say which version is the one to use." />}
      />
      {asked !== null && (
        <ConfirmAct
          act={{
            label: 'Remove alias',
            danger: true,
            call: () => remove.mutateAsync({ params: { name, alias: asked } }),
            confirm: {
              kind: 'dialog',
              effect: `Scripts that ask for models:/${name}@${asked} find nothing any more. Endpoints keep serving what they serve.`,
            },
          }}
          onClose={() => setAsked(null)}
        />
      )}
    </Section>
  );
}

function RemoveButton({
  alias,
  policies,
  onAsk,
}: {
  alias: string;
  policies: readonly AliasPolicy[];
  onAsk: () => void;
}): ReactNode {
  const [write, approve] = [useDenied('write'), useDenied('approve')];
  const denied = protectionOf(alias, policies) === null ? write : approve;
  return (
    <Button
      variant="default"
      aria-label={`Remove alias ${alias}`}
      disabled={denied !== null}
      title={denied ?? undefined}
      onClick={onAsk}
    >
      Remove alias
    </Button>
  );
}
