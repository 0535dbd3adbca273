export * from './retraining.endpoints.js';
export * from './retraining.schemas.js';
