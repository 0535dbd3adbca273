import { z } from 'zod';
import { endpoints } from '../kernel/endpoint.js';
import { Id } from '../kernel/names.js';
import { page, PageQuery } from '../kernel/page.js';
import { Job, JobState } from './jobs.schemas.js';

const ById = z.strictObject({ id: Id });

/** jobsEndpoints: watch and cancel long work. */
export const jobsEndpoints = endpoints('jobs', {
  listJobs: {
    method: 'GET', path: '/jobs', summary: 'List jobs, newest first', access: 'read',
    query: PageQuery.extend({ state: JobState.optional(), name: z.string().max(100).optional() }), response: page(Job),
  },
  getJob: { method: 'GET', path: '/jobs/{id}', summary: 'Get a job', access: 'read', params: ById, response: Job, errors: ['not_found'] },
  cancelJob: {
    method: 'POST', path: '/jobs/{id}/cancel', summary: 'Cancel a waiting or running job', access: 'write',
    params: ById, response: Job, errors: ['not_found', 'conflict'],
  },
});
