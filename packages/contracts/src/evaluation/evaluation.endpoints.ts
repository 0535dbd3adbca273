import { z } from 'zod';
import { endpoints } from '../kernel/endpoint.js';
import { Id, ModelName, VersionNumber } from '../kernel/names.js';
import { page, PageQuery } from '../kernel/page.js';
import { JobAccepted } from '../jobs/jobs.schemas.js';
import { Evaluation, NewEvaluation } from './evaluation.schemas.js';
import { GateCheck, GatePolicy, NewGatePolicy } from './gate-policy.schemas.js';

const OfModel = z.strictObject({ name: ModelName });

/** evaluationEndpoints: measure versions on datasets. */
export const evaluationEndpoints = endpoints('evaluation', {
  listEvaluations: { method: 'GET', path: '/evaluations', summary: 'List evaluations, newest first', access: 'read', query: PageQuery.extend({ model: z.string().max(256).optional(), version: VersionNumber.optional(), dataset: z.string().max(200).optional() }), response: page(Evaluation) },
  startEvaluation: {
    method: 'POST', path: '/evaluations', summary: 'Measure a version on a dataset', access: 'write', body: NewEvaluation,
    response: JobAccepted.extend({ evaluation: Evaluation }), status: 202, errors: ['not_found', 'schema_mismatch'],
  },
  getEvaluation: { method: 'GET', path: '/evaluations/{id}', summary: 'Get an evaluation with curves', access: 'read', params: z.strictObject({ id: Id }), response: Evaluation, errors: ['not_found'] },
  getGatePolicy: { method: 'GET', path: '/models/{name}/gates', summary: 'Get what versions of a model must have shown', access: 'read', params: OfModel, response: GatePolicy, errors: ['not_found'] },
  setGatePolicy: { method: 'PUT', path: '/models/{name}/gates', summary: 'Set what versions of a model must have shown before they take an alias or a rollout', access: 'approve', params: OfModel, body: NewGatePolicy, response: GatePolicy, errors: ['not_found'] },
  deleteGatePolicy: { method: 'DELETE', path: '/models/{name}/gates', summary: 'Ask nothing of versions any more', access: 'approve', params: OfModel, response: 'empty', status: 204, errors: ['not_found'] },
  checkGates: { method: 'GET', path: '/models/{name}/versions/{version}/gates', summary: 'Hold a version against the policy of its model, rule by rule', access: 'read', params: z.strictObject({ name: ModelName, version: VersionNumber }), response: GateCheck, errors: ['not_found'] },
});
