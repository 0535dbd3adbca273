export * from './audit.endpoints.js';
export * from './audit.schemas.js';
