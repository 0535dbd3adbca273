import { z } from 'zod';
import { endpoints } from '../kernel/endpoint.js';
import { page, PageQuery } from '../kernel/page.js';
import { ChainVerdict, LoggedEvent } from './audit.schemas.js';

/** auditEndpoints: read, stream and verify the event log. */
export const auditEndpoints = endpoints('audit', {
  listAudit: {
    method: 'GET', path: '/audit', summary: 'Page through the event log, newest first', access: 'read',
    query: PageQuery.extend({
      kind: z.string().max(100).optional().describe('an event kind or a prefix such as `rollouts.`'),
      subjectKind: z.string().max(50).optional(),
      subjectName: z.string().max(300).optional(),
      endpoint: z.string().max(63).optional(),
    }),
    response: page(LoggedEvent),
  },
  verifyAudit: { method: 'GET', path: '/audit/verify', summary: 'Recompute the hash chain of the event log', access: 'read', response: ChainVerdict },
  streamEvents: {
    method: 'GET', path: '/events', summary: 'Follow the event log as server-sent events; Last-Event-ID resumes', access: 'read',
    query: z.strictObject({ after: z.coerce.number().int().nonnegative().optional() }), response: 'event-stream',
  },
});
