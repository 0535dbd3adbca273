import { SlipwayError, type Settings } from '@slipway/core';

const LOOPBACK = ['localhost', '127.0.0.1', '[::1]'];

/**
 * hostCheck refuses requests whose Host is neither loopback, nor the public address, nor configured: a page that points its own name
 * at this machine (DNS rebinding) gets nothing.
 */
export function hostCheck({ publicUrl, host, allowedHosts }: Settings): (header: string | undefined) => void {
  const wildcard = host === '0.0.0.0' || host === '::';
  const accepted = new Set(
    [
      ...LOOPBACK,
      new URL(publicUrl).hostname,
      new URL(publicUrl).host,
      ...(wildcard ? [] : [host]),
      ...allowedHosts,
    ].map((name) => name.toLowerCase()),
  );
  return (header) => {
    const given = (header ?? '').toLowerCase();
    const name = given.replace(/:\d{1,5}$/, '');
    if (!accepted.has(given) && !accepted.has(name)) {
      throw new SlipwayError('host_refused', 'This host name is not configured; add it to SLIPWAY_ALLOWED_HOSTS.');
    }
  };
}
