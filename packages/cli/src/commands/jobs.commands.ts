import { endpointTable, type Job } from '@slipway/contracts';
import { listed, pageOf, pageOptions, shown, waitFor, type Answer, type Command } from '../command.js';

/** jobsCommands: long work. */
export const jobsCommands: readonly Command[] = [
  {
    words: 'jobs list',
    arguments: [],
    about: 'List jobs, newest first',
    options: pageOptions,
    run: async (asked) =>
      listed(await asked.client().call(endpointTable.listJobs, { query: pageOf(asked) }), [
        ['job', ({ id }) => id],
        ['name', ({ name }) => name],
        ['subject', ({ subject }) => subject],
        ['state', ({ state }) => state],
        ['message', ({ message, error }) => error?.detail ?? message],
      ]),
  },
  {
    words: 'jobs wait',
    arguments: ['JOB'],
    about: 'Watch a job to its end',
    run: async (asked) => {
      const job = await asked.client().call(endpointTable.getJob, { params: { id: asked.argument('JOB') } });
      return shownJob(await waitFor(asked, job));
    },
  },
  {
    words: 'jobs cancel',
    arguments: ['JOB'],
    about: 'Cancel a waiting or running job',
    run: async (asked) =>
      shownJob(await asked.client().call(endpointTable.cancelJob, { params: { id: asked.argument('JOB') } })),
  },
];

const shownJob = (job: Job): Answer =>
  shown(job, { job: job.id, name: job.name, state: job.state, message: job.message, result: job.result });
