import { readEnv } from './env.js';
import { ModelServer } from './model-server.js';

// A replica logs JSON lines to standard output, where every container engine reads them.
function log(message: string, details: object): void {
  process.stdout.write(`${JSON.stringify({ at: new Date().toISOString(), message, ...details })}\n`);
}

async function main(): Promise<void> {
  const { drainMs, ...options } = readEnv();
  const server = new ModelServer(options);
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      log('draining', { signal });
      void server.drain(drainMs).then(() => process.exit(0));
    });
  }
  const ports = await server.start();
  log('ready', { model: options.modelName, version: options.modelVersion, host: options.host, ...ports });
}

main().catch((error: unknown) => {
  log('failed', { error: error instanceof Error ? error.message : String(error) });
  process.exit(1);
});
