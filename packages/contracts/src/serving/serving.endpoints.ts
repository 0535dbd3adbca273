import { z } from 'zod';
import { endpoints } from '../kernel/endpoint.js';
import { Description, EndpointName, Timestamp, VersionNumber } from '../kernel/names.js';
import { page, PageQuery } from '../kernel/page.js';
import { RowSliceText } from '../kernel/row-slice.js';
import { CapacityPlan, ContainerReplica, ContainerSpec, EndpointCapacity, Manifests, PricePerReplicaHour, ReplicaChoice, Runtime, ScaledVersion, Workload } from './containers.schemas.js';
import { BatchDelayMs, BatchRows, CacheSeconds, EndpointCheckup, EndpointLogs, EndpointStats, EndpointTotals, LoggedPrediction, LogRowsPerSecond, NewServingEndpoint, Redactions, PlaygroundAnswer, PredictRows, Replica, ServingEndpoint, TrafficLimits, VariantRole } from './serving.schemas.js';

const ByName = z.strictObject({ name: EndpointName });

/** servingEndpoints: stable addresses, their traffic, their log. */
export const servingEndpoints = endpoints('serving', {
  listEndpoints: { method: 'GET', path: '/endpoints', summary: 'List endpoints', access: 'read', query: PageQuery.extend({ model: z.string().max(256).optional() }), response: page(ServingEndpoint) },
  createEndpoint: { method: 'POST', path: '/endpoints', summary: 'Deploy a version behind a new address', access: 'write', body: NewServingEndpoint, response: ServingEndpoint, status: 201, errors: ['already_exists', 'not_found', 'schema_mismatch', 'image_unknown'] },
  checkEndpoint: { method: 'POST', path: '/endpoints/check', summary: 'Go through what a new endpoint needs, without making it', access: 'write', body: NewServingEndpoint, response: EndpointCheckup, errors: ['not_found'] },
  getEndpoint: { method: 'GET', path: '/endpoints/{name}', summary: 'Get an endpoint, wanted and seen', access: 'read', params: ByName, response: ServingEndpoint, errors: ['not_found'] },
  updateEndpoint: {
    method: 'PATCH', path: '/endpoints/{name}', summary: 'Change description, sample rate, limits, cache, or how it runs', access: 'write', params: ByName,
    body: z.strictObject({ description: Description.optional(), sampleRate: z.number().min(0).max(1).optional(), logRowsPerSecond: LogRowsPerSecond.optional(), redactions: Redactions.optional(), limits: TrafficLimits.optional(), cacheSeconds: CacheSeconds.optional(), batchRows: BatchRows.optional(), batchDelayMs: BatchDelayMs.optional(), runtime: Runtime.optional(), container: ContainerSpec.optional(), replicaChoice: ReplicaChoice.optional(), pricePerReplicaHour: PricePerReplicaHour.optional() }), response: ServingEndpoint, errors: ['not_found', 'changed_meanwhile', 'image_unknown'],
  },
  deleteEndpoint: { method: 'DELETE', path: '/endpoints/{name}', summary: 'Delete an endpoint and its address', access: 'write', params: ByName, response: 'empty', status: 204, errors: ['not_found', 'rollout_active'] },
  rollBackEndpoint: {
    method: 'POST', path: '/endpoints/{name}/rollback', summary: 'Return to an earlier stable version at once', access: 'write',
    params: ByName, body: z.strictObject({ version: VersionNumber.optional(), why: z.string().max(1000).optional() }), response: ServingEndpoint, errors: ['not_found', 'rollout_active', 'conflict'],
  },
  getEndpointStats: {
    method: 'GET', path: '/endpoints/{name}/stats', summary: 'Traffic, errors and latency by variant', access: 'read', params: ByName,
    query: z.strictObject({ from: Timestamp.optional(), to: Timestamp.optional(), minutes: z.coerce.number().int().min(1).max(43_200).default(15) }), response: EndpointStats, errors: ['not_found'],
  },
  listEndpointTotals: {
    method: 'GET', path: '/endpoint-totals', summary: 'Requests, errors and latency of every endpoint with a request in the last minutes', access: 'read',
    query: z.strictObject({ minutes: z.coerce.number().int().min(1).max(1_440).default(15) }), response: z.object({ items: z.array(EndpointTotals) }),
  },
  listPredictions: {
    method: 'GET', path: '/endpoints/{name}/predictions', summary: 'The prediction log, newest first', access: 'read', params: ByName,
    query: PageQuery.extend({ role: VariantRole.optional(), errorsOnly: z.stringbool().default(false), outliersOnly: z.stringbool().default(false), from: Timestamp.optional().describe('event time of the first rows'), to: Timestamp.optional().describe('rows are before this event time'), slice: RowSliceText.optional().describe('only rows whose feature has these values, or is in this range, as JSON'), find: z.string().trim().min(1).max(500).optional().describe('a prediction id, one row of it with /row, or a routing key') }), response: page(LoggedPrediction), errors: ['not_found'],
  },
  listReplicas: { method: 'GET', path: '/endpoints/{name}/replicas', summary: 'Running servers of each variant', access: 'read', params: ByName, response: z.object({ items: z.array(Replica) }), errors: ['not_found'] },
  listContainers: {
    method: 'GET', path: '/endpoints/{name}/containers', summary: 'Containers of an endpoint, ended ones with their reasons', access: 'read',
    params: ByName, response: z.object({ items: z.array(ContainerReplica) }), errors: ['not_found'],
  },
  getContainerLog: {
    method: 'GET', path: '/endpoints/{name}/containers/{id}/log', summary: 'The end of what a container printed', access: 'read',
    params: z.strictObject({ name: EndpointName, id: z.uuid() }), response: z.object({ log: z.string() }), errors: ['not_found'],
  },
  getEndpointLogs: {
    method: 'GET', path: '/endpoints/{name}/logs', summary: 'The newest log lines of what serves an endpoint, replica by replica', access: 'read', params: ByName,
    query: z.strictObject({ lines: z.coerce.number().int().min(1).max(1_000).default(100).describe('of each replica') }), response: EndpointLogs, errors: ['not_found'],
  },
  listWorkloads: {
    method: 'GET', path: '/endpoints/{name}/workloads', summary: 'What a Kubernetes cluster runs for an endpoint', access: 'read',
    params: ByName, response: z.object({ items: z.array(Workload) }), errors: ['not_found'],
  },
  exportManifests: {
    method: 'GET', path: '/endpoints/{name}/manifests', summary: 'The Kubernetes manifests of an endpoint, to be applied by hand', access: 'read',
    params: ByName, response: Manifests, errors: ['not_found', 'image_unknown', 'unavailable'],
  },
  getEndpointScale: {
    method: 'GET', path: '/endpoints/{name}/scale', summary: 'How the replicas of an endpoint followed its load', access: 'read',
    params: ByName, response: z.object({ items: z.array(ScaledVersion) }), errors: ['not_found'],
  },
  planEndpointCapacity: {
    method: 'GET', path: '/endpoints/{name}/capacity-plan', summary: 'What requests will wait when traffic grows, and the replicas for a p95', access: 'read', params: ByName,
    query: z.strictObject({ minutes: z.coerce.number().int().min(1).max(1_440).default(60), targetP95Ms: z.coerce.number().min(0.1).max(600_000).default(100), requestsPerSecond: z.coerce.number().min(0.001).max(10_000_000).optional() }),
    response: z.object({ plan: CapacityPlan.nullable().describe('null below 50 requests') }), errors: ['not_found'],
  },
  getEndpointCapacity: {
    method: 'GET', path: '/endpoints/{name}/capacity', summary: 'What an endpoint takes and costs, by version', access: 'read', params: ByName,
    query: z.strictObject({ minutes: z.coerce.number().int().min(1).max(43_200).default(60) }), response: EndpointCapacity, errors: ['not_found'],
  },
  tryEndpoint: {
    method: 'POST', path: '/endpoints/{name}/playground', summary: 'Send a prediction that no analysis or monitor counts', access: 'predict',
    params: ByName, body: PredictRows.extend({ role: VariantRole.optional(), version: VersionNumber.optional().describe('of several candidates this one; goes before the role') }), response: PlaygroundAnswer, errors: ['not_found', 'upstream_failed'],
  },
});
