export * from './containers.schemas.js';
export * from './serving.endpoints.js';
export * from './serving.schemas.js';
