import { Controller, Inject, Res } from '@nestjs/common';
import type { Core } from '@slipway/core';
import type { FastifyReply } from 'fastify';
import { CORE } from '../core-token.js';
import { HttpMetrics } from '../http/http-metrics.js';
import { OpenRoute } from '../http/operation.js';

/** HealthController: does the process live, is Slipway ready, and its numbers. */
@Controller()
export class HealthController {
  constructor(
    @Inject(CORE) private readonly core: Core,
    @Inject(HttpMetrics) private readonly numbers: HttpMetrics,
  ) {}

  /** healthz answers while the process lives. */
  @OpenRoute('/healthz')
  healthz() {
    return { status: 'ok' };
  }

  /** readyz is 200 only when database, worker and gateway are ready, and names what is not. */
  @OpenRoute('/readyz')
  async readyz(@Res({ passthrough: true }) reply: FastifyReply) {
    const { ready, parts } = await this.core.overview.getSystem();
    if (!ready) void reply.status(503).header('retry-after', '1');
    return { ready, notReady: parts.filter((part) => !part.ready).map(({ name, detail }) => ({ name, detail })) };
  }

  /** metrics is for Prometheus: open on this machine, else it needs the scope `read`. */
  @OpenRoute('/metrics', 'read_unless_local')
  async metrics(@Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    void reply.header('content-type', this.numbers.contentType);
    return this.numbers.text();
  }
}
