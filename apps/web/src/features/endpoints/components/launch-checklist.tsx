import { rolloutsEndpoints, type Preflight } from '@slipway/contracts';
import { Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { Loaded } from '../../../components/ui/loaded.js';
import { Status } from '../../../components/ui/status.js';
import { useCall } from '../../../lib/queries.js';

const checkWords: Readonly<Record<Preflight['checks'][number]['name'], string>> = {
  gates: 'Gates',
  warm_up: 'Warm-up',
  alerts: 'Alerts',
  rollback_target: 'Way back',
  freeze: 'Freeze',
  no_other_rollout: 'Other rollouts',
};

/** LaunchChecklist goes through what should hold before a version is rolled out. */
export function LaunchChecklist({
  endpoint,
  model,
  version,
}: {
  endpoint: string;
  model: string;
  version: number;
}): ReactNode {
  const preflight = useCall(rolloutsEndpoints.checkRollout, { params: { name: endpoint }, query: { version, model } });
  return (
    <Stack gap={4} role="group" aria-label="Launch checklist">
      <Text size="sm" fw={500}>
        Launch checklist of v{version}
      </Text>
      <Loaded query={preflight} height={120}>
        {({ checks }) => (
          <Stack component="ul" gap={4} m={0} p={0} style={{ listStyle: 'none' }}>
            {checks.map(({ name, state, why }) => (
              <Text component="li" key={name} size="sm">
                <Status of="preflight" value={state} /> <b>{checkWords[name]}</b>: {why}
              </Text>
            ))}
          </Stack>
        )}
      </Loaded>
    </Stack>
  );
}
