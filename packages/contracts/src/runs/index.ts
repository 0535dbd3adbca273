export * from './runs.endpoints.js';
export * from './runs.schemas.js';
