import { fileURLToPath } from 'node:url';
import { Controller, Inject, Req, Res } from '@nestjs/common';
import type { Core } from '@slipway/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CORE } from '../core-token.js';
import { OpenRoute } from '../http/operation.js';
import { unknownRoute } from '../http/unknown-route.js';

const builtPages = fileURLToPath(new URL('../../../web/dist', import.meta.url));

/** WebController serves the built UI: files as they are, every other address as the one page that knows what to show there. */
@Controller()
export class WebController {
  private readonly root: string;

  constructor(@Inject(CORE) core: Core) {
    this.root = core.kit.settings.webRoot ?? builtPages;
  }

  @OpenRoute('/*')
  async page(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const path = request.url.split(/[?#]/, 1)[0] ?? '/';
    if (isForPrograms(path)) throw unknownRoute(request.url);
    // Vite puts a hash of the content into these names, so they never change.
    if (path.startsWith('/assets/')) await reply.sendFile(path, this.root, { maxAge: '1y', immutable: true });
    else if (/^\/[^/]+\.[a-z0-9]+$/.test(path)) await reply.sendFile(path, this.root, { maxAge: '1h' });
    else await reply.sendFile('index.html', this.root, { maxAge: 0 });
  }
}

/** Whatever the letters are encoded as, an address of the API never gets a page. */
function isForPrograms(path: string): boolean {
  try {
    return /^\/+(p\/+[^/]+\/+)?(api|metrics|healthz|readyz|docs)(\/|$)/.test(decodeURIComponent(path));
  } catch {
    return true;
  }
}
