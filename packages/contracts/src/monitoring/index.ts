export * from './monitoring.endpoints.js';
export * from './monitoring.schemas.js';
