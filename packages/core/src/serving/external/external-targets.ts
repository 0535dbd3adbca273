import type { ExternalTarget, TargetAuth } from '@slipway/contracts';
import type { z } from 'zod';
import type { NamedSecrets } from '../../access/index.js';
import { SlipwayError } from '../../kernel/errors.js';
import type { Kit } from '../../kernel/kit.js';
import { checkOutbound, postOutbound } from '../../kernel/outbound.js';
import { googleGrant, readGranted, ServiceAccount, type AccessToken } from './google-token.js';
import { AwsCredentials, signAws } from './sign-aws.js';

/** OpenTarget is an endpoint of others ready to be asked: the very address that was checked, and what a request says who asks. */
export interface OpenTarget {
  readonly url: URL;
  readonly address: string;
  readonly family: number;
  /** Headers that let a request in; `headers` are those that it has already. */
  authorize(headers: Readonly<Record<string, string>>, body: Uint8Array): Record<string, string>;
}

/** ExternalTargets opens endpoints of others for whoever is about to ask them. */
export class ExternalTargets {
  /** By secret: a target is opened anew each half minute, a token lives an hour. */
  private readonly tokens = new Map<string, AccessToken>();

  constructor(
    private readonly kit: Kit,
    private readonly deps: { secrets: NamedSecrets },
  ) {}

  /**
   * open checks a target's address by the rules of outbound calls, and looks up its secret. A refused address or host of the secret is
   * `outbound_refused`, a secret that is gone `not_found`, one that does not hold what its kind needs `conflict`.
   */
  async open(workspaceId: string, target: ExternalTarget): Promise<OpenTarget> {
    const checked = await checkOutbound(target.url, this.kit.settings.allowOutbound);
    const { auth } = target;
    const secret = auth.kind === 'none' ? '' : await this.deps.secrets.open(workspaceId, auth.secret, checked.url);
    return { ...checked, authorize: await this.authorizer(auth, secret, checked.url) };
  }

  private async authorizer(auth: TargetAuth, secret: string, url: URL): Promise<OpenTarget['authorize']> {
    switch (auth.kind) {
      case 'none':
        return () => ({});
      case 'bearer':
        return () => ({ authorization: `Bearer ${secret.trim()}` });
      case 'header':
        return () => ({ [auth.header.toLowerCase()]: secret.trim() });
      case 'aws': {
        const credentials = readSecret(AwsCredentials, secret, auth.secret);
        const { clock } = this.kit;
        return (headers, body) => signAws({ method: 'POST', url, headers, body }, auth, credentials, clock.now());
      }
      case 'google': {
        const token = await this.googleToken(secret, readSecret(ServiceAccount, secret, auth.secret));
        return () => ({ authorization: `Bearer ${token}` });
      }
    }
  }

  private async googleToken(secret: string, account: ServiceAccount): Promise<string> {
    const { clock, settings } = this.kit;
    const now = clock.now();
    const held = this.tokens.get(secret);
    if (held !== undefined && held.untilMs > now.getTime()) return held.token;
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const answer = await postOutbound(account.token_uri, googleGrant(account, now), settings.allowOutbound, headers);
    const fresh = readGranted(answer, now);
    this.tokens.set(secret, fresh);
    return fresh.token;
  }
}

function readSecret<T>(schema: z.ZodType<T>, secret: string, name: string): T {
  try {
    return schema.parse(JSON.parse(secret));
  } catch {
    // What it holds is told to nobody.
    throw new SlipwayError('conflict', `The secret ${name} does not hold what this sign-in needs.`);
  }
}
