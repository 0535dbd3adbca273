import { servingEndpoints, type EndpointCheck } from '@slipway/contracts';
import { Skeleton, Stack, Text } from '@mantine/core';
import { lazy, Suspense, type ReactNode } from 'react';
import { CheckList } from '../../../components/ui/check-list.js';
import { Loaded } from '../../../components/ui/loaded.js';
import { useCall } from '../../../lib/queries.js';
import { endpointDocument, type endpointBody } from '../prepare/endpoint-draft.js';

const Yaml = lazy(() => import('../../../components/ui/yaml.js'));
const LOOK_EVERY_MS = 5_000;

const words: Readonly<Record<EndpointCheck['name'], string>> = {
  name: 'Name',
  signature: 'Signature',
  policy: 'Workspace',
  settings: 'Settings',
  memory: 'Memory',
  runtime: 'Where it runs',
  gpus: 'GPUs',
  address: 'Target',
};

/** EndpointReview shows whether a new endpoint could be made as it is, looked at again every few seconds, and the file that makes the same by `slipway apply`. */
export function EndpointReview({ body }: { body: ReturnType<typeof endpointBody> }): ReactNode {
  const checkup = useCall(servingEndpoints.checkEndpoint, { body }, { everyMs: LOOK_EVERY_MS });
  return (
    <>
      <Stack gap={4} role="group" aria-label="Checks">
        <Loaded query={checkup} height={120}>
          {({ checks }) => <CheckList lines={checks.map((check) => ({ ...check, name: words[check.name] }))} />}
        </Loaded>
      </Stack>
      <Text size="sm">
        The same as a file, for <code>slipway apply -f endpoint.yaml</code>:
      </Text>
      <Suspense fallback={<Skeleton height={200} />}>
        <Yaml value={endpointDocument(body)} label="endpoint.yaml" />
      </Suspense>
    </>
  );
}
