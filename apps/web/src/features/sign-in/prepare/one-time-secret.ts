/** oneTimeSecretOf reads the secret of a sign-in link from the fragment, which browsers never send to a server; null without one. */
export function oneTimeSecretOf(fragment: string): string | null {
  const secret = new URLSearchParams(fragment.replace(/^#/, '')).get('secret');
  return secret === null || secret === '' ? null : secret;
}

/** safeNext is where to go after signing in: a path of this UI, never another site. */
export const safeNext = (next: string | null): string => (next !== null && /^\/(?![/\\])/.test(next) ? next : '/');
