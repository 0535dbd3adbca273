import { z } from 'zod';
import { endpoints } from '../kernel/endpoint.js';
import { LabelName, ModelName, Timestamp, VersionNumber } from '../kernel/names.js';
import { LoggedEvent } from '../audit/audit.schemas.js';
import { LineageLink } from '../registry/comparison.schemas.js';
import { RunId } from '../runs/runs.schemas.js';
import { NewView, SavedView, ViewName, ViewPage } from './views.schemas.js';

/** NeedsYou is one thing that waits for a person, worst first. */
export const NeedsYou = z.object({ severity: z.enum(['bad', 'warn', 'info']), sentence: z.string(), path: z.string(), at: Timestamp });
export type NeedsYou = z.infer<typeof NeedsYou>;

/** Home answers one question: does anything need me? */
export const Home = z.object({
  sentence: z.string(),
  needsYou: z.array(NeedsYou),
  counts: z.object({ models: z.number().int(), endpoints: z.number().int(), activeRollouts: z.number().int(), firingAlerts: z.number().int(), failedJobs: z.number().int(), runningJobs: z.number().int(), approvals: z.number().int().describe('what waits for the caller’s approval') }),
  activity: z.array(LoggedEvent),
});
export type Home = z.infer<typeof Home>;

/** SystemPart is one process of Slipway and how it is. */
export const SystemPart = z.object({ name: z.string(), ready: z.boolean(), detail: z.string(), seenAt: Timestamp.nullable() });
export type SystemPart = z.infer<typeof SystemPart>;

/** SystemStatus names what is ready and what is not. */
export const SystemStatus = z.object({ ready: z.boolean(), version: z.string(), queueBackend: z.enum(['postgres', 'redis']), logDays: z.number().int().describe('for so many days predictions and outcomes are kept'), parts: z.array(SystemPart), gatewayUrl: z.string() });
export type SystemStatus = z.infer<typeof SystemStatus>;

/** SearchHit is one thing with a name. */
export const SearchHit = z.object({ kind: z.string(), name: z.string(), path: z.string() });
export type SearchHit = z.infer<typeof SearchHit>;

/** RunVersion is a model version that was registered from a run. */
export const RunVersion = z.object({ model: z.string(), version: z.number().int(), createdAt: Timestamp });
export type RunVersion = z.infer<typeof RunVersion>;

/** LineageQuery asks for the links of one thing: a version of a model, or a version of a dataset. */
export const LineageQuery = z
  .strictObject({ model: ModelName.optional(), version: VersionNumber.optional(), dataset: LabelName.optional(), datasetVersion: VersionNumber.optional() })
  .transform(({ model, version, dataset, datasetVersion }, context) => {
    const given = [model, version, dataset, datasetVersion].filter((part) => part !== undefined).length;
    if (given === 2 && model !== undefined && version !== undefined) return { kind: 'version' as const, name: model, version };
    if (given === 2 && dataset !== undefined && datasetVersion !== undefined) return { kind: 'dataset' as const, name: dataset, version: datasetVersion };
    context.issues.push({ code: 'custom', path: [model === undefined && dataset !== undefined ? 'datasetVersion' : 'version'], message: 'say model and version, or dataset and datasetVersion', input: context.value });
    return z.NEVER;
  });
export type LineageQuery = z.infer<typeof LineageQuery>;

/** overviewEndpoints: reads that mix domains, and saved views of the pages that show them. */
export const overviewEndpoints = endpoints('overview', {
  getHome: { method: 'GET', path: '/home', summary: 'Does anything need me?', access: 'read', response: Home },
  getSystem: { method: 'GET', path: '/system', summary: 'Is Slipway well?', access: 'read', response: SystemStatus },
  listRunVersions: { method: 'GET', path: '/runs/{id}/versions', summary: 'Model versions that were registered from a run, newest first', access: 'read', params: z.strictObject({ id: RunId }), response: z.object({ items: z.array(RunVersion) }) },
  getLineage: { method: 'GET', path: '/lineage', summary: 'What a version of a model, or of a dataset, came from and what came from it', access: 'read', query: LineageQuery, response: z.object({ items: z.array(LineageLink) }), errors: ['not_found'] },
  search: { method: 'GET', path: '/search', summary: 'Find things by name', access: 'read', query: z.strictObject({ q: z.string().min(1).max(200) }), response: z.object({ items: z.array(SearchHit) }) },
  listViews: { method: 'GET', path: '/views', summary: 'List saved views of list pages, by name: one’s own and the shared ones', access: 'read', query: z.strictObject({ page: ViewPage.optional() }), response: z.object({ items: z.array(SavedView) }) },
  saveView: { method: 'PUT', path: '/views/{name}', summary: 'Save a list page with its filter under a name, in the place of one saved before; sharing it takes the scope write', access: 'read', params: z.strictObject({ name: ViewName }), body: NewView, response: SavedView, errors: ['conflict', 'already_exists'] },
  deleteView: { method: 'DELETE', path: '/views/{name}', summary: 'Forget a saved view: one’s own, or as an admin a shared one', access: 'read', params: z.strictObject({ name: ViewName }), query: z.strictObject({ page: ViewPage.optional(), shared: z.stringbool().optional().describe('which one, where one’s own and a shared one have the name') }), response: 'empty', status: 204, errors: ['not_found'] },
});
