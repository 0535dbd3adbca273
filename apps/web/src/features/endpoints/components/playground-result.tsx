import { monitoringEndpoints, type PlaygroundAnswer, type ServingEndpoint } from '@slipway/contracts';
import { Button, Group, List, Stack, Text, TextInput } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { Link } from 'react-router';
import { Facts } from '../../../components/layout/section.js';
import { Json } from '../../../components/ui/json.js';
import { CopyIcon, Snippet } from '../../../components/ui/snippet.js';
import { ToneWord } from '../../../components/ui/status.js';
import { countOf, formatMs, formatPredictionId } from '../../../lib/format.js';
import { paths } from '../../../lib/paths.js';
import { useAct } from '../../../lib/queries.js';
import { predictCommand, type Row } from '../prepare/playground-form.js';

/** PlaygroundResultProps: `otherErrors` are those that no field of the form shows. */
export interface PlaygroundResultProps {
  endpoint: ServingEndpoint;
  answer: PlaygroundAnswer;
  rows: readonly Row[];
  otherErrors: readonly { path: string; message: string }[];
}

/** PlaygroundResult is what came back: the predictions and who made them, or why the endpoint refused; and the same request for a shell. */
export function PlaygroundResult({
  endpoint,
  answer: { status, latencyMs, answer, problem },
  rows,
  otherErrors,
}: PlaygroundResultProps): ReactNode {
  return (
    <Stack gap="sm">
      {answer === null ? (
        <div role="alert">
          <ToneWord tone="bad" word={`Refused with ${status}`} />
          <Text size="sm">{problem?.detail ?? 'The gateway gave no reason.'}</Text>
          {otherErrors.length > 0 && (
            <List size="sm">
              {otherErrors.map(({ path, message }) => (
                <List.Item key={path + message}>
                  <b>{path}</b> {message}
                </List.Item>
              ))}
            </List>
          )}
        </div>
      ) : (
        <>
          <Json
            value={answer.predictions.length === 1 ? answer.predictions[0] : answer.predictions}
            label="Prediction"
            maxHeight={220}
          />
          <Facts
            items={[
              [
                'Version',
                <Link key="version" to={paths.version(answer.model, answer.version)}>
                  {answer.model} v{answer.version}
                </Link>,
              ],
              ['Variant', answer.variant],
              ['Latency', `${formatMs(latencyMs)}, seen by the API`],
              [
                'Prediction id',
                <span key="id">
                  {formatPredictionId(answer.predictionId)}{' '}
                  <CopyIcon text={answer.predictionId} label="Copy the whole id" />
                </span>,
              ],
            ]}
          />
          <SendFeedback predictionId={answer.predictionId} />
        </>
      )}
      <Snippet tabs={[{ label: 'curl', code: predictCommand(endpoint.predictUrl, rows, endpoint.auth) }]} />
    </Stack>
  );
}

function SendFeedback({ predictionId }: { predictionId: string }): ReactNode {
  const [actual, setActual] = useState('');
  const send = useAct(monitoringEndpoints.recordFeedback, {
    success: ({ accepted, matched }) =>
      `Feedback is kept: ${countOf(accepted, 'row')}, ${matched > 0 ? 'joined with its prediction' : 'it joins its prediction if that is logged'}`,
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        send.mutate({ body: { predictionId: `${predictionId}/0`, actual } });
      }}
    >
      <Group align="end" gap="xs">
        <TextInput
          label="What really happened"
          size="xs"
          value={actual}
          onChange={({ currentTarget }) => setActual(currentTarget.value)}
        />
        <Button type="submit" variant="default" size="xs" disabled={actual.trim() === ''} loading={send.isPending}>
          Send feedback
        </Button>
      </Group>
    </form>
  );
}
