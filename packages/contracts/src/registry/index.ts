export * from './registry.endpoints.js';
export * from './registry.schemas.js';
