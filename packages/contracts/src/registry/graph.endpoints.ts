import { z } from 'zod';
import { endpoints } from '../kernel/endpoint.js';
import { ModelName, VersionNumber } from '../kernel/names.js';
import { FileDescription, GraphMatch, ModelGraph } from './graph.schemas.js';

const ByVersion = z.strictObject({ name: ModelName, version: VersionNumber });
const refusals = ['not_found', 'not_onnx', 'model_crashed', 'model_timeout'] as const;

/** graphEndpoints: what is inside the files of a version, read without running them. */
export const graphEndpoints = endpoints('registry', {
  getGraph: {
    method: 'GET', path: '/models/{name}/versions/{version}/graph', summary: 'One level of the ONNX graph, laid out', access: 'read', params: ByVersion,
    query: z.strictObject({ at: z.string().max(2000).default('') }), response: ModelGraph, errors: refusals,
  },
  searchGraph: {
    method: 'GET', path: '/models/{name}/versions/{version}/graph/operators', summary: 'Find operators by name or kind, 50 at most', access: 'read', params: ByVersion,
    query: z.strictObject({ q: z.string().min(1).max(200) }), response: z.object({ items: z.array(GraphMatch), total: z.number().int() }), errors: refusals,
  },
  describeFiles: {
    method: 'GET', path: '/models/{name}/versions/{version}/descriptions', summary: 'What each file is, by its first bytes', access: 'read', params: ByVersion,
    response: z.object({ items: z.array(FileDescription) }), errors: ['not_found'],
  },
});
