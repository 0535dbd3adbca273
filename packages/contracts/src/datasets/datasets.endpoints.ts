import { z } from 'zod';
import { endpoints } from '../kernel/endpoint.js';
import { Description, Digest, LabelName, Tags, VersionNumber } from '../kernel/names.js';
import { page, PageQuery } from '../kernel/page.js';
import { Dataset, DatasetComparison, DatasetFormat, DatasetPreview, DatasetUse, DatasetVersion, NewDataset } from './datasets.schemas.js';

const ByName = z.strictObject({ name: LabelName });
const ByVersion = z.strictObject({ name: LabelName, version: VersionNumber });

/** datasetsEndpoints: named, digested tables. */
export const datasetsEndpoints = endpoints('datasets', {
  listDatasets: { method: 'GET', path: '/datasets', summary: 'List datasets by name', access: 'read', query: PageQuery.extend({ filter: z.string().max(10_000).optional() }), response: page(Dataset) },
  createDataset: { method: 'POST', path: '/datasets', summary: 'Name a dataset', access: 'write', body: NewDataset, response: Dataset, status: 201, errors: ['already_exists'] },
  getDataset: { method: 'GET', path: '/datasets/{name}', summary: 'Get a dataset', access: 'read', params: ByName, response: Dataset, errors: ['not_found'] },
  updateDataset: {
    method: 'PATCH', path: '/datasets/{name}', summary: 'Change description or tags', access: 'write', params: ByName,
    body: z.strictObject({ description: Description.optional(), tags: Tags.optional() }), response: Dataset, errors: ['not_found'],
  },
  deleteDataset: { method: 'DELETE', path: '/datasets/{name}', summary: 'Delete an unused dataset', access: 'write', params: ByName, response: 'empty', status: 204, errors: ['not_found', 'in_use'] },
  listDatasetVersions: { method: 'GET', path: '/datasets/{name}/versions', summary: 'List versions, newest first', access: 'read', params: ByName, query: PageQuery, response: page(DatasetVersion), errors: ['not_found'] },
  uploadDatasetVersion: {
    method: 'POST', path: '/datasets/{name}/versions', summary: 'Upload a table as multipart `file` (Parquet, CSV or JSONL); makes the dataset if it is new; a big file is read by a job', access: 'write',
    params: ByName, body: 'multipart', response: DatasetVersion, status: 201, errors: ['unsupported_format', 'dataset_invalid', 'too_large'],
  },
  createDatasetVersion: {
    method: 'POST', path: '/datasets/{name}/versions/from-blob', summary: 'Make a version from an uploaded blob; makes the dataset if it is new', access: 'write',
    params: ByName, body: z.strictObject({ digest: Digest, format: DatasetFormat.optional() }), response: DatasetVersion, status: 201, errors: ['blob_missing', 'unsupported_format', 'dataset_invalid'],
  },
  getDatasetVersion: { method: 'GET', path: '/datasets/{name}/versions/{version}', summary: 'Get a version with its profile', access: 'read', params: ByVersion, response: DatasetVersion, errors: ['not_found'] },
  deleteDatasetVersion: { method: 'DELETE', path: '/datasets/{name}/versions/{version}', summary: 'Delete an unused version; its number is never given again', access: 'write', params: ByVersion, response: 'empty', status: 204, errors: ['not_found', 'in_use'] },
  previewDatasetVersion: {
    method: 'GET', path: '/datasets/{name}/versions/{version}/preview', summary: 'A page of rows', access: 'read', params: ByVersion,
    query: z.strictObject({ limit: z.coerce.number().int().min(1).max(200).default(100), offset: z.coerce.number().int().min(0).max(10_000_000).default(0) }),
    response: DatasetPreview, errors: ['not_found', 'conflict'],
  },
  compareDatasetVersions: {
    method: 'GET', path: '/datasets/{name}/versions/{version}/compare', summary: 'What changed from another version to this one: columns and their statistics', access: 'read',
    params: ByVersion, query: z.strictObject({ with: VersionNumber }), response: DatasetComparison, errors: ['not_found', 'conflict'],
  },
  listDatasetUses: {
    method: 'GET', path: '/datasets/{name}/uses', summary: 'What was made from the dataset or asks for it; used versions cannot be deleted', access: 'read', params: ByName,
    response: z.object({ items: z.array(DatasetUse) }), errors: ['not_found'],
  },
});
