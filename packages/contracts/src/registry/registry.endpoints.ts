import { z } from 'zod';
import { endpoints } from '../kernel/endpoint.js';
import { Description, ModelName, VersionNumber } from '../kernel/names.js';
import { page } from '../kernel/page.js';
import { ExternalTarget, NewExternalVersion } from './external.schemas.js';
import { FilterQuery, VersionsQuery } from './history.schemas.js';
import { AliasName, ListedModel, Model, ModelVersion, NewModel, NewModelVersion, NewVersionFromSource, RegistryTags, Stage } from './registry.schemas.js';

const ByName = z.strictObject({ name: ModelName });
const ByVersion = z.strictObject({ name: ModelName, version: VersionNumber });
const ByAlias = z.strictObject({ name: ModelName, alias: AliasName });
const refusals = ['not_onnx', 'model_not_loadable', 'model_crashed', 'model_timeout', 'external_data_refused', 'unsupported_output', 'schema_mismatch'] as const;

/** registryEndpoints: models, versions, aliases. */
export const registryEndpoints = endpoints('registry', {
  listModels: { method: 'GET', path: '/models', summary: 'List models, by name unless `sort` says otherwise', access: 'read', query: FilterQuery, response: page(ListedModel) },
  createModel: { method: 'POST', path: '/models', summary: 'Register a model', access: 'write', body: NewModel, response: Model, status: 201, errors: ['already_exists'] },
  getModel: { method: 'GET', path: '/models/{name}', summary: 'Get a model', access: 'read', params: ByName, response: Model, errors: ['not_found'] },
  updateModel: {
    method: 'PATCH', path: '/models/{name}', summary: 'Change description, owner or tags', access: 'write', params: ByName,
    body: z.strictObject({ description: Description.optional(), owner: z.string().max(200).optional(), tags: RegistryTags.optional() }),
    response: Model, errors: ['not_found', 'changed_meanwhile'],
  },
  renameModel: {
    method: 'POST', path: '/models/{name}/rename', summary: 'Rename a model; the old name leads to it until somebody takes it', access: 'write', params: ByName,
    body: z.strictObject({ name: ModelName }), response: Model, errors: ['not_found', 'already_exists'],
  },
  deleteModel: { method: 'DELETE', path: '/models/{name}', summary: 'Delete a model that nothing uses; its name is free, and it can be undeleted', access: 'write', params: ByName, response: 'empty', status: 204, errors: ['not_found', 'in_use'] },
  listVersions: { method: 'GET', path: '/models/{name}/versions', summary: 'List versions, newest first; `state=deleted` lists those that can be undeleted', access: 'read', params: ByName, query: VersionsQuery, response: page(ModelVersion), errors: ['not_found'] },
  createVersion: {
    method: 'POST', path: '/models/{name}/versions', summary: 'Register a version from uploaded blobs; makes the model if it is new', access: 'write',
    params: ByName, body: NewModelVersion, response: ModelVersion, status: 201, errors: ['blob_missing', ...refusals],
  },
  uploadVersion: {
    method: 'POST', path: '/models/{name}/versions/upload', summary: 'Register a version as multipart: `file` parts and one `metadata` part', access: 'write',
    params: ByName, body: 'multipart', response: ModelVersion, status: 201, errors: refusals,
  },
  registerVersion: {
    method: 'POST', path: '/models/{name}/versions/register', summary: 'Register files that are here already: of a run, a logged model or another version; makes the model if it is new', access: 'write',
    params: ByName, body: NewVersionFromSource, response: ModelVersion, status: 201, errors: ['not_found'],
  },
  registerExternalVersion: {
    method: 'POST', path: '/models/{name}/versions/external', summary: 'Register an endpoint of others as a version, to be a variant like any other; makes the model if it is new', access: 'write',
    params: ByName, body: NewExternalVersion, response: ModelVersion, status: 201, errors: ['not_found', 'schema_mismatch', 'outbound_refused'],
  },
  getExternalTarget: { method: 'GET', path: '/models/{name}/versions/{version}/target', summary: 'Get the target of a version that is an endpoint of others', access: 'read', params: ByVersion, response: ExternalTarget, errors: ['not_found'] },
  getVersion: { method: 'GET', path: '/models/{name}/versions/{version}', summary: 'Get a version', access: 'read', params: ByVersion, response: ModelVersion, errors: ['not_found'] },
  updateVersion: {
    method: 'PATCH', path: '/models/{name}/versions/{version}', summary: 'Change description, tags or stage of a version; its files never change', access: 'write', params: ByVersion,
    body: z.strictObject({ description: Description.optional(), tags: RegistryTags.optional(), stage: Stage.optional(), why: z.string().max(1000).optional() }),
    response: ModelVersion, errors: ['not_found', 'changed_meanwhile', 'gate_refused'],
  },
  undeleteVersion: { method: 'POST', path: '/models/{name}/versions/{version}/undelete', summary: 'Bring a deleted version back', access: 'write', params: ByVersion, response: ModelVersion, errors: ['not_found'] },
  deleteVersion: { method: 'DELETE', path: '/models/{name}/versions/{version}', summary: 'Delete a version that nothing uses', access: 'write', params: ByVersion, response: 'empty', status: 204, errors: ['not_found', 'in_use'] },
  downloadFile: { method: 'GET', path: '/models/{name}/versions/{version}/files/*', summary: 'Download one file of a version', access: 'read', params: z.strictObject({ name: ModelName, version: VersionNumber, '*': z.string() }), response: 'binary', errors: ['not_found'] },
  exportBundle: { method: 'GET', path: '/models/{name}/versions/{version}/bundle', summary: 'Download a version with handlers for Node and the functions of AWS, Azure and Google, as tar.gz', access: 'read', params: ByVersion, response: 'binary', errors: ['not_found', 'not_onnx'] },
  setAlias: {
    method: 'PUT', path: '/models/{name}/aliases/{alias}', summary: 'Point an alias at a version', access: 'write',
    params: ByAlias, body: z.strictObject({ version: VersionNumber, why: z.string().max(1000).optional(), force: z.string().min(1).max(1000).optional() }), response: Model, errors: ['not_found', 'gate_refused'],
  },
  deleteAlias: { method: 'DELETE', path: '/models/{name}/aliases/{alias}', summary: 'Remove an alias', access: 'write', params: ByAlias, response: 'empty', status: 204, errors: ['not_found'] },
});
