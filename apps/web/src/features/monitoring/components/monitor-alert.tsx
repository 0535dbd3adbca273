import { alertingEndpoints, type Alert, type Monitor } from '@slipway/contracts';
import { Alert as Notice, Anchor, Group, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { AlertActs } from '../../../components/ui/alert-acts.js';
import { TimeAgo } from '../../../components/ui/time-ago.js';
import { paths } from '../../../lib/paths.js';
import { useCall } from '../../../lib/queries.js';
import { alertOf } from '../prepare/alert-of.js';

/** MonitorAlert shows the alert that a monitor raised and that is not over, who has it, and what can be done with it; nothing without one. */
export function MonitorAlert({ monitor }: { monitor: Pick<Monitor, 'name' | 'endpoint'> }): ReactNode {
  const alerts = useCall(
    alertingEndpoints.listAlerts,
    { query: { endpoint: monitor.endpoint, limit: 50 } },
    { everyMs: 10_000 },
  );
  const alert = alertOf(alerts.data?.items ?? [], monitor.name);
  if (alert === null) return null;
  return (
    <Notice mb="md" color={alert.state === 'firing' ? 'red' : 'gray'} title={alert.title}>
      <Group justify="space-between" gap="xs">
        <Text size="sm">
          <Standing alert={alert} />{' '}
          <Anchor component={Link} to={paths.incident(alert.id)}>
            What happened, in order
          </Anchor>
        </Text>
        <AlertActs alert={alert} />
      </Group>
    </Notice>
  );
}

function Standing({ alert: { state, startedAt, acknowledgedBy, deliveries } }: { alert: Alert }): ReactNode {
  if (state === 'silenced') return 'Silenced: nobody is told.';
  if (state === 'acknowledged') return `${acknowledgedBy ?? 'Somebody'} has it.`;
  const told = deliveries.filter((one) => one.state === 'sent').length;
  return (
    <>
      Firing since <TimeAgo at={startedAt} />,{' '}
      {told === 0 ? 'no channel was told' : `told to ${told} of ${deliveries.length} channels`}; nobody has it yet.
    </>
  );
}
