import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { Controller, Param, Res } from '@nestjs/common';
import { openApiDocument } from '@slipway/contracts';
import { notFound, slipwayVersion } from '@slipway/core';
import type { FastifyReply } from 'fastify';
import { apiPrefix, OpenRoute } from '../http/operation.js';

const swaggerFolder = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));
const served: readonly string[] = ['swagger-ui.css', 'swagger-ui-bundle.js', 'favicon-32x32.png'];

const page = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Slipway API</title><link rel="icon" href="/docs/favicon-32x32.png"><link rel="stylesheet" href="/docs/swagger-ui.css"></head>
<body><div id="swagger-ui"></div><script src="/docs/swagger-ui-bundle.js"></script><script src="/docs/start.js"></script></body>
</html>
`;

const start = `SwaggerUIBundle({ url: '${apiPrefix}/openapi.json', dom_id: '#swagger-ui', deepLinking: true, validatorUrl: null });\n`;

/** DocsController: the description of the API, and a page that renders it from our own files. It holds nothing that is secret. */
@Controller()
export class DocsController {
  private readonly document = openApiDocument(slipwayVersion);

  @OpenRoute(`${apiPrefix}/openapi.json`)
  openapi() {
    return this.document;
  }

  @OpenRoute('/docs')
  docs(@Res({ passthrough: true }) reply: FastifyReply): string {
    void reply.header('content-type', 'text/html; charset=utf-8');
    return page;
  }

  @OpenRoute('/docs/:file')
  async file(@Param('file') file: string, @Res() reply: FastifyReply): Promise<void> {
    if (file === 'start.js') await reply.header('content-type', 'text/javascript; charset=utf-8').send(start);
    else if (served.includes(file)) await reply.sendFile(file, swaggerFolder, { maxAge: '1h' });
    else throw notFound('page', file);
  }
}
