export { createApi, type ApiOptions } from './create-api.js';
