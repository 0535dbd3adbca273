import { z } from 'zod';
import { endpoints } from '../kernel/endpoint.js';
import { Id, LabelName } from '../kernel/names.js';
import { page, PageQuery } from '../kernel/page.js';
import { JobAccepted } from '../jobs/jobs.schemas.js';
import { FireTrigger, NewTrainingRun, NewTrigger, Trainer, TrainingApproval, TrainingCallback, TrainingRun, Trigger, TriggerBacktest, TriggerChange, TriggerDecision } from './retraining.schemas.js';

const ById = z.strictObject({ id: Id });
const ByName = z.strictObject({ name: LabelName });

/** retrainingEndpoints: trainers, triggers, training runs. */
export const retrainingEndpoints = endpoints('retraining', {
  listTrainers: { method: 'GET', path: '/trainers', summary: 'List the operator\'s trainers', access: 'read', query: PageQuery, response: page(Trainer) },
  runTrainer: { method: 'POST', path: '/trainers/{name}/run', summary: 'Start a trainer', access: 'write', params: ByName, body: NewTrainingRun, response: JobAccepted.extend({ trainingRun: TrainingRun }), status: 202, errors: ['trainer_unknown', 'not_found', 'conflict'] },
  listTriggers: { method: 'GET', path: '/triggers', summary: 'List triggers', access: 'read', query: PageQuery, response: page(Trigger) },
  createTrigger: { method: 'POST', path: '/triggers', summary: 'Start a trainer when conditions hold', access: 'write', body: NewTrigger, response: Trigger, status: 201, errors: ['already_exists', 'not_found', 'trainer_unknown', 'conflict'] },
  updateTrigger: { method: 'PATCH', path: '/triggers/{name}', summary: 'Change a trigger, or turn it on or off', access: 'write', params: ByName, body: TriggerChange, response: Trigger, errors: ['not_found', 'trainer_unknown', 'conflict'] },
  previewTrigger: { method: 'POST', path: '/triggers/preview', summary: 'When would a trigger that is not stored have fired in the past days?', access: 'read', query: z.strictObject({ days: z.coerce.number().int().min(1).max(400).default(90) }), body: NewTrigger, response: TriggerBacktest, errors: ['not_found'] },
  backtestTrigger: { method: 'GET', path: '/triggers/{name}/backtest', summary: 'When would a trigger have fired in the past days?', access: 'read', params: ByName, query: z.strictObject({ days: z.coerce.number().int().min(1).max(400).default(90) }), response: TriggerBacktest, errors: ['not_found'] },
  getTrigger: { method: 'GET', path: '/triggers/{name}', summary: 'Get a trigger', access: 'read', params: ByName, response: Trigger, errors: ['not_found'] },
  fireTrigger: { method: 'POST', path: '/triggers/{name}/fire', summary: 'Fire a trigger by hand, within its limits unless forced', access: 'write', params: ByName, body: FireTrigger, response: TriggerDecision, errors: ['not_found', 'trainer_unknown'] },
  listTriggerDecisions: { method: 'GET', path: '/triggers/{name}/decisions', summary: 'List when a trigger fired or was held back, newest first', access: 'read', params: ByName, query: PageQuery, response: page(TriggerDecision), errors: ['not_found'] },
  deleteTrigger: { method: 'DELETE', path: '/triggers/{name}', summary: 'Delete a trigger', access: 'write', params: ByName, response: 'empty', status: 204, errors: ['not_found'] },
  listTrainingRuns: { method: 'GET', path: '/training-runs', summary: 'List training runs, newest first', access: 'read', query: PageQuery.extend({ trainer: z.string().max(200).optional(), model: z.string().max(256).optional() }), response: page(TrainingRun) },
  getTrainingRun: { method: 'GET', path: '/training-runs/{id}', summary: 'Get a training run with its log', access: 'read', params: ById, response: TrainingRun, errors: ['not_found'] },
  cancelTrainingRun: { method: 'POST', path: '/training-runs/{id}/cancel', summary: 'Cancel a training run', access: 'write', params: ById, response: TrainingRun, errors: ['not_found', 'conflict'] },
  retryTrainingRun: { method: 'POST', path: '/training-runs/{id}/retry', summary: 'Go on with a training run from the step that failed', access: 'write', params: ById, response: JobAccepted.extend({ trainingRun: TrainingRun }), status: 202, errors: ['not_found', 'conflict'] },
  reportTrainingRun: { method: 'POST', path: '/training-runs/{id}/callback', summary: 'Tell how the pipeline of a training run ended', access: 'write', params: ById, body: TrainingCallback, response: TrainingRun, errors: ['not_found', 'conflict', 'forbidden', 'blob_missing'] },
  approveTrainingRun: { method: 'POST', path: '/training-runs/{id}/approve', summary: 'Agree or disagree to the canary of a training run', access: 'approve', params: ById, body: TrainingApproval, response: TrainingRun, errors: ['not_found', 'conflict'] },
});
