export { AccessService, type SignedIn } from './access.service.js';
export type { AccessEvents } from './access.events.js';
export type { RequestCredentials } from './access.reads.js';
export { actorOf, type Credential } from './caller.js';
export type { FirstStart } from './first-start.js';
export type { StoredAnswer } from './idempotency.js';
export { NamedSecrets, type SecretGuard } from './named-secrets.js';
export { sameSecret } from './secret-token.js';
