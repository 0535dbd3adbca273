import { z } from 'zod';
import { endpoints } from '../kernel/endpoint.js';
import { ModelName, VersionNumber } from '../kernel/names.js';
import { page, PageQuery } from '../kernel/page.js';
import { LoggedEvent } from '../audit/audit.schemas.js';
import { CardText, LineageLink, ModelCard, VersionCard, VersionComparison } from './comparison.schemas.js';
import { AliasPattern, AliasPeriod, AliasPolicy, DeletedModel, HistoryQuery, TimelineQuery, UndeleteModel } from './history.schemas.js';
import { AliasName, Model, Stage } from './registry.schemas.js';

const ByName = z.strictObject({ name: ModelName });
const ByVersion = z.strictObject({ name: ModelName, version: VersionNumber });
const ByPattern = z.strictObject({ pattern: AliasPattern });
const Periods = z.object({ items: z.array(AliasPeriod) });

/** registryHistoryEndpoints: who was champion when, protected aliases, deleted models, comparison, card, lineage, timeline. */
export const registryHistoryEndpoints = endpoints('registry', {
  aliasHistory: {
    method: 'GET', path: '/models/{name}/aliases/{alias}/history', summary: 'Which version held an alias, and when; `at` asks for one time', access: 'read',
    params: z.strictObject({ name: ModelName, alias: AliasName }), query: HistoryQuery, response: Periods, errors: ['not_found'],
  },
  stageHistory: {
    method: 'GET', path: '/models/{name}/stages/{stage}/history', summary: 'Which versions were in a stage, and when', access: 'read',
    params: z.strictObject({ name: ModelName, stage: Stage }), query: HistoryQuery, response: Periods, errors: ['not_found'],
  },
  listAliasPeriods: { method: 'GET', path: '/models/{name}/alias-periods', summary: 'Every time in which a version held an alias or stage, newest first', access: 'read', params: ByName, query: HistoryQuery, response: Periods, errors: ['not_found'] },
  listAliasPolicies: { method: 'GET', path: '/alias-policies', summary: 'Which aliases and stages only approvers move', access: 'read', response: z.object({ items: z.array(AliasPolicy) }) },
  protectAliases: { method: 'PUT', path: '/alias-policies/{pattern}', summary: 'Keep aliases and stages of a pattern to approvers', access: 'admin', params: ByPattern, body: z.strictObject({}), response: AliasPolicy },
  unprotectAliases: { method: 'DELETE', path: '/alias-policies/{pattern}', summary: 'Let everybody who may write move them again', access: 'admin', params: ByPattern, response: 'empty', status: 204, errors: ['not_found'] },
  listDeletedModels: { method: 'GET', path: '/deleted-models', summary: 'Models that can be undeleted, newest first', access: 'read', query: PageQuery, response: page(DeletedModel) },
  undeleteModel: {
    method: 'POST', path: '/deleted-models/{id}/undelete', summary: 'Bring a deleted model back, with its versions', access: 'write',
    params: z.strictObject({ id: z.uuid() }), body: UndeleteModel, response: Model, errors: ['not_found', 'already_exists'],
  },
  compareVersions: {
    method: 'GET', path: '/models/{name}/versions/{version}/compare', summary: 'Set a version beside another one: `with` is a number, or name/number', access: 'read', params: ByVersion,
    query: z.strictObject({ with: z.string().min(1).max(300) }), response: VersionComparison, errors: ['not_found'],
  },
  getCard: { method: 'GET', path: '/models/{name}/card', summary: 'What people wrote in a model’s card', access: 'read', params: ByName, response: ModelCard, errors: ['not_found'] },
  updateCard: {
    method: 'PATCH', path: '/models/{name}/card', summary: 'Write sections of the card; a new revision', access: 'write', params: ByName,
    body: z.strictObject({ sections: CardText, why: z.string().max(1000).optional() }), response: ModelCard, errors: ['not_found', 'changed_meanwhile'],
  },
  listCardRevisions: { method: 'GET', path: '/models/{name}/card/revisions', summary: 'Revisions of the card, newest first', access: 'read', params: ByName, query: PageQuery, response: page(ModelCard), errors: ['not_found'] },
  getVersionCard: { method: 'GET', path: '/models/{name}/versions/{version}/card', summary: 'The card of a version: facts, then words', access: 'read', params: ByVersion, response: VersionCard, errors: ['not_found'] },
  exportCard: { method: 'GET', path: '/models/{name}/versions/{version}/card.md', summary: 'The card of a version as a Markdown file', access: 'read', params: ByVersion, response: 'binary', errors: ['not_found'] },
  getVersionLineage: { method: 'GET', path: '/models/{name}/versions/{version}/lineage', summary: 'What a version came from and what came from it', access: 'read', params: ByVersion, response: z.object({ items: z.array(LineageLink) }), errors: ['not_found'] },
  getModelTimeline: {
    method: 'GET', path: '/models/{name}/timeline', summary: 'What happened to a model, or to one of its versions, newest first, with who and why', access: 'read', params: ByName,
    query: TimelineQuery, response: page(LoggedEvent), errors: ['not_found'],
  },
});
