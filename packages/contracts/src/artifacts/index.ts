export * from './artifacts.endpoints.js';
