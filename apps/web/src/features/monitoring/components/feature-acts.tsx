import type { Monitor, MonitorRun } from '@slipway/contracts';
import { useState, type ReactNode } from 'react';
import { useNavigate } from 'react-router';
import { Acts } from '../../../components/ui/acts.js';
import { paths } from '../../../lib/paths.js';
import { useDenied } from '../../../lib/session.js';
import { loggedRowsPath } from '../prepare/logged-rows.js';
import { LimitsDialog } from './limits-dialog.js';

/** FeatureActs are what can be done about a feature that changed: look at the window's rows, learn anew, or say which change matters. */
export function FeatureActs({
  monitor,
  window,
}: {
  monitor: Monitor;
  window: Pick<MonitorRun, 'windowFrom' | 'windowTo'>;
}): ReactNode {
  const denied = useDenied('write');
  const navigate = useNavigate();
  const [isChanging, setChanging] = useState(false);
  return (
    <>
      <Acts
        acts={[
          { label: 'Show logged rows', call: () => void navigate(loggedRowsPath(monitor, window)) },
          { label: 'Set floor', disabled: denied, call: () => setChanging(true) },
          { label: 'Start a training', call: () => void navigate(paths.trainers) },
        ]}
      />
      {isChanging && <LimitsDialog monitor={monitor} onClose={() => setChanging(false)} />}
    </>
  );
}
