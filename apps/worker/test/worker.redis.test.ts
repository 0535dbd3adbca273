import { testRedisUrl } from './env.js';
import { workerPromises } from './worker-promises.js';

workerPromises(testRedisUrl());
