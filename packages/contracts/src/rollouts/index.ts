export * from './checks.schemas.js';
export * from './comparison.schemas.js';
export * from './control.schemas.js';
export * from './rollouts.endpoints.js';
export * from './rollouts.schemas.js';
export * from './strategies.schemas.js';
export * from './simulation.schemas.js';
export * from './measures.schemas.js';
