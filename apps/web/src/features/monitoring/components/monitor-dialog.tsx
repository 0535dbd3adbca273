import {
  monitoringEndpoints,
  PerformanceMetric,
  servingEndpoints,
  type Monitor,
  type NewMonitor,
} from '@slipway/contracts';
import { Alert, Button, Checkbox, Group, Select, TextInput } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { useNavigate } from 'react-router';
import { DialogForm } from '../../../components/ui/dialog-form.js';
import { paths } from '../../../lib/paths.js';
import { useAct, useCall } from '../../../lib/queries.js';
import { alarmOf, isComplete, newAlarm } from '../prepare/alarm-draft.js';
import { previewText } from '../prepare/monitor-words.js';
import { kindLabels, kindQuestions, windowsOf } from '../prepare/monitor-kinds.js';
import { noSlice, sliceOf } from '../prepare/slice-draft.js';
import { AlarmFields } from './alarm-fields.js';
import { SliceFields } from './slice-fields.js';

const kinds = Object.entries(kindLabels).map(([value, label]) => ({ value, label }));

/** MonitorDialog makes a monitor; before it is kept, a preview says what it would have made of the last 30 windows. */
export function MonitorDialog({ onClose }: { onClose: () => void }): ReactNode {
  const navigate = useNavigate();
  const [kind, setKind] = useState<Monitor['kind']>('drift');
  const [name, setName] = useState('');
  const [endpoint, setEndpoint] = useState<string | null>(null);
  const [window, setWindow] = useState<Monitor['window']>('day');
  const [metric, setMetric] = useState<string | null>('accuracy');
  const [alarm, setAlarm] = useState(newAlarm);
  const [slice, setSlice] = useState(noSlice);
  const [isSeasonal, setSeasonal] = useState(false);
  const [isReplayed, setReplayed] = useState(false);
  const endpoints = useCall(servingEndpoints.listEndpoints, { query: { limit: 200 } });
  const create = useAct(monitoringEndpoints.createMonitor, {
    success: 'The monitor watches',
    onDone: (made) => void navigate(paths.monitor(made.name)),
  });
  const preview = useAct(monitoringEndpoints.previewMonitor, {});
  const isCounted = kind === 'volume';
  const choose = (chosen: Monitor['kind']): void => {
    setKind(chosen);
    if (!windowsOf(chosen).includes(window)) setWindow('day');
  };
  const canBeSeasonal = window === 'hour' || window === 'day';
  const ready = endpoint !== null && (kind !== 'performance' || metric !== null) && isComplete(kind, alarm);
  const body = {
    name: name || 'preview',
    kind,
    endpoint: endpoint ?? '',
    slice: isCounted ? undefined : sliceOf(slice),
    window,
    closeBy: isReplayed && !isCounted ? ('watermark' as const) : ('clock' as const),
    ...alarmOf(kind, alarm),
    ...(kind === 'performance' && { metric: metric as NonNullable<NewMonitor['metric']> }),
    ...(kind === 'drift' && canBeSeasonal && isSeasonal && { reference: 'same_time_of_week' as const }),
  };
  return (
    <DialogForm
      opened
      size="lg"
      title="New monitor"
      submitLabel="Create monitor"
      busy={create.isPending}
      disabled={!ready || name.trim() === ''}
      error={create.error ?? preview.error}
      onClose={onClose}
      onSubmit={() => create.mutate({ body })}
    >
      <Select
        label="What is watched"
        description={kindQuestions[kind]}
        data={kinds}
        value={kind}
        onChange={(value) => value !== null && choose(value as Monitor['kind'])}
        allowDeselect={false}
      />
      <TextInput label="Name" value={name} onChange={(event) => setName(event.currentTarget.value)} required />
      <Select
        label="Endpoint"
        data={endpoints.data?.items.map((each) => each.name) ?? []}
        value={endpoint}
        onChange={(chosen) => {
          setEndpoint(chosen);
          setSlice(noSlice);
        }}
        searchable
        required
      />
      {!isCounted && <SliceFields endpoint={endpoint} draft={slice} onChange={setSlice} />}
      <Select
        label="Window"
        description="What is looked at together; day, week and month follow the UTC calendar"
        data={windowsOf(kind)}
        value={window}
        onChange={(value) => value !== null && setWindow(value as Monitor['window'])}
        allowDeselect={false}
      />
      {!isCounted && (
        <Checkbox
          label="A window closes when a later event time was seen"
          description="For replayed or late traffic; otherwise the clock closes it"
          checked={isReplayed}
          onChange={(event) => setReplayed(event.currentTarget.checked)}
        />
      )}
      {kind === 'performance' && (
        <Select label="Metric" data={PerformanceMetric.options} value={metric} onChange={setMetric} required />
      )}
      {kind === 'drift' && (
        <Checkbox
          label="Compare with the same time of the four weeks before"
          description={
            canBeSeasonal
              ? 'For traffic that differs by hour or weekday; otherwise the baseline'
              : 'For windows of an hour or a day'
          }
          disabled={!canBeSeasonal}
          checked={canBeSeasonal && isSeasonal}
          onChange={(event) => setSeasonal(event.currentTarget.checked)}
        />
      )}
      <AlarmFields kind={kind} draft={alarm} onChange={setAlarm} />
      <Group>
        <Button
          variant="default"
          disabled={!ready}
          loading={preview.isPending}
          onClick={() => preview.mutate({ body })}
        >
          Try on past windows
        </Button>
      </Group>
      {preview.data && <Alert color={preview.data.alarms > 0 ? 'orange' : 'blue'}>{previewText(preview.data)}</Alert>}
    </DialogForm>
  );
}
