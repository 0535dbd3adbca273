import type { Credential } from '@slipway/core';

const FRESH_MS = 5_000;
const MOST = 10_000;

/** TokenLookup finds what a token may do; null for an unknown one. It throws when the database does not answer. */
export type TokenLookup = (secret: string) => Promise<Credential | null>;

/** Authenticator remembers what tokens may do for five seconds; while the database is away it goes by what it last knew. */
export class Authenticator {
  private readonly known = new Map<string, { credential: Credential | null; at: number }>();

  constructor(
    private readonly lookUp: TokenLookup,
    private readonly now: () => number,
  ) {}

  /** authenticate returns what the bearer of an Authorization header may do, or null. */
  async authenticate(authorization: string | undefined): Promise<Credential | null> {
    const secret = /^Bearer (\S+)$/i.exec(authorization ?? '')?.[1];
    if (secret === undefined) return null;
    const held = this.known.get(secret);
    if (held !== undefined && this.now() - held.at < FRESH_MS) return held.credential;
    try {
      const credential = await this.lookUp(secret);
      if (this.known.size >= MOST) this.known.clear();
      this.known.set(secret, { credential, at: this.now() });
      return credential;
    } catch (error) {
      if (held !== undefined) return held.credential;
      throw error;
    }
  }
}
