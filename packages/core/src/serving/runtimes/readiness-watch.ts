import { get } from 'node:http';
import type { DockerEngine, SeenContainer } from '../../kernel/docker/docker-engine.js';
import type { Kit } from '../../kernel/kit.js';
import { errorText } from '../../kernel/log.js';
import type { ContainersRepository, ReplicaRow } from '../containers.repository.js';
import { readyPaths } from './image-recipes.js';

const ASK_MS = 2_000;
const START_LIMIT_MS = 180_000;
const UNREADY_LIMIT_MS = 30_000;
const MEMORY_EVERY_MS = 15_000;
const LOG_LINES = 200;

/**
 * ReadinessWatch asks each container itself whether it is ready, and keeps what it takes and the end of its log in its row. One that never gets
 * ready, or stops answering for 30 s, is killed: its end is noted by the next pass, which replaces it.
 */
export class ReadinessWatch {
  private readonly silentSince = new Map<string, number>();
  private readonly measuredAt = new Map<string, number>();

  constructor(
    private readonly kit: Kit,
    private readonly engine: DockerEngine,
    private readonly repository: ContainersRepository,
  ) {}

  /** look asks all running containers side by side. */
  async look(rows: readonly ReplicaRow[], containers: readonly SeenContainer[]): Promise<void> {
    const ended = new Set(containers.filter(({ state }) => state === 'ended').map(({ id }) => id));
    const alive = rows.filter(({ containerId }) => containerId !== null && !ended.has(containerId));
    for (const id of this.silentSince.keys()) if (alive.every((row) => row.id !== id)) this.silentSince.delete(id);
    await Promise.all(alive.filter(({ state }) => state !== 'draining').map((row) => this.ask(row)));
    for (const row of alive) this.measure(row);
  }

  private async ask({ id, address, state, spec, containerId, createdAt }: ReplicaRow): Promise<void> {
    const now = this.kit.clock.now();
    const refusal = address === null ? 'it has no address' : await askReady(address, readyPaths[spec.protocol]);
    if (refusal === null) {
      this.silentSince.delete(id);
      if (state !== 'ready') await this.repository.update(id, { state: 'ready', detail: null, readyAt: now });
      return;
    }
    const since = this.silentSince.get(id) ?? now.getTime();
    this.silentSince.set(id, since);
    const isStarting = state === 'starting';
    if (state === 'ready')
      await this.repository.update(id, { state: 'unready', detail: `it does not answer: ${refusal}` });
    const isOver = isStarting
      ? now.getTime() - createdAt.getTime() > START_LIMIT_MS
      : now.getTime() - since > UNREADY_LIMIT_MS;
    if (isOver && containerId !== null) await this.engine.stop(containerId, 0);
  }

  /** The engine takes a second to measure, so nobody waits for it. */
  private measure({ id, containerId }: ReplicaRow): void {
    const nowMs = this.kit.clock.now().getTime();
    if (containerId === null || nowMs - (this.measuredAt.get(id) ?? 0) < MEMORY_EVERY_MS) return;
    this.measuredAt.set(id, nowMs);
    void Promise.all([this.engine.usage(containerId), this.engine.lastLog(containerId, LOG_LINES)])
      .then(([usage, log]) =>
        this.repository.update(id, { memoryMb: usage?.memoryMb ?? null, cpuCores: usage?.cpuCores ?? null, log }),
      )
      .catch((error: unknown) =>
        this.kit.log.warn('a container could not be measured', { id, error: errorText(error) }),
      );
  }
}

/**
 * askReady is null when a container says that it takes requests, else what it said. By node:http with a timer of its own: a body that nobody
 * reads keeps a connection of fetch busy, and a pass must never wait for ever.
 */
function askReady(address: string, path: string): Promise<string | null> {
  return new Promise((resolve) => {
    const request = get(`http://${address}${path}`, { agent: false }, (response) => {
      response.resume();
      end(response.statusCode === 200 ? null : `status ${response.statusCode}`);
    });
    const timer = setTimeout(() => end(`no answer in ${ASK_MS} ms`), ASK_MS);
    const end = (answer: string | null): void => {
      clearTimeout(timer);
      resolve(answer);
      request.destroy();
    };
    request.on('error', (error) => end(errorText(error)));
  });
}
