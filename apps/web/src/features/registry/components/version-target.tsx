import { registryEndpoints } from '@slipway/contracts';
import { Code } from '@mantine/core';
import type { ReactNode } from 'react';
import { Facts, Section } from '../../../components/layout/section.js';
import { Loaded } from '../../../components/ui/loaded.js';
import { useCall } from '../../../lib/queries.js';
import { authLabels, protocolChoices } from '../prepare/target-form.js';

/** VersionTarget shows where an endpoint of others is asked, and how. */
export function VersionTarget({ model, version }: { model: string; version: number }): ReactNode {
  const target = useCall(registryEndpoints.getExternalTarget, { params: { name: model, version } });
  return (
    <Section title="Asked at">
      <Loaded query={target}>
        {({ protocol, url, auth, timeoutMs, request, response }) => (
          <Facts
            items={[
              ['Address', url],
              ['Protocol', protocolChoices.find(({ value }) => value === protocol)?.label],
              ['Signs in', auth.kind === 'none' ? authLabels.none : `${authLabels[auth.kind]}, secret ${auth.secret}`],
              ['Waits', `${timeoutMs} ms`],
              ['Request', request === undefined ? null : <Code key="request">{JSON.stringify(request)}</Code>],
              [
                'Response',
                Object.keys(response).length === 0 ? null : <Code key="response">{JSON.stringify(response)}</Code>,
              ],
            ]}
          />
        )}
      </Loaded>
    </Section>
  );
}
