export * from './approvals.endpoints.js';
export * from './approvals.schemas.js';
