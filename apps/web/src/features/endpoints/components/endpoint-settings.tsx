import { servingEndpoints, type ServingEndpoint } from '@slipway/contracts';
import { Button, Group, Stack, Textarea } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { Columns, Facts, Section } from '../../../components/layout/section.js';
import { CopyIcon } from '../../../components/ui/snippet.js';
import { TimeAgo } from '../../../components/ui/time-ago.js';
import { useAct } from '../../../lib/queries.js';
import { useDenied } from '../../../lib/session.js';
import { logBodyOf } from '../prepare/endpoint-draft.js';
import { runtimeWords } from '../prepare/runtime-words.js';
import { RuntimeSettings } from './runtime-settings.js';
import { LimitFields, type TrafficSettings } from './limit-fields.js';
import { LogFields, type LogSettings } from './log-fields.js';
import { RedactionFields } from './redaction-fields.js';

/** EndpointSettings changes what may be changed on a serving endpoint, and says what it takes. */
export function EndpointSettings({ endpoint }: { endpoint: ServingEndpoint }): ReactNode {
  const { name, auth, runtime, container, predictUrl, schema, createdAt, configNumber, seenConfigNumber } = endpoint;
  const [description, setDescription] = useState(endpoint.description);
  const [log, setLog] = useState<LogSettings>({
    percent: endpoint.sampleRate * 100,
    rowsPerSecond: endpoint.logRowsPerSecond ?? '',
  });
  const { sampleRate, logRowsPerSecond } = logBodyOf(log);
  // What was there when the form opened or saved them: only rules that this person changed are sent, so that nobody's newer ones are undone.
  const [openedWith, setOpenedWith] = useState(endpoint.redactions);
  const [redactions, setRedactions] = useState(openedWith);
  const redacted = JSON.stringify(redactions) !== JSON.stringify(openedWith);
  const [traffic, setTraffic] = useState<TrafficSettings>({
    limits: endpoint.limits,
    cacheSeconds: endpoint.cacheSeconds,
    batchRows: endpoint.batchRows,
    batchDelayMs: endpoint.batchDelayMs,
  });
  const denied = useDenied('write');
  const update = useAct(servingEndpoints.updateEndpoint, { success: 'The settings are saved' });
  const changed =
    description !== endpoint.description ||
    sampleRate !== endpoint.sampleRate ||
    logRowsPerSecond !== endpoint.logRowsPerSecond ||
    redacted ||
    traffic.cacheSeconds !== endpoint.cacheSeconds ||
    traffic.batchRows !== endpoint.batchRows ||
    traffic.batchDelayMs !== endpoint.batchDelayMs ||
    JSON.stringify(traffic.limits) !== JSON.stringify(endpoint.limits);
  return (
    <Columns>
      <Section title="Settings">
        <form
          onSubmit={(event) => {
            event.preventDefault();
            update.mutate(
              {
                params: { name },
                body: { description, sampleRate, logRowsPerSecond, ...traffic, ...(redacted && { redactions }) },
              },
              { onSuccess: () => setOpenedWith(redactions) },
            );
          }}
        >
          <Stack gap="sm">
            <Textarea
              label="Description"
              autosize
              minRows={2}
              value={description}
              onChange={({ currentTarget }) => setDescription(currentTarget.value)}
            />
            <LogFields value={log} onChange={setLog} />
            <RedactionFields
              features={schema.features.map((feature) => feature.name)}
              value={redactions}
              onChange={setRedactions}
            />
            <LimitFields value={traffic} onChange={setTraffic} />
            <Group>
              <Button type="submit" loading={update.isPending} disabled={denied !== null || !changed}>
                Save settings
              </Button>
            </Group>
          </Stack>
        </form>
      </Section>
      <RuntimeSettings endpoint={endpoint} />
      <Section title="Address and inputs">
        <Facts
          items={[
            [
              'Address',
              <span key="url">
                <code>{predictUrl}</code> <CopyIcon text={predictUrl} label="Copy address" />
              </span>,
            ],
            [
              'Who may predict',
              auth === 'token' ? 'tokens with the scope predict' : 'everybody who reaches the gateway',
            ],
            ['Runs', runtimeWords(runtime, container)],
            ['Inputs', schema.features.map((feature) => feature.name).join(', ')],
            ['Outputs', schema.outputs.map((output) => output.name).join(', ')],
            ['Routing', `configuration ${configNumber}, gateways run ${seenConfigNumber ?? 'none'}`],
            ['Made', <TimeAgo key="made" at={createdAt} />],
          ]}
        />
      </Section>
    </Columns>
  );
}
