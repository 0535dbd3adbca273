export * from './comparison.schemas.js';
export * from './external.schemas.js';
export * from './graph.endpoints.js';
export * from './graph.schemas.js';
export * from './history.endpoints.js';
export * from './history.schemas.js';
export * from './registry.endpoints.js';
export * from './registry.schemas.js';
