export * from './job-words.js';
export * from './jobs.endpoints.js';
export * from './jobs.schemas.js';
