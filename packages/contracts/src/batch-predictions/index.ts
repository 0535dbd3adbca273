export * from './batch-predictions.endpoints.js';
export * from './batch-predictions.schemas.js';
