import { registryEndpoints, servingEndpoints } from '@slipway/contracts';
import { Select, Stack, Tabs, Text, TextInput } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { useNavigate } from 'react-router';
import { DialogForm } from '../../../components/ui/dialog-form.js';
import { paths } from '../../../lib/paths.js';
import { useAct, useCall } from '../../../lib/queries.js';
import { useDenied } from '../../../lib/session.js';
import { useDraft } from '../../../lib/use-draft.js';
import { emptyDraft, endpointBody, type EndpointDraft } from '../prepare/endpoint-draft.js';
import { versionChoices } from '../prepare/version-choices.js';
import { EndpointReview } from './endpoint-review.js';
import { LimitFields } from './limit-fields.js';
import { LogFields } from './log-fields.js';
import { RedactionFields } from './redaction-fields.js';
import { RuntimeFields } from './runtime-fields.js';

const access = [
  { value: 'token', label: 'Tokens with the scope predict' },
  { value: 'public', label: 'Everybody who reaches the gateway' },
];

/** NewEndpointDialog puts a version behind a new address. Name and version are enough; the other steps have defaults, and the last one checks them and shows the file that does the same. */
export function NewEndpointDialog({ onClose }: { onClose: () => void }): ReactNode {
  const navigate = useNavigate();
  const { draft, change, forget } = useDraft<EndpointDraft>('endpoint', emptyDraft);
  const [step, setStep] = useState<string | null>('what');
  const { names, model, choices, version, features } = useVersionChoice(draft);
  const { name, runs, traffic, log, redactions } = draft;
  const openDenied = useDenied('admin');
  const create = useAct(servingEndpoints.createEndpoint, {
    success: `${name} starts`,
    onDone: () => {
      forget();
      void navigate(paths.endpoint(name));
    },
  });
  const body = model === null || version === null ? null : endpointBody(draft, model, Number(version));
  return (
    <DialogForm
      opened
      size="lg"
      title="New endpoint"
      submitLabel="Create endpoint"
      busy={create.isPending}
      disabled={name === '' || body === null}
      error={create.error}
      onClose={onClose}
      onSubmit={() => body !== null && create.mutate({ body })}
    >
      <Tabs value={step} onChange={setStep} keepMounted={false}>
        <Tabs.List grow mb="sm">
          <Tabs.Tab value="what">What</Tabs.Tab>
          <Tabs.Tab value="runtime">Runtime</Tabs.Tab>
          <Tabs.Tab value="limits">Limits</Tabs.Tab>
          <Tabs.Tab value="log">Log</Tabs.Tab>
          <Tabs.Tab value="review">Review</Tabs.Tab>
        </Tabs.List>
        <Step value="what">
          <Select
            label="Model"
            data={names ?? []}
            value={model}
            onChange={(chosen) => change({ model: chosen, version: null, redactions: [] })}
            allowDeselect={false}
            searchable
            placeholder={names?.length === 0 ? 'No model has a version yet' : ''}
          />
          <Select
            label="Version"
            data={choices}
            value={version}
            onChange={(chosen) => change({ version: chosen })}
            allowDeselect={false}
          />
          <TextInput
            label="Name"
            description="Lower-case letters, digits and hyphens; it becomes part of the address"
            value={name}
            onChange={({ currentTarget }) => change({ name: currentTarget.value })}
            required
            data-autofocus
          />
          <Select
            label="Who may predict"
            description={openDenied === null ? undefined : 'Only an admin may let everybody predict'}
            data={access.map((one) => ({ ...one, disabled: one.value === 'public' && openDenied !== null }))}
            value={draft.auth}
            onChange={(value) => change({ auth: value === 'public' ? 'public' : 'token' })}
            allowDeselect={false}
          />
        </Step>
        <Step value="runtime">
          <RuntimeFields value={runs} onChange={(chosen) => change({ runs: chosen })} />
        </Step>
        <Step value="limits">
          <LimitFields value={traffic} onChange={(limits) => change({ traffic: limits })} />
        </Step>
        <Step value="log">
          <LogFields value={log} onChange={(kept) => change({ log: kept })} />
          <RedactionFields features={features} value={redactions} onChange={(rules) => change({ redactions: rules })} />
        </Step>
        <Step value="review">
          {name === '' || body === null ? (
            <Text size="sm">
              {name === '' ? 'It has no name yet: give it one in the first step.' : 'No model has a version yet.'}
            </Text>
          ) : (
            <EndpointReview body={body} />
          )}
        </Step>
      </Tabs>
    </DialogForm>
  );
}

function Step({ value, children }: { value: string; children: ReactNode }): ReactNode {
  return (
    <Tabs.Panel value={value}>
      <Stack gap="sm">{children}</Stack>
    </Tabs.Panel>
  );
}

/** The models and versions that can be served, and which of them a draft means: the first of each unless one was chosen. */
function useVersionChoice(draft: EndpointDraft) {
  const models = useCall(registryEndpoints.listModels, { query: { limit: 200 } });
  const names = models.data?.items.filter(({ latestVersion }) => latestVersion !== null).map(({ name }) => name);
  const model = names?.find((one) => one === draft.model) ?? names?.[0] ?? null;
  const versions = useCall(
    registryEndpoints.listVersions,
    { params: { name: model ?? '' }, query: { limit: 100 } },
    { enabled: model !== null },
  );
  const choices = versionChoices(versions.data?.items ?? [], undefined);
  const version = choices.find(({ value }) => value === draft.version)?.value ?? choices[0]?.value ?? null;
  const { schema = null } = versions.data?.items.find((one) => String(one.version) === version) ?? {};
  return { names, model, choices, version, features: schema?.features.map((feature) => feature.name) ?? [] };
}
