export * from './overview.endpoints.js';
export * from './views.schemas.js';
