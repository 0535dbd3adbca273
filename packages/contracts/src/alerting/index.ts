export * from './alerting.endpoints.js';
export * from './alerting.schemas.js';
