import { monitoringEndpoints, servingEndpoints, type PlaygroundAnswer, type ServingEndpoint } from '@slipway/contracts';
import { Button, Group, SegmentedControl, Stack, Text, TextInput } from '@mantine/core';
import { useState, type FormEvent, type ReactNode } from 'react';
import { Columns, Facts, Section } from '../../../components/layout/section.js';
import { Json } from '../../../components/ui/json.js';
import { formatMs } from '../../../lib/format.js';
import { useAct, useCall } from '../../../lib/queries.js';
import { useDenied } from '../../../lib/session.js';

/** Playground sends a prediction that no analysis or monitor counts, from a form made of the endpoint's own features. */
export function Playground({ endpoint }: { endpoint: ServingEndpoint }): ReactNode {
  const { name, schema, variants } = endpoint;
  const [values, setValues] = useState<Record<string, string>>({});
  const [role, setRole] = useState<'stable' | 'candidate'>('stable');
  const denied = useDenied('predict');
  const log = useCall(servingEndpoints.listPredictions, { params: { name }, query: { limit: 1 } });
  const ask = useAct(servingEndpoints.tryEndpoint);
  const problems = new Map(
    ask.data?.problem?.errors.map(({ path, message }) => [path.replace(/^rows\[0\]\.?/, ''), message]),
  );
  const example = log.data?.items[0]?.inputs;
  const send = (event: FormEvent): void => {
    event.preventDefault();
    const row = Object.fromEntries(
      schema.features.map((feature): [string, unknown] => [
        feature.name,
        valueOf(values[feature.name] ?? '', feature.type),
      ]),
    );
    ask.mutate({ params: { name }, body: { rows: [row], role } });
  };
  return (
    <Columns>
      <Section
        title="Inputs"
        actions={
          example && (
            <Button
              variant="subtle"
              size="xs"
              onClick={() =>
                setValues(Object.fromEntries(Object.entries(example).map(([key, value]) => [key, String(value)])))
              }
            >
              Use logged example
            </Button>
          )
        }
      >
        <form onSubmit={send}>
          <Stack gap="xs">
            {schema.features.map((feature) => (
              <TextInput
                key={feature.name}
                label={feature.name}
                description={feature.type}
                value={values[feature.name] ?? ''}
                error={problems.get(feature.name)}
                onChange={({ currentTarget }) => setValues((now) => ({ ...now, [feature.name]: currentTarget.value }))}
              />
            ))}
            <Group>
              {variants.length > 1 && (
                <SegmentedControl
                  size="xs"
                  value={role}
                  onChange={(value) => setRole(value as 'stable' | 'candidate')}
                  data={['stable', 'candidate']}
                />
              )}
              <Button type="submit" loading={ask.isPending} disabled={denied !== null}>
                Send prediction
              </Button>
            </Group>
          </Stack>
        </form>
      </Section>
      <Section title="Answer" note="counted nowhere">
        {ask.data === undefined ? (
          <Text size="sm" c="dimmed">
            Nothing sent yet.
          </Text>
        ) : (
          <Answer answer={ask.data} />
        )}
      </Section>
    </Columns>
  );
}

function Answer({ answer }: { answer: PlaygroundAnswer }): ReactNode {
  const feedback = useAct(monitoringEndpoints.recordFeedback, { success: 'Feedback recorded' });
  const [actual, setActual] = useState('');
  if (answer.answer === null)
    return (
      <Text size="sm" c="var(--slip-bad)">
        {answer.problem?.detail ?? `The gateway answered ${answer.status}.`}
      </Text>
    );
  const { version, variant, predictionId, predictions } = answer.answer;
  return (
    <Stack gap="xs">
      <Facts
        items={[
          ['Version', `v${version}`],
          ['Variant', variant],
          ['Latency', formatMs(answer.latencyMs)],
          ['Prediction id', predictionId],
        ]}
      />
      <Json value={predictions[0]} label="Prediction" />
      <Group align="end">
        <TextInput
          label="What really happened"
          value={actual}
          onChange={({ currentTarget }) => setActual(currentTarget.value)}
        />
        <Button
          variant="default"
          disabled={actual === ''}
          onClick={() => feedback.mutate({ body: { predictionId: `${predictionId}/0`, actual } })}
        >
          Send feedback
        </Button>
      </Group>
    </Stack>
  );
}

function valueOf(text: string, type: string): unknown {
  return type === 'numeric' && text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : text;
}
