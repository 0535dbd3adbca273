import { servingEndpoints, type ServingEndpoint } from '@slipway/contracts';
import { Button, Group, SegmentedControl, Stack, Text, Textarea, Tooltip } from '@mantine/core';
import { useState, type FormEvent, type ReactNode } from 'react';
import { Columns, Section } from '../../../components/layout/section.js';
import { useAct, useCall } from '../../../lib/queries.js';
import { useDenied } from '../../../lib/session.js';
import { parseRows, rowOf, splitErrors, valuesOf, type FieldValues, type Row } from '../prepare/playground-form.js';
import { ROUTED, variantChoice, wantedVariant } from '../prepare/playground-variant.js';
import { exampleRow } from '../prepare/predict-snippet.js';
import { PlaygroundFields } from './playground-fields.js';
import { PlaygroundResult } from './playground-result.js';

type Mode = 'form' | 'json';

/** Playground sends rows that no analysis and no monitor counts; `seed` is a logged row to begin with. */
export function Playground({ endpoint, seed }: { endpoint: ServingEndpoint; seed: Row | null }): ReactNode {
  const { name, schema, variants } = endpoint;
  const { features } = schema;
  const [mode, setMode] = useState<Mode>('form');
  const [values, setValues] = useState<FieldValues>(() => (seed === null ? {} : valuesOf(features, seed)));
  const [text, setText] = useState(() => JSON.stringify(seed ?? exampleRow(features), null, 2));
  const [to, setTo] = useState(ROUTED);
  const denied = useDenied('predict');
  const newest = useCall(servingEndpoints.listPredictions, { params: { name }, query: { limit: 20 } });
  const ask = useAct(servingEndpoints.tryEndpoint);
  const example = newest.data?.items.find(({ inputs, status }) => inputs !== null && status < 400)?.inputs;
  const parsed = mode === 'json' ? parseRows(text) : { rows: [rowOf(features, values)] };
  const errors = splitErrors(features, ask.data?.problem?.errors ?? []);

  const fill = (row: Row): void => {
    setValues(valuesOf(features, row));
    setText(JSON.stringify(row, null, 2));
  };
  const switchTo = (next: Mode): void => {
    if ('rows' in parsed && parsed.rows[0] !== undefined && (mode === 'json' || Object.keys(parsed.rows[0]).length > 0))
      fill(parsed.rows[0]);
    setMode(next);
  };
  const send = (event: FormEvent): void => {
    event.preventDefault();
    if ('rows' in parsed) ask.mutate({ params: { name }, body: { rows: parsed.rows, ...wantedVariant(variants, to) } });
  };

  return (
    <Columns>
      <Section
        title="Inputs"
        actions={
          <Group gap="xs">
            {example && (
              <Button variant="subtle" size="compact-xs" onClick={() => fill(example)}>
                Use logged example
              </Button>
            )}
            <SegmentedControl
              size="xs"
              aria-label="How to write the inputs"
              value={mode}
              onChange={(value) => switchTo(value as Mode)}
              data={[
                { value: 'form', label: 'Form' },
                { value: 'json', label: 'JSON' },
              ]}
            />
          </Group>
        }
      >
        <form onSubmit={send}>
          <Stack gap="sm">
            {mode === 'form' ? (
              <PlaygroundFields
                features={features}
                values={values}
                errors={errors.fields}
                onChange={(field, value) => setValues((now) => ({ ...now, [field]: value }))}
              />
            ) : (
              <Textarea
                label="Row or rows"
                description="One row as an object, or a list of rows"
                autosize
                minRows={8}
                maxRows={20}
                spellCheck={false}
                styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
                value={text}
                onChange={({ currentTarget }) => setText(currentTarget.value)}
                error={'error' in parsed ? parsed.error : undefined}
              />
            )}
            <Group justify="space-between">
              <SegmentedControl
                size="xs"
                aria-label="Send to"
                value={to}
                onChange={setTo}
                data={[{ value: ROUTED, label: 'Normal routing' }, ...variants.map(variantChoice)]}
              />
              <Tooltip label={denied} disabled={denied === null} multiline maw={300}>
                <Button type="submit" loading={ask.isPending} disabled={denied !== null || 'error' in parsed}>
                  Send prediction
                </Button>
              </Tooltip>
            </Group>
            <Text size="xs" c="dimmed">
              Playground requests are not logged, and no monitor or rollout counts them.
            </Text>
          </Stack>
        </form>
      </Section>
      <Section title="Answer">
        {ask.data === undefined ? (
          <Text size="sm" c="dimmed">
            Nothing was sent yet.
          </Text>
        ) : (
          <PlaygroundResult
            key={ask.submittedAt}
            endpoint={endpoint}
            answer={ask.data}
            rows={ask.variables.body.rows}
            otherErrors={mode === 'form' ? errors.others : (ask.data.problem?.errors ?? [])}
          />
        )}
      </Section>
    </Columns>
  );
}
