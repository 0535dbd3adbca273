import { z } from 'zod';
import { endpoints } from '../kernel/endpoint.js';
import { Id, VersionNumber } from '../kernel/names.js';
import { page, PageQuery } from '../kernel/page.js';
import { JobAccepted } from '../jobs/jobs.schemas.js';
import { Evaluation, NewEvaluation } from './evaluation.schemas.js';

/** evaluationEndpoints: measure versions on datasets. */
export const evaluationEndpoints = endpoints('evaluation', {
  listEvaluations: { method: 'GET', path: '/evaluations', summary: 'List evaluations, newest first', access: 'read', query: PageQuery.extend({ model: z.string().max(256).optional(), version: VersionNumber.optional(), dataset: z.string().max(200).optional() }), response: page(Evaluation) },
  startEvaluation: {
    method: 'POST', path: '/evaluations', summary: 'Measure a version on a dataset', access: 'write', body: NewEvaluation,
    response: JobAccepted.extend({ evaluation: Evaluation }), status: 202, errors: ['not_found', 'schema_mismatch'],
  },
  getEvaluation: { method: 'GET', path: '/evaluations/{id}', summary: 'Get an evaluation with curves', access: 'read', params: z.strictObject({ id: Id }), response: Evaluation, errors: ['not_found'] },
});
