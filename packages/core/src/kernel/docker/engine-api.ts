import type Docker from 'dockerode';
import { connectDocker } from './connect-docker.js';
import { engineFailure } from './engine-failure.js';

const LIMIT_MS = 30_000;

/** EngineApi is the connection to a Docker Engine, made by the first question; whatever it refuses is `unavailable` with the cause and its remedy. */
export class EngineApi {
  private docker: Promise<Docker> | null = null;

  /** `host` is what DOCKER_HOST says: `unix:///path` or `tcp://host:port`. */
  constructor(protected readonly host: string) {}

  /** ask does something with the connection. */
  protected async ask<T>(work: (docker: Docker) => Promise<T>): Promise<T> {
    try {
      this.docker ??= connectDocker(this.host, LIMIT_MS);
      return await work(await this.docker);
    } catch (error) {
      throw engineFailure(error);
    }
  }
}
