import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { request } from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { processesMentioning, runSupervised, untilReady, type Supervised } from './supervised.js';

const open: Supervised[] = [];
function supervise(env?: NodeJS.ProcessEnv): Supervised {
  const supervised = runSupervised(env);
  open.push(supervised);
  return supervised;
}
afterEach(async () => {
  await Promise.all(open.splice(0).map((supervised) => supervised.dispose()));
});

/** get asks on a connection of its own, so each call shows whether a new connection is taken; `begun` is told when the answer begins. */
function get(port: number, path = '/', begun: () => void = () => undefined): Promise<string> {
  return new Promise((resolve, reject) => {
    const outgoing = request({ host: '127.0.0.1', port, path, agent: false, timeout: 10_000 }, (response) => {
      begun();
      let body = '';
      response.on('data', (chunk: Buffer) => (body += chunk.toString()));
      response.on('end', () => resolve(body));
      response.on('error', reject);
    });
    outgoing.on('timeout', () => outgoing.destroy(new Error('timeout')));
    outgoing.on('error', reject);
    outgoing.end();
  });
}

interface Load {
  answers: readonly string[];
  stop(): Promise<{ answers: string[]; failures: string[] }>;
}

/** load keeps eight callers busy until stopped, and tells how each request ended. */
function load(port: number): Load {
  const answers: string[] = [];
  const failures: string[] = [];
  let running = true;
  const caller = async (): Promise<void> => {
    while (running) {
      try {
        answers.push(await get(port));
      } catch (error) {
        failures.push((error as NodeJS.ErrnoException).code ?? String(error));
      }
      await sleep(2);
    }
  };
  const callers = Array.from({ length: 8 }, caller);
  return {
    answers,
    stop: async () => {
      running = false;
      await Promise.all(callers);
      return { answers, failures };
    },
  };
}

describe('a start', () => {
  it('prints a line per part and the address with the sign-in link, and leaves nothing running after SIGTERM', async () => {
    const slipway = supervise();
    await untilReady(slipway);
    expect(slipway.output()).toMatch(/^postgres +ready +\d+\.\d s +port \d+$/m);
    expect(slipway.output()).toMatch(/^database +ready +\d+\.\d s +1 migration applied$/m);
    expect(slipway.output()).toMatch(/^worker +ready/m);
    expect(slipway.output()).toMatch(/^slipway +ready .*http:\/\/127\.0\.0\.1:\d+ .*http:\/\/sign-in\.example\/once$/m);
    slipway.process.kill('SIGTERM');
    expect(await slipway.exitCode).toBe(0);
    await expect.poll(() => processesMentioning(slipway.data)).toEqual([]);
  });

  it('continues on the same data', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'slipway-data-'));
    const first = supervise({ SLIPWAY_DATA: folder });
    await untilReady(first);
    first.process.kill('SIGINT');
    expect(await first.exitCode).toBe(0);
    const second = supervise({ SLIPWAY_DATA: folder });
    await untilReady(second);
    expect(second.output()).toMatch(/^database +ready .*up to date$/m);
    await second.dispose();
    rmSync(folder, { recursive: true });
  });

  it('gives each part its environment, and the bootstrap token to the API alone', async () => {
    const slipway = supervise({ SLIPWAY_BOOTSTRAP_TOKEN: 'a'.repeat(32) });
    await untilReady(slipway);
    const api = JSON.parse(await get(slipway.port(), '/env')) as NodeJS.ProcessEnv;
    const gateway = JSON.parse(await get(slipway.gatewayPort(), '/env')) as NodeJS.ProcessEnv;
    expect(api).toMatchObject({ NODE_ENV: 'production', ORT_DISABLE_TELEMETRY: '1', PORT: String(slipway.port()) });
    expect(api['DATABASE_URL']).toMatch(/^postgresql:\/\/slipway:.+@127\.0\.0\.1:\d+\/slipway$/);
    expect(api['SLIPWAY_BOOTSTRAP_TOKEN']).toBe('a'.repeat(32));
    expect(gateway['SLIPWAY_BOOTSTRAP_TOKEN']).toBeUndefined();
  });

  it('stops at once when told so before it is ready', async () => {
    const slipway = supervise();
    // From when it holds the folder it has begun, and knows what to do about a signal.
    await expect.poll(() => existsSync(join(slipway.data, 'slipway.lock'))).toBe(true);
    slipway.process.kill('SIGINT');
    expect(await slipway.exitCode).toBe(0);
    await expect.poll(() => processesMentioning(slipway.data)).toEqual([]);
  });
});

describe('one clear line', () => {
  it('names a taken port and its variable', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as { port: number };
    const slipway = supervise({ GATEWAY_PORT: String(port) });
    expect(await slipway.exitCode).toBe(1);
    expect(slipway.output()).toBe(
      `port ${port} is taken by another program: stop it, or set GATEWAY_PORT to another port\n`,
    );
    server.close();
  });

  it('names a data folder in use', async () => {
    const first = supervise();
    await untilReady(first);
    const second = supervise({ SLIPWAY_DATA: first.data });
    expect(await second.exitCode).toBe(1);
    expect(second.output()).toContain(
      `the data folder ${first.data} is in use by another Slipway (process ${first.process.pid},`,
    );
    expect(second.output().trim().split('\n')).toHaveLength(1);
  });

  it('names a data folder that cannot be written', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'slipway-data-'));
    writeFileSync(join(folder, 'file'), '');
    chmodSync(folder, 0o500);
    const slipway = supervise({ SLIPWAY_DATA: join(folder, 'file', 'data') });
    expect(await slipway.exitCode).toBe(1);
    expect(slipway.output()).toMatch(
      /^cannot write to the data folder .*: set SLIPWAY_DATA to a folder that this user may write to\n$/,
    );
    rmSync(folder, { recursive: true });
  });

  it('tells why a part does not start, and stops the rest', async () => {
    const slipway = supervise({ FAKE_PART_FAILS: '1' });
    expect(await slipway.exitCode).toBe(1);
    expect(slipway.output()).toMatch(/does not start: the fake was told to fail \(more in .*\.log\)/);
    await expect.poll(() => processesMentioning(slipway.data)).toEqual([]);
  });

  it('takes over the lock of a process that is gone', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'slipway-data-'));
    mkdirSync(folder, { recursive: true });
    writeFileSync(
      join(folder, 'slipway.lock'),
      JSON.stringify({ pid: 1, startedAt: '2020-01-01T00:00:00Z', ticks: '-1' }),
    );
    const slipway = supervise({ SLIPWAY_DATA: folder });
    await untilReady(slipway);
    expect(JSON.parse(readFileSync(join(folder, 'slipway.lock'), 'utf8'))).toMatchObject({ pid: slipway.process.pid });
    await slipway.dispose();
    rmSync(folder, { recursive: true });
  });
});

describe('after kill -9', () => {
  it('of the gateway under load, no new connection is refused', async () => {
    const slipway = supervise();
    await untilReady(slipway);
    const calls = load(slipway.gatewayPort());
    const goesOn = async () => {
      const before = calls.answers.length;
      await expect.poll(() => calls.answers.length).toBeGreaterThan(before + 40);
    };
    const killed: number[] = [];
    for (let round = 0; round < 3; round += 1) {
      await goesOn();
      const pid = Number(await get(slipway.gatewayPort()));
      process.kill(pid, 'SIGKILL');
      killed.push(pid);
    }
    await goesOn();
    const { answers, failures } = await calls.stop();
    expect(new Set(killed).size).toBe(3);
    expect(answers.length).toBeGreaterThan(100);
    expect(failures.filter((code) => code === 'ECONNREFUSED')).toEqual([]);
    // Only requests that the killed process had already taken may be lost: at most one for each caller and kill.
    expect(failures.length).toBeLessThanOrEqual(24);
  });

  it('of PostgreSQL, it comes back on the same port and the parts keep running', async () => {
    const slipway = supervise();
    await untilReady(slipway);
    const gateway = await get(slipway.gatewayPort());
    const postmaster = Number(
      readFileSync(join(slipway.data, 'postgres/cluster/postmaster.pid'), 'utf8').split('\n')[0],
    );
    process.kill(postmaster, 'SIGKILL');
    await expect.poll(() => slipway.output().match(/^postgres +ready/gm)).toHaveLength(2);
    expect(await get(slipway.gatewayPort())).toBe(gateway);
    const text = readFileSync(join(slipway.data, 'postgres/cluster/postmaster.pid'), 'utf8').split('\n');
    expect(slipway.output()).toContain(`port ${text[3]}`);
  });

  it('of the supervisor, nothing is left running and the next start works', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'slipway-data-'));
    const slipway = supervise({ SLIPWAY_DATA: folder });
    await untilReady(slipway);
    slipway.process.kill('SIGKILL');
    const next = supervise({ SLIPWAY_DATA: folder });
    await untilReady(next);
    await next.dispose();
    await expect.poll(() => processesMentioning(folder)).toEqual([]);
    rmSync(folder, { recursive: true });
  });
});

describe('SIGHUP', () => {
  it('renews every part without a failed request', async () => {
    const slipway = supervise();
    await untilReady(slipway);
    const before = await get(slipway.gatewayPort());
    const calls = load(slipway.gatewayPort());
    await expect.poll(() => calls.answers.length).toBeGreaterThan(0);
    const begun = Promise.withResolvers<void>();
    const slow = get(slipway.gatewayPort(), '/slow', begun.resolve);
    await begun.promise;
    slipway.process.kill('SIGHUP');
    await expect.poll(slipway.output).toMatch(/^gateway +renewed/m);
    await expect.poll(() => new Set(calls.answers).size).toBe(2);
    const { answers, failures } = await calls.stop();
    expect(failures).toEqual([]);
    expect(await slow).toBe(before);
    expect(new Set(answers).size).toBe(2);
    expect(await get(slipway.gatewayPort())).not.toBe(before);
  });
});
