import { z } from 'zod';
import { endpoints } from '../kernel/endpoint.js';
import { page, PageQuery } from '../kernel/page.js';
import { Experiment, MetricSeries, Run, RunComparison, RunId, RunIds, RunQuery } from './runs.schemas.js';

const ById = z.strictObject({ id: RunId });

/** runsEndpoints: what scripts logged. They log through MLflow's API; here it is read. */
export const runsEndpoints = endpoints('runs', {
  listExperiments: { method: 'GET', path: '/experiments', summary: 'List experiments, last changed first', access: 'read', query: PageQuery.extend({ filter: z.string().max(4000).optional() }), response: page(Experiment) },
  getExperiment: { method: 'GET', path: '/experiments/{number}', summary: 'Get an experiment', access: 'read', params: z.strictObject({ number: z.coerce.number().int().min(0).max(2_147_483_647) }), response: Experiment, errors: ['not_found'] },
  listRuns: { method: 'GET', path: '/runs', summary: 'Search runs by parameters, metrics, tags and attributes', access: 'read', query: RunQuery, response: page(Run) },
  compareRuns: { method: 'GET', path: '/runs/compare', summary: 'Set 2 to 20 runs side by side: parameters, newest metrics, tags and datasets', access: 'read', query: z.strictObject({ ids: RunIds }), response: RunComparison, errors: ['not_found'] },
  getRun: { method: 'GET', path: '/runs/{id}', summary: 'Get a run', access: 'read', params: ById, response: Run, errors: ['not_found'] },
  getMetricSeries: {
    method: 'GET', path: '/runs/{id}/metrics', summary: 'Get one metric over its steps, thinned without losing an extreme', access: 'read', params: ById,
    query: z.strictObject({ key: z.string().min(1).max(250), points: z.coerce.number().int().min(2).max(2000).default(400) }), response: MetricSeries, errors: ['not_found'],
  },
  listRunFiles: {
    method: 'GET', path: '/runs/{id}/tree', summary: 'List the files of a run below a folder', access: 'read', params: ById,
    query: z.strictObject({ path: z.string().max(1000).default('') }),
    response: z.object({ files: z.array(z.object({ name: z.string(), isFolder: z.boolean(), sizeBytes: z.number().int().nullable() })) }), errors: ['not_found'],
  },
  downloadRunFile: { method: 'GET', path: '/runs/{id}/files/*', summary: 'Download a file of a run', access: 'read', params: z.strictObject({ id: RunId, '*': z.string() }), response: 'binary', errors: ['not_found'] },
});
