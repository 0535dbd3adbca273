export * from './alerting.endpoints.js';
export * from './alerting.schemas.js';
export * from './incidents.schemas.js';
