import { monitoringEndpoints, type Monitor } from '@slipway/contracts';
import { Alert, Button, Group, Text } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { DialogForm } from '../../../components/ui/dialog-form.js';
import { useAct } from '../../../lib/queries.js';
import { alarmDraftOf, alarmOf, changeOf, isComplete, type AlarmDraft } from '../prepare/alarm-draft.js';
import { previewText } from '../prepare/monitor-words.js';
import { AlarmFields } from './alarm-fields.js';

/** LimitsDialog changes when a monitor alarms; both the old and the new limits can be tried on the past before. */
export function LimitsDialog({ monitor, onClose }: { monitor: Monitor; onClose: () => void }): ReactNode {
  const { name, kind } = monitor;
  const [draft, setDraft] = useState(() => alarmDraftOf(monitor));
  const isReady = isComplete(kind, draft);
  const asSaved = useAct(monitoringEndpoints.previewMonitor, {});
  const asChanged = useAct(monitoringEndpoints.previewMonitor, {});
  const save = useAct(monitoringEndpoints.updateMonitor, {
    success: 'The next window is judged by it',
    onDone: onClose,
  });
  const tryBoth = (): void => {
    asSaved.mutate({ body: triedOf(monitor, alarmDraftOf(monitor)) });
    asChanged.mutate({ body: triedOf(monitor, draft) });
  };
  return (
    <DialogForm
      opened
      size="lg"
      title={`When ${name} alarms`}
      submitLabel="Save limits"
      busy={save.isPending}
      disabled={!isReady}
      error={save.error ?? asChanged.error}
      onClose={onClose}
      onSubmit={() => save.mutate({ params: { name }, body: changeOf(kind, draft) })}
    >
      <AlarmFields kind={kind} draft={draft} onChange={setDraft} />
      <Text size="xs" c="dimmed">
        Windows that were judged keep their verdict.
      </Text>
      <Group>
        <Button
          variant="default"
          disabled={!isReady}
          loading={asSaved.isPending || asChanged.isPending}
          onClick={tryBoth}
        >
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

function triedOf(monitor: Monitor, draft: AlarmDraft) {
  const { name, kind, endpoint, slice, reference, window, closeBy, metric } = monitor;
  const what = { name, kind, endpoint, reference, window, closeBy };
  return { ...what, ...alarmOf(kind, draft), ...(slice && { slice }), ...(metric && { metric }) };
}
