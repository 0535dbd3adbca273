export * from './optimization.endpoints.js';
export * from './optimization.schemas.js';
