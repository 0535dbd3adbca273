export { AuditService } from './audit.service.js';
export type { EventFeed } from './event-feed.js';
