import type { ContainerSpec, Redaction, Runtime, ServingEndpoint, TrafficLimits } from '@slipway/contracts';
import { defaultContainer, fittingContainer } from './runtime-words.js';

/** EndpointDraft is a new endpoint as the dialog holds it; model and version are null until somebody chooses others than the first ones. */
export interface EndpointDraft {
  model: string | null;
  version: string | null;
  name: string;
  auth: 'token' | 'public';
  runs: { runtime: Runtime; container: ContainerSpec };
  traffic: {
    limits: TrafficLimits;
    cacheSeconds: number | null;
    batchRows: number | null;
    batchDelayMs: number;
  };
  log: { percent: number | string; rowsPerSecond: number | string };
  redactions: Redaction[];
}

/** emptyDraft is what the API takes for granted. */
export const emptyDraft: EndpointDraft = {
  model: null,
  version: null,
  name: '',
  auth: 'token',
  runs: { runtime: 'embedded', container: defaultContainer },
  traffic: {
    limits: {
      requestsPerSecond: null,
      tokenRequestsPerSecond: null,
      tokenRequestsPerDay: null,
      concurrency: null,
      queue: 0,
    },
    cacheSeconds: null,
    batchRows: null,
    batchDelayMs: 0,
  },
  log: { percent: 100, rowsPerSecond: 200 },
  redactions: [],
};

/** logBodyOf is what the API takes for the fields of the log: a share of 0 to 1, and null for no limit. */
export const logBodyOf = ({
  percent,
  rowsPerSecond,
}: EndpointDraft['log']): Pick<ServingEndpoint, 'sampleRate' | 'logRowsPerSecond'> => ({
  sampleRate: Number(percent) / 100,
  logRowsPerSecond: rowsPerSecond === '' ? null : Number(rowsPerSecond),
});

/** endpointBody is the request that makes a draft's endpoint of a version. */
export function endpointBody(
  { name, auth, runs, traffic, log, redactions }: EndpointDraft,
  model: string,
  version: number,
) {
  const { runtime, container } = runs;
  return {
    name,
    model,
    version,
    auth,
    runtime,
    ...(runtime !== 'embedded' && { container: fittingContainer(runtime, container) }),
    ...traffic,
    ...logBodyOf(log),
    redactions,
  };
}

/** endpointDocument is what `slipway apply` makes a body of: what the API takes for granted is left out. */
export function endpointDocument(body: ReturnType<typeof endpointBody>): Record<string, unknown> {
  const { name, model, version, ...rest } = body;
  const usual: Record<string, unknown> = endpointBody({ ...emptyDraft, name }, model, version);
  const said = Object.entries(rest).filter(([field, value]) => JSON.stringify(value) !== JSON.stringify(usual[field]));
  return { resource: 'endpoint', name, model, version, ...Object.fromEntries(said) };
}
