export * from './evaluation.endpoints.js';
export * from './evaluation.schemas.js';
export * from './gate-policy.schemas.js';
export * from './slice-name.js';
