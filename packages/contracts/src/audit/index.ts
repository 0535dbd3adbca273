export * from './audit.endpoints.js';
export * from './audit.schemas.js';
export * from './event-kinds.js';
