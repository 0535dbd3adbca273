export * from './rollouts.endpoints.js';
export * from './rollouts.schemas.js';
