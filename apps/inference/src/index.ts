export { readEnv } from './env.js';
export { ModelServer } from './model-server.js';
export type { ModelServerOptions } from './model-server.js';
