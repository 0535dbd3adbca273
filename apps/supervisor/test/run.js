/** Runs the built supervisor on the folder named by the first argument, as `npm start` does on the checkout. */
import { runSupervisor } from '../dist/main.js';

await runSupervisor({ root: process.argv[2], startedAt: Date.now() });
