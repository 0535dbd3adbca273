import { z } from 'zod';
import { endpoints } from '../kernel/endpoint.js';
import { Id, LabelName, ModelName, VersionNumber } from '../kernel/names.js';
import { page, PageQuery } from '../kernel/page.js';
import { JobAccepted } from '../jobs/jobs.schemas.js';
import { RootCause, WindowComparison } from './explanation.schemas.js';
import { FeedbackReceipt, NewFeedback, NewFeedbackDataset } from './feedback.schemas.js';
import { Baseline, FeatureComparison, Heatmap, Monitor, MonitorChange, MonitorPreview, MonitorRun, NewBaseline, NewMonitor } from './monitoring.schemas.js';

const ByName = z.strictObject({ name: LabelName });
const ByRun = z.strictObject({ name: LabelName, runId: Id });
/** The other window; the monitor's reference without one. */
const Against = z.strictObject({ against: Id.optional().describe('a run: the window to compare with; without it the reference of the monitor') });
const ByVersion = z.strictObject({ name: ModelName, version: VersionNumber });

/** monitoringEndpoints: baselines, monitors, their runs, feedback. */
export const monitoringEndpoints = endpoints('monitoring', {
  listBaselines: { method: 'GET', path: '/models/{name}/versions/{version}/baselines', summary: 'List the baselines of a version', access: 'read', params: ByVersion, response: z.object({ items: z.array(Baseline) }), errors: ['not_found'] },
  buildBaseline: { method: 'POST', path: '/models/{name}/versions/{version}/baselines', summary: 'Build a reference profile from a dataset or from traffic', access: 'write', params: ByVersion, body: NewBaseline, response: JobAccepted, status: 202, errors: ['not_found', 'schema_mismatch', 'conflict', 'invalid_request'] },
  listMonitors: { method: 'GET', path: '/monitors', summary: 'List monitors', access: 'read', query: PageQuery.extend({ endpoint: z.string().max(63).optional() }), response: page(Monitor) },
  createMonitor: { method: 'POST', path: '/monitors', summary: 'Watch an endpoint for drift', access: 'write', body: NewMonitor, response: Monitor, status: 201, errors: ['already_exists', 'not_found', 'conflict'] },
  previewMonitor: { method: 'POST', path: '/monitors/preview', summary: 'What a monitor would have said of the last 30 closed windows', access: 'read', body: NewMonitor, response: MonitorPreview, errors: ['not_found', 'conflict'] },
  getMonitor: { method: 'GET', path: '/monitors/{name}', summary: 'Get a monitor', access: 'read', params: ByName, response: Monitor, errors: ['not_found'] },
  updateMonitor: {
    method: 'PATCH', path: '/monitors/{name}', summary: 'Turn a monitor on or off, or change when it alarms', access: 'write', params: ByName, body: MonitorChange,
    response: Monitor, errors: ['not_found', 'changed_meanwhile', 'invalid_request'],
  },
  deleteMonitor: { method: 'DELETE', path: '/monitors/{name}', summary: 'Delete a monitor and its runs', access: 'write', params: ByName, response: 'empty', status: 204, errors: ['not_found'] },
  runMonitor: { method: 'POST', path: '/monitors/{name}/run', summary: 'Compare every closed window now', access: 'write', params: ByName, response: JobAccepted, status: 202, errors: ['not_found'] },
  listMonitorRuns: { method: 'GET', path: '/monitors/{name}/runs', summary: 'List runs, newest window first', access: 'read', params: ByName, query: PageQuery, response: page(MonitorRun), errors: ['not_found'] },
  getMonitorRun: { method: 'GET', path: '/monitors/{name}/runs/{runId}', summary: 'Get a run: one window that was compared', access: 'read', params: ByRun, response: MonitorRun, errors: ['not_found'] },
  getHeatmap: { method: 'GET', path: '/monitors/{name}/heatmap', summary: 'Effect size by feature and window', access: 'read', params: ByName, query: z.strictObject({ windows: z.coerce.number().int().min(1).max(200).default(30) }), response: Heatmap, errors: ['not_found'] },
  compareFeature: {
    method: 'GET', path: '/monitors/{name}/runs/{runId}/features/{feature}', summary: 'Histogram and ECDF of one feature in one window', access: 'read',
    params: z.strictObject({ name: LabelName, runId: Id, feature: z.string().max(200) }), query: Against, response: FeatureComparison, errors: ['not_found', 'conflict'],
  },
  compareWindows: { method: 'GET', path: '/monitors/{name}/runs/{runId}/comparison', summary: 'Two windows side by side, or a window and its reference', access: 'read', params: ByRun, query: Against, response: WindowComparison, errors: ['not_found', 'conflict'] },
  getRootCause: { method: 'GET', path: '/monitors/{name}/runs/{runId}/explanation', summary: 'Why a window is as it is: which slices moved, since when, new categories, what it costs', access: 'read', params: ByRun, response: RootCause, errors: ['not_found'] },
  explainWindow: { method: 'POST', path: '/monitors/{name}/runs/{runId}/explanation', summary: 'Look for the causes of a window now; windows that alarm are explained by themselves', access: 'write', params: ByRun, response: JobAccepted, status: 202, errors: ['not_found', 'conflict'] },
  recordFeedback: { method: 'POST', path: '/feedback', summary: 'Record ground truth by prediction id, or by key and time; late, early and twice are fine', access: 'feedback', body: NewFeedback, response: FeedbackReceipt, status: 202, errors: ['not_found'] },
  recordFeedbackDataset: { method: 'POST', path: '/feedback/datasets', summary: 'Record the rows of a dataset as ground truth: prediction_id, or key and predicted_at; actual; at', access: 'feedback', body: NewFeedbackDataset, response: JobAccepted, status: 202, errors: ['not_found'] },
});
