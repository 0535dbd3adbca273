import type { Kit } from '../kernel/kit.js';
import { uuidv7 } from '../kernel/uuid.js';
import type { AccessRepository } from './access.repository.js';
import { hashSecret, newApiSecret } from './secret-token.js';

const LIFE_MS = 3_600_000;
const RENEW_BEFORE_MS = 300_000;

/**
 * PlaygroundToken proves to the gateway that a prediction comes from the API's playground: a `predict` token of an hour whose secret
 * never leaves this process but in requests to the gateway. The gateway sees `internal` and only then believes the playground mark.
 */
export class PlaygroundToken {
  private held: { secret: string; expiresAt: Date } | null = null;

  constructor(
    private readonly kit: Kit,
    private readonly repository: AccessRepository,
  ) {}

  /** current returns a token with at least five minutes to live. */
  async current(): Promise<string> {
    const now = this.kit.clock.now();
    if (this.held === null || this.held.expiresAt.getTime() - now.getTime() < RENEW_BEFORE_MS)
      this.held = await this.make(now);
    return this.held.secret;
  }

  private async make(now: Date): Promise<{ secret: string; expiresAt: Date }> {
    const secret = newApiSecret();
    const expiresAt = new Date(now.getTime() + LIFE_MS);
    await this.kit.db.transaction((tx) =>
      this.repository.insertToken(tx, {
        id: uuidv7(),
        workspaceId: null,
        name: '(playground)',
        tokenHash: hashSecret(secret),
        lastFour: secret.slice(-4),
        role: 'engineer',
        scopes: ['predict'],
        createdBy: 'Slipway',
        ownerId: null,
        expiresAt,
      }),
    );
    return { secret, expiresAt };
  }
}
