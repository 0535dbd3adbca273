import { z } from 'zod';
import { endpoints } from '../kernel/endpoint.js';
import { EndpointName, Id, ModelName, VersionNumber } from '../kernel/names.js';
import { page, PageQuery } from '../kernel/page.js';
import { ServingEndpoint } from '../serving/serving.schemas.js';
import { NewOptimization, Optimization, OptimizationGoal, RunSetting, SettingAdvice } from './optimization.schemas.js';

const ById = z.strictObject({ id: Id });

/** optimizationEndpoints: how a version runs best. Progress and cancelling are those of the job. */
export const optimizationEndpoints = endpoints('optimization', {
  startOptimization: {
    method: 'POST', path: '/optimizations', summary: 'Measure a version under batch sizes, threads and replicas, as a job', access: 'write', body: NewOptimization,
    response: Optimization, status: 202, errors: ['not_found', 'schema_mismatch', 'conflict'],
  },
  listOptimizations: {
    method: 'GET', path: '/optimizations', summary: 'List sweeps, newest first', access: 'read',
    query: PageQuery.extend({ model: ModelName.optional(), version: VersionNumber.optional() }), response: page(Optimization), errors: ['not_found'],
  },
  getOptimization: { method: 'GET', path: '/optimizations/{id}', summary: 'Get a sweep with all its points', access: 'read', params: ById, response: Optimization, errors: ['not_found'] },
  adviseSetting: {
    method: 'GET', path: '/optimizations/{id}/advice', summary: 'The setting that fits a goal best', access: 'read', params: ById, query: OptimizationGoal, response: SettingAdvice, errors: ['not_found'],
  },
  applySetting: {
    method: 'POST', path: '/optimizations/{id}/apply', summary: 'Give a measured setting to an endpoint that serves the version', access: 'write', params: ById,
    body: z.strictObject({ endpoint: EndpointName, setting: RunSetting }), response: ServingEndpoint, errors: ['not_found', 'conflict'],
  },
});
