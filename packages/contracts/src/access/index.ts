export * from './access.endpoints.js';
export * from './access.schemas.js';
