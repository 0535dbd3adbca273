export * from './overview.endpoints.js';
