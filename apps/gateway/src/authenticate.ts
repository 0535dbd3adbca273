import type { Credential } from '@slipway/core';

const FRESH_MS = 5_000;
const ASK_AGAIN_MS = 1_000;
const PATIENCE_MS = 250;
const MOST = 10_000;

/** TokenLookup finds what a token may do; null for an unknown one. It throws when the database does not answer. */
export type TokenLookup = (secret: string) => Promise<Credential | null>;

interface Held {
  credential: Credential | null;
  askAgainAtMs: number;
}

/**
 * Authenticator remembers what tokens may do for five seconds. While the database is away, or does not answer within 250 ms, it goes by
 * what it last knew; a token that it never saw must wait.
 */
export class Authenticator {
  private readonly known = new Map<string, Held>();
  private readonly asking = new Map<string, Promise<Credential | null>>();

  constructor(
    private readonly lookUp: TokenLookup,
    private readonly nowMs: () => number,
  ) {}

  /** authenticate returns what the bearer of an Authorization header may do, or null; at once for a token that was looked up in the last seconds. */
  authenticate(authorization: string | undefined): Promise<Credential | null> | Credential | null {
    const secret = secretOf(authorization);
    if (secret === null) return null;
    const held = this.known.get(secret);
    if (held === undefined) return this.ask(secret);
    return this.nowMs() < held.askAgainAtMs ? held.credential : this.askBriefly(secret, held);
  }

  private async askBriefly(secret: string, held: Held): Promise<Credential | null> {
    let timer: NodeJS.Timeout | undefined;
    const lastKnown = new Promise<Credential | null>((resolve) => {
      timer = setTimeout(() => {
        held.askAgainAtMs = this.nowMs() + ASK_AGAIN_MS;
        resolve(held.credential);
      }, PATIENCE_MS);
    });
    try {
      return await Promise.race([this.ask(secret), lastKnown]);
    } catch {
      held.askAgainAtMs = this.nowMs() + ASK_AGAIN_MS;
      return held.credential;
    } finally {
      clearTimeout(timer);
    }
  }

  /** Requests that come together ask once. */
  private ask(secret: string): Promise<Credential | null> {
    const running = this.asking.get(secret);
    if (running !== undefined) return running;
    const asked = this.lookUp(secret)
      .then((credential) => this.remember(secret, credential))
      .finally(() => this.asking.delete(secret));
    this.asking.set(secret, asked);
    return asked;
  }

  private remember(secret: string, credential: Credential | null): Credential | null {
    const [oldest] = this.known.keys();
    if (this.known.size >= MOST && oldest !== undefined) this.known.delete(oldest);
    this.known.set(secret, { credential, askAgainAtMs: this.nowMs() + FRESH_MS });
    return credential;
  }
}

function secretOf(authorization: string | undefined): string | null {
  if (authorization === undefined) return null;
  return /^Bearer (\S{1,200})$/i.exec(authorization)?.[1] ?? null;
}
