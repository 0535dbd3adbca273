export * from './datasets.endpoints.js';
export * from './datasets.schemas.js';
