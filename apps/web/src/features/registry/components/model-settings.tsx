import { registryEndpoints, registryHistoryEndpoints, type Model } from '@slipway/contracts';
import { Button, Group, List, Text, TextInput } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { useNavigate } from 'react-router';
import { Columns, Section } from '../../../components/layout/section.js';
import { ConfirmAct } from '../../../components/ui/confirm-act.js';
import { paths } from '../../../lib/paths.js';
import { useAct, useCall } from '../../../lib/queries.js';
import { useDenied } from '../../../lib/session.js';
import { protectionOf } from '../prepare/alias-protection.js';
import { AliasProtection } from './alias-protection.js';
import { ModelAliases } from './model-aliases.js';

/** ModelSettings is a model's name, its aliases, what protects them, and what keeps it from deletion. */
export function ModelSettings({ model, servedAt }: { model: Model; servedAt: readonly string[] }): ReactNode {
  const periods = useCall(registryHistoryEndpoints.listAliasPeriods, {
    params: { name: model.name },
    query: { limit: 500 },
  });
  const held = (periods.data?.items ?? []).filter(({ untilAt }) => untilAt === null);
  const names = [...new Set([...model.aliases.map(({ alias }) => alias), ...held.map(({ alias }) => alias)])];
  return (
    <>
      <Columns>
        <Section title="Name">
          <RenameForm model={model} />
        </Section>
        <Section title="What keeps it from deletion">
          <Protection model={model} servedAt={servedAt} />
        </Section>
      </Columns>
      <ModelAliases model={model} />
      <AliasProtection names={names} />
      <Section title="Lifecycle stages">
        <Text size="sm">
          A stage of your own is an alias: set <b>qa</b> or <b>approved</b> on a version, and protect the names that
          only approvers may move. MLflow's stages (Staging, Production, Archived) are kept for its clients, under the
          same protection and gates. The timeline on the Versions tab keeps who was where, and when.
        </Text>
      </Section>
    </>
  );
}

function RenameForm({ model: { name } }: { model: Model }): ReactNode {
  const navigate = useNavigate();
  const denied = useDenied('write');
  const [wanted, setWanted] = useState(name);
  const [asking, setAsking] = useState(false);
  const rename = useAct(registryEndpoints.renameModel, {
    success: ({ name: now }) => `The model is called ${now} now`,
    onDone: ({ name: now }) => void navigate(`${paths.model(now)}?tab=settings`),
  });
  const isSame = wanted.trim() === '' || wanted.trim() === name;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        setAsking(true);
      }}
    >
      <Group gap="xs" align="flex-end">
        <TextInput
          label="Name"
          value={wanted}
          maxLength={256}
          disabled={denied !== null}
          style={{ flex: 1 }}
          onChange={(event) => setWanted(event.currentTarget.value)}
        />
        <Button type="submit" disabled={denied !== null || isSame} loading={rename.isPending}>
          Rename model
        </Button>
      </Group>
      {asking && (
        <ConfirmAct
          act={{
            label: 'Rename model',
            call: () => rename.mutateAsync({ params: { name }, body: { name: wanted.trim() } }),
            confirm: {
              kind: 'dialog',
              effect: `${name} becomes ${wanted.trim()} everywhere, with its versions, gates and endpoints. The old name leads here until another model takes it.`,
            },
          }}
          onClose={() => setAsking(false)}
        />
      )}
    </form>
  );
}

function Protection({ model, servedAt }: { model: Model; servedAt: readonly string[] }): ReactNode {
  const policies = useCall(registryHistoryEndpoints.listAliasPolicies, {});
  const kept = model.aliases.filter(({ alias }) => protectionOf(alias, policies.data?.items ?? []) !== null);
  const reasons = [
    ...servedAt.map((endpoint) => `A version serves at ${endpoint}: nobody can delete it, nor the model.`),
    ...kept.map(({ alias, version }) => `v${version} is ${alias}, which is protected: only an approver may remove it.`),
  ];
  return (
    <>
      {reasons.length > 0 && (
        <List size="sm" mb="xs">
          {reasons.map((reason) => (
            <List.Item key={reason}>{reason}</List.Item>
          ))}
        </List>
      )}
      <Text size="sm" c={reasons.length > 0 ? 'dimmed' : undefined}>
        {reasons.length === 0 && 'Nothing at the moment. '}A version that serves, holds a protected alias, is the parent
        of another one, or is at work in an evaluation or a rollout is never deleted.
      </Text>
    </>
  );
}
