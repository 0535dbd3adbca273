export * from './explanation.schemas.js';
export * from './feedback.schemas.js';
export * from './monitoring.endpoints.js';
export * from './monitoring.schemas.js';
