import { workerPromises } from './worker-promises.js';

workerPromises(null);
