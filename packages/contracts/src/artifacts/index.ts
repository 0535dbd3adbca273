export * from './artifacts.endpoints.js';
export * from './signing.endpoints.js';
export * from './signing.schemas.js';
