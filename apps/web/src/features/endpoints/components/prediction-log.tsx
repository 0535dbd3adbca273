import { servingEndpoints, type LoggedPrediction, type ServingEndpoint } from '@slipway/contracts';
import { Button, Group, Stack, Switch, Text, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconFlask, IconPlayerPause, IconPlayerPlay, IconSearch } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import { useSearchParams } from 'react-router';
import { Columns, Facts, Section } from '../../../components/layout/section.js';
import { DataTable, type Column } from '../../../components/ui/data-table.js';
import { EmptyState } from '../../../components/ui/empty-state.js';
import { Json } from '../../../components/ui/json.js';
import { CopyIcon } from '../../../components/ui/snippet.js';
import { ToneWord } from '../../../components/ui/status.js';
import { TimeAgo } from '../../../components/ui/time-ago.js';
import { formatExact, formatMs, formatPercent, formatPredictionId } from '../../../lib/format.js';
import { useCall } from '../../../lib/queries.js';
import { useUrlState } from '../../../lib/url-state.js';
import type { Row } from '../prepare/playground-form.js';
import { predictSnippet } from '../prepare/predict-snippet.js';
import { LINKED_PARTS, linkedFilter } from '../prepare/linked-filter.js';
import { recordWords } from '../prepare/record-words.js';
import { redactionWords } from '../prepare/redactions.js';

const columns: readonly Column<LoggedPrediction>[] = [
  { key: 'time', header: 'Time', cell: ({ receivedAt }) => <TimeAgo at={receivedAt} /> },
  {
    key: 'id',
    header: 'Prediction',
    cell: ({ predictionId }) => <OneLine text={formatPredictionId(predictionId)} isCode />,
  },
  { key: 'variant', header: 'Variant', cell: ({ role, version }) => <OneLine text={`${role} v${version}`} /> },
  {
    key: 'status',
    header: 'Status',
    cell: ({ status }) => (status < 400 ? status : <ToneWord tone="bad" word={String(status)} />),
  },
  { key: 'latency', header: 'Latency', align: 'right', cell: ({ latencyMs }) => formatMs(latencyMs) },
  { key: 'key', header: 'Key', cell: ({ key }) => key ?? '–' },
  { key: 'inputs', header: 'Inputs', cell: ({ inputs }) => <OneLine text={recordWords(inputs, 3)} /> },
  {
    key: 'output',
    header: 'Output',
    cell: ({ output, error }) =>
      error === null ? <OneLine text={recordWords(output, 2)} /> : <ErrorWords text={error} />,
  },
  {
    key: 'outliers',
    header: 'Never seen before',
    cell: ({ outliers }) => (outliers.length === 0 ? '–' : <ToneWord tone="warn" word={outliers.join(', ')} />),
  },
  { key: 'actual', header: 'Actual', cell: ({ actual }) => actual ?? '–' },
];

/** A row of the log stays one line high, whatever the width of the window. */
const OneLine = ({ text, isCode = false }: { text: string; isCode?: boolean }): ReactNode => (
  <Text span size="sm" ff={isCode ? 'monospace' : undefined} style={{ whiteSpace: 'nowrap' }}>
    {text}
  </Text>
);

/** The whole of an error stands in the opened row. */
const ErrorWords = ({ text }: { text: string }): ReactNode => (
  <Text size="sm" truncate maw={280} title={text}>
    {text}
  </Text>
);

/** PredictionLog shows logged predictions, newest first; it stands still while it is paused or a row is open, and a row can be tried again. */
export function PredictionLog({
  endpoint,
  onTry,
}: {
  endpoint: ServingEndpoint;
  onTry: (row: Row) => void;
}): ReactNode {
  const { name, sampleRate, logRowsPerSecond, redactions } = endpoint;
  const redacted = redactionWords(redactions);
  const [errors, setErrors] = useUrlState<string>('errors', '');
  const [outliers, setOutliers] = useUrlState<string>('outliers', '');
  const [find, setFind] = useUrlState<string>('find', '');
  const [search, setSearch] = useSearchParams();
  const linked = linkedFilter(search);
  const [cursor, setCursor] = useState<string | null>(null);
  const [opened, setOpened] = useState<string | null>(null);
  const [isPaused, setPaused] = useState(false);
  const [sought] = useDebouncedValue(find.trim(), 300);
  // Rows of a window that is over do not change.
  const mayMove = cursor === null && opened === null && linked.query.to === undefined;
  const isLive = mayMove && !isPaused;
  const log = useCall(
    servingEndpoints.listPredictions,
    {
      params: { name },
      query: {
        limit: 50,
        errorsOnly: errors === '' ? 'false' : 'true',
        outliersOnly: outliers === '' ? 'false' : 'true',
        ...linked.query,
        ...(sought !== '' && { find: sought }),
        ...(cursor !== null && { cursor }),
      },
    },
    { everyMs: isLive ? 2000 : false },
  );
  const older = log.data?.nextCursor ?? null;
  const isAll = errors === '' && outliers === '' && sought === '' && linked.words === null;
  const title = isAll ? 'No prediction is logged yet' : 'No such prediction is logged';
  return (
    <Section
      title="Prediction log"
      note={`sampled ${formatPercent(sampleRate)}${logRowsPerSecond === null ? '' : `, about ${logRowsPerSecond} rows a second at most`}, all errors${redacted === null ? '' : `, ${redacted}`} · ${isLive ? 'live' : 'stands still while you look'}`}
      actions={
        <Group gap="md">
          <Button
            variant="default"
            size="compact-sm"
            leftSection={
              isPaused ? <IconPlayerPlay size={14} aria-hidden /> : <IconPlayerPause size={14} aria-hidden />
            }
            disabled={!mayMove}
            onClick={() => setPaused(!isPaused)}
          >
            {isPaused ? 'Resume' : 'Pause'}
          </Button>
          <TextInput
            size="xs"
            w={240}
            aria-label="Find a prediction"
            placeholder="Prediction id or routing key"
            leftSection={<IconSearch size={14} />}
            value={find}
            onChange={({ currentTarget }) => {
              setFind(currentTarget.value);
              setCursor(null);
            }}
          />
          <Switch
            size="xs"
            label="Errors only"
            checked={errors !== ''}
            onChange={({ currentTarget }) => {
              setErrors(currentTarget.checked ? '1' : '');
              setCursor(null);
            }}
          />
          <Switch
            size="xs"
            label="Never seen before only"
            checked={outliers !== ''}
            onChange={({ currentTarget }) => {
              setOutliers(currentTarget.checked ? '1' : '');
              setCursor(null);
            }}
          />
        </Group>
      }
      flush
    >
      {linked.words !== null && (
        <Group gap="sm" p="sm">
          <Text size="sm">Only {linked.words}.</Text>
          <Button
            size="compact-sm"
            variant="default"
            onClick={() => {
              setSearch(withoutLinked, { replace: true });
              setCursor(null);
            }}
          >
            Show all rows
          </Button>
        </Group>
      )}
      <DataTable
        label="Prediction log"
        columns={columns}
        rows={log.data?.items}
        query={log}
        rowKey={({ predictionId }) => predictionId}
        onRowClick={({ predictionId }) => setOpened(predictionId === opened ? null : predictionId)}
        isSelected={({ predictionId }) => predictionId === opened}
        detail={(row) => (row.predictionId === opened ? <PredictionDetail row={row} onTry={onTry} /> : null)}
        empty={
          <EmptyState
            title={title}
            text="Playground requests are not logged."
            snippet={isAll ? predictSnippet(endpoint) : []}
          />
        }
      />
      {(cursor !== null || older !== null) && (
        <Group gap="xs" p="sm">
          {cursor !== null && (
            <Button variant="default" onClick={() => setCursor(null)}>
              Newest predictions
            </Button>
          )}
          {older !== null && (
            <Button variant="default" onClick={() => setCursor(older)}>
              Older predictions
            </Button>
          )}
        </Group>
      )}
    </Section>
  );
}

function withoutLinked(current: URLSearchParams): URLSearchParams {
  const next = new URLSearchParams(current);
  for (const part of LINKED_PARTS) next.delete(part);
  return next;
}

function PredictionDetail({
  row: { predictionId, receivedAt, at, configNumber, inputs, output, error, actual, outliers },
  onTry,
}: {
  row: LoggedPrediction;
  onTry: (row: Row) => void;
}): ReactNode {
  return (
    <Stack gap="xs" py="xs">
      {error !== null && (
        <Text size="sm" c="var(--slip-bad)">
          {error}
        </Text>
      )}
      <Columns min={280}>
        <Json value={inputs} label="inputs" maxHeight={260} />
        <Json value={output} label="output" maxHeight={260} />
        <Facts
          items={[
            ['Received', formatExact(receivedAt)],
            ['Event time', at === null ? null : formatExact(at)],
            ['Routing', `configuration ${configNumber}`],
            ['Actual', actual ?? 'not known yet'],
            ['Never seen in the baseline', outliers.length === 0 ? null : outliers.join(', ')],
            [
              'Prediction',
              <span key="id">
                {formatPredictionId(predictionId)} <CopyIcon text={predictionId} label="Copy the whole id" />
              </span>,
            ],
          ]}
        />
      </Columns>
      {inputs !== null && (
        <Group>
          <Button variant="default" leftSection={<IconFlask size={15} aria-hidden />} onClick={() => onTry(inputs)}>
            Open in playground
          </Button>
        </Group>
      )}
    </Stack>
  );
}
