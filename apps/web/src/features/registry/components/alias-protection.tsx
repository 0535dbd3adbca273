import { registryHistoryEndpoints, type AliasPolicy } from '@slipway/contracts';
import { Button, Group, Text, TextInput } from '@mantine/core';
import { IconLock, IconLockOpen } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import { Section } from '../../../components/layout/section.js';
import { DataTable, type Column } from '../../../components/ui/data-table.js';
import { TimeAgo } from '../../../components/ui/time-ago.js';
import { useAct, useCall } from '../../../lib/queries.js';
import { useDenied } from '../../../lib/session.js';
import { protectionOf, suggestedPatterns } from '../prepare/alias-protection.js';

/** AliasProtection says which aliases and stages only approvers move, in the whole workspace, and lets an admin change that. */
export function AliasProtection({ names }: { names: readonly string[] }): ReactNode {
  const denied = useDenied('admin');
  const [pattern, setPattern] = useState('');
  const policies = useCall(registryHistoryEndpoints.listAliasPolicies, {});
  const items = policies.data?.items ?? [];
  const protect = useAct(registryHistoryEndpoints.protectAliases, {
    success: ({ pattern: kept }) => `Only approvers move ${kept} now`,
    onDone: () => setPattern(''),
  });
  const unprotect = useAct(registryHistoryEndpoints.unprotectAliases, { success: 'Who may write moves it again' });
  const keep = (wanted: string): void => protect.mutate({ params: { pattern: wanted }, body: {} });
  const columns: Column<AliasPolicy>[] = [
    {
      key: 'pattern',
      header: 'Aliases and stages',
      cell: (policy) => (
        <Group gap={6} wrap="nowrap">
          <IconLock size={14} aria-hidden /> {policy.pattern}
        </Group>
      ),
    },
    { key: 'here', header: 'Of this model', cell: (policy) => namesUnder(policy, names) },
    { key: 'by', header: 'Protected by', cell: ({ createdBy }) => createdBy },
    { key: 'at', header: 'Since', cell: ({ createdAt }) => <TimeAgo at={createdAt} /> },
    {
      key: 'acts',
      header: 'Acts',
      hideHeader: true,
      align: 'right',
      cell: (policy) => (
        <Button
          variant="default"
          leftSection={<IconLockOpen size={14} aria-hidden />}
          disabled={denied !== null}
          title={denied ?? undefined}
          loading={unprotect.isPending}
          onClick={() => unprotect.mutate({ params: { pattern: policy.pattern } })}
        >
          Unprotect
        </Button>
      ),
    },
  ];
  return (
    <Section title="Protected aliases and stages" note="for every model of this workspace" flush>
      {items.length === 0 ? (
        <Text size="sm" c="dimmed" px="md" py="sm">
          Nothing is protected: who may write moves champion and every other alias. Gates hold all the same.
        </Text>
      ) : (
        <DataTable
          label="Protected aliases"
          columns={columns}
          rows={items}
          query={policies}
          rowKey={({ pattern: key }) => key}
        />
      )}
      <form
        style={{ padding: 12 }}
        onSubmit={(event) => {
          event.preventDefault();
          keep(pattern.trim());
        }}
      >
        <Group gap="xs" align="flex-end">
          <TextInput
            label="Protect an alias or stage"
            description="A name of letters, digits, _ and -; * stands for anything"
            placeholder="prod-*"
            value={pattern}
            disabled={denied !== null}
            onChange={(event) => setPattern(event.currentTarget.value)}
          />
          <Button type="submit" disabled={denied !== null || pattern.trim() === ''} loading={protect.isPending}>
            Protect
          </Button>
          {suggestedPatterns(names, items).map((name) => (
            <Button
              key={name}
              variant="default"
              leftSection={<IconLock size={14} aria-hidden />}
              disabled={denied !== null}
              title={denied ?? undefined}
              onClick={() => keep(name)}
            >
              Protect {name}
            </Button>
          ))}
        </Group>
      </form>
    </Section>
  );
}

const namesUnder = (policy: AliasPolicy, names: readonly string[]): string =>
  names.filter((name) => protectionOf(name, [policy]) !== null).join(', ') || 'none now';
