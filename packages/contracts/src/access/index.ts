export * from './access.endpoints.js';
export * from './access.schemas.js';
export * from './secrets.endpoints.js';
export * from './secrets.schemas.js';
