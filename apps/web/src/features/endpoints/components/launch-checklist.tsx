import { rolloutsEndpoints, type Preflight } from '@slipway/contracts';
import { Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { CheckList } from '../../../components/ui/check-list.js';
import { Loaded } from '../../../components/ui/loaded.js';
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
        {({ checks }) => <CheckList lines={checks.map((check) => ({ ...check, name: checkWords[check.name] }))} />}
      </Loaded>
    </Stack>
  );
}
