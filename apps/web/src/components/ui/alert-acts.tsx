import { alertingEndpoints, type Alert } from '@slipway/contracts';
import { useState, type ReactNode } from 'react';
import { useAct } from '../../lib/queries.js';
import { useDenied } from '../../lib/session.js';
import { Acts } from './acts.js';
import { SilenceDialog } from './silence-dialog.js';

/** AlertActs are what can be done with an alert that is not over: say that somebody has it, or mute its like for a while. */
export function AlertActs({ alert: { id, state, topic, endpoint } }: { alert: Alert }): ReactNode {
  const [silencing, setSilencing] = useState(false);
  const acknowledge = useAct(alertingEndpoints.acknowledgeAlert, { success: 'Acknowledged' });
  const denied = useDenied('write');
  if (state !== 'firing' && state !== 'acknowledged') return null;
  return (
    <>
      <Acts
        row
        acts={[
          ...(state === 'firing'
            ? [{ label: 'Acknowledge', disabled: denied, call: () => acknowledge.mutateAsync({ params: { id } }) }]
            : []),
          { label: 'Silence', disabled: denied, call: () => setSilencing(true) },
        ]}
      />
      {silencing && <SilenceDialog topic={topic} endpoint={endpoint} onClose={() => setSilencing(false)} />}
    </>
  );
}
