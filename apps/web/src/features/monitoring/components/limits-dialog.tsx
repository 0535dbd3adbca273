import { monitoringEndpoints, type Monitor } from '@slipway/contracts';
import { Alert, Button, Group, Text } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { DialogForm } from '../../../components/ui/dialog-form.js';
import { useAct } from '../../../lib/queries.js';
import { falseAlarmText, previewText } from '../prepare/monitor-words.js';
import type { FlooredKind } from '../prepare/monitor-kinds.js';
import { FloorFields, floorsOf, type FloorDraft } from './floor-fields.js';

/** LimitsDialog changes when a monitor alarms; both the old and the new limits can be tried on the past before. */
export function LimitsDialog({ monitor, onClose }: { monitor: Monitor; onClose: () => void }): ReactNode {
  const [draft, setDraft] = useState<FloorDraft>({
    floor: Number((100 * monitor.floor).toPrecision(6)),
    falseAlarmEvery: Math.round(1 / monitor.alpha),
  });
  const limits = floorsOf(draft);
  const asSaved = useAct(monitoringEndpoints.previewMonitor, {});
  const asChanged = useAct(monitoringEndpoints.previewMonitor, {});
  const save = useAct(monitoringEndpoints.updateMonitor, {
    success: 'The next window is judged by it',
    onDone: onClose,
  });
  const tryBoth = (): void => {
    asSaved.mutate({ body: triedOf(monitor) });
    asChanged.mutate({ body: { ...triedOf(monitor), ...limits } });
  };
  return (
    <DialogForm
      opened
      title={`When ${monitor.name} alarms`}
      submitLabel="Save limits"
      busy={save.isPending}
      error={save.error ?? asChanged.error}
      onClose={onClose}
      onSubmit={() => save.mutate({ params: { name: monitor.name }, body: limits })}
    >
      <FloorFields kind={monitor.kind as FlooredKind} draft={draft} onChange={setDraft} />
      <Text size="xs" c="dimmed">
        {falseAlarmText(monitor.kind, limits.alpha, monitor.alarmAfter)} Windows that were judged keep their verdict.
      </Text>
      <Group>
        <Button variant="default" loading={asSaved.isPending || asChanged.isPending} onClick={tryBoth}>
          Try on past windows
        </Button>
      </Group>
      {asSaved.data && (
        <Alert color="gray" title="As saved">
          {previewText(asSaved.data)}
        </Alert>
      )}
      {asChanged.data && (
        <Alert color={asChanged.data.alarms > 0 ? 'orange' : 'blue'} title="With these limits">
          {previewText(asChanged.data)}
        </Alert>
      )}
    </DialogForm>
  );
}

function triedOf(monitor: Monitor) {
  const { name, kind, endpoint, slice, reference, window, closeBy, floor, alpha, minimumRows } = monitor;
  const { alarmAfter, alarmOf, coolDownWindows } = monitor;
  const what = { name, kind, endpoint, slice: slice ?? undefined, reference, window, closeBy };
  return { ...what, floor, alpha, minimumRows, alarmAfter, alarmOf, coolDownWindows };
}
