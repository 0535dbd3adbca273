import { monitoringEndpoints, type Monitor } from '@slipway/contracts';
import { useState, type ReactNode } from 'react';
import { useNavigate } from 'react-router';
import { Acts } from '../../../components/ui/acts.js';
import { paths } from '../../../lib/paths.js';
import { useAct } from '../../../lib/queries.js';
import { useDenied } from '../../../lib/session.js';
import { FeedbackDialog } from './feedback-dialog.js';
import { LimitsDialog } from './limits-dialog.js';

/** MonitorActs are what can be done with a monitor. */
export function MonitorActs({ monitor }: { monitor: Monitor }): ReactNode {
  const { name, enabled, kind } = monitor;
  const denied = useDenied('write');
  const navigate = useNavigate();
  const [isChanging, setChanging] = useState(false);
  const [isFeeding, setFeeding] = useState(false);
  const runNow = useAct(monitoringEndpoints.runMonitor, { success: 'Comparing every closed window' });
  const update = useAct(monitoringEndpoints.updateMonitor, {});
  const remove = useAct(monitoringEndpoints.deleteMonitor, { onDone: () => void navigate(paths.monitors) });
  return (
    <>
      <Acts
        acts={[
          { label: 'Run now', primary: true, disabled: denied, call: () => runNow.mutateAsync({ params: { name } }) },
          {
            label: enabled ? 'Turn off monitor' : 'Turn on monitor',
            disabled: denied,
            call: () => update.mutateAsync({ params: { name }, body: { enabled: !enabled } }),
          },
          ...(kind === 'performance'
            ? [{ label: 'Upload outcomes', disabled: denied, call: () => setFeeding(true) }]
            : []),
          { label: 'Change limits', disabled: denied, call: () => setChanging(true) },
          {
            label: 'Delete monitor',
            danger: true,
            disabled: denied,
            confirm: { kind: 'type', name, effect: 'The monitor and all windows that it compared are gone for good.' },
            call: () => remove.mutateAsync({ params: { name } }),
          },
        ]}
      />
      {isFeeding && <FeedbackDialog endpoint={monitor.endpoint} onClose={() => setFeeding(false)} />}
      {isChanging && <LimitsDialog monitor={monitor} onClose={() => setChanging(false)} />}
    </>
  );
}
