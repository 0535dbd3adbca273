export * from './evaluation.endpoints.js';
export * from './evaluation.schemas.js';
