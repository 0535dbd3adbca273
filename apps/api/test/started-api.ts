import { mkdtempSync, rmSync } from 'node:fs';
import type { Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createCore, readSettings, type Core, type Log } from '@slipway/core';
import { createTestDatabase } from '@slipway/testkit';
import type { InjectOptions, LightMyRequestResponse } from 'fastify';
import { createApi } from '../src/create-api.js';
import { drainable } from '../src/drainable.js';

/** The admin token that every started API accepts. */
export const adminToken = 'slw_test0123456789abcdefghijABCDEFGHIJ';

interface Question extends Omit<InjectOptions, 'method' | 'url' | 'headers'> {
  headers?: Record<string, string | undefined>;
}

/** StartedApi is the API on a database of its own, asked without a socket. */
export interface StartedApi {
  app: NestFastifyApplication;
  core: Core;
  signInUrl: string | null;
  folder: string;
  logged: { level: string; message: string; details?: Record<string, unknown> }[];
  /** Asks with the admin token; a header that is undefined is not sent. */
  ask(method: string, url: string, options?: Question): Promise<LightMyRequestResponse>;
  stop(): Promise<void>;
}

/** startApi starts it; `stop` drops everything. */
export async function startApi(env: Record<string, string> = {}): Promise<StartedApi> {
  const folder = mkdtempSync(join(tmpdir(), 'slipway-api-'));
  const { url, database, drop } = await createTestDatabase();
  const settings = readSettings({
    DATABASE_URL: url,
    SLIPWAY_DATA: folder,
    SLIPWAY_BOOTSTRAP_TOKEN: adminToken,
    ...env,
  });
  const logged: StartedApi['logged'] = [];
  const note = (level: string) => (message: string, details?: Record<string, unknown>) =>
    void logged.push({ level, message, ...(details && { details }) });
  const log: Log = { info: note('info'), warn: note('warn'), error: note('error') };
  const core = createCore({ database, settings, log });
  const { signInUrl } = await core.access.prepareFirstStart();
  const stopping = new AbortController();
  const app = await createApi({ core, stopping: stopping.signal });
  const server = app.getHttpServer() as Server;
  const drain = drainable(server);
  const fastify = app.getHttpAdapter().getInstance();
  return {
    app,
    core,
    signInUrl,
    folder,
    logged,
    ask: (method, path, options = {}) => {
      const headers = { host: 'localhost:3000', authorization: `Bearer ${adminToken}`, ...options.headers };
      const sent = Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== undefined));
      return fastify.inject({ ...options, method: method as 'GET', url: path, headers: sent });
    },
    stop: async () => {
      stopping.abort();
      if (server.listening) await drain();
      await app.close();
      await core.audit.feed.close();
      await drop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
