export * from './jobs.endpoints.js';
export * from './jobs.schemas.js';
