import { lookup as resolveName } from 'node:dns/promises';
import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { SlipwayError } from './errors.js';

const LIMIT_MS = 10_000;
const ANSWER_BYTES = 65_536;

/** Addresses that are not on the public internet: RFC 6890 and its successors. */
const LOCAL_4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
];
const LOCAL_6 = [
  '::/128',
  '::1/128',
  '64:ff9b::/96',
  '64:ff9b:1::/48',
  '100::/64',
  '2001:db8::/32',
  '2002::/16',
  '3fff::/20',
  '5f00::/16',
  'fc00::/7',
  'fe80::/10',
  'ff00::/8',
];

const local = new BlockList();
for (const [family, ranges] of [
  ['ipv4', LOCAL_4],
  ['ipv6', LOCAL_6],
] as const) {
  for (const range of ranges) {
    const [network = '', bits = ''] = range.split('/');
    local.addSubnet(network, Number(bits), family);
  }
}

/** OutboundAnswer is what a called address answered; at most 64 KiB of it. */
export interface OutboundAnswer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: string;
}

/** Resolve finds every address of a host name. */
export type Resolve = (host: string) => Promise<{ address: string; family: number }[]>;

/** isGlobal tells whether an IP address is on the public internet; a mapped IPv4 address is judged as IPv4. */
export function isGlobal(address: string): boolean {
  const mapped = /^::ffff:(?:0:)?(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined) return isGlobal(mapped);
  const family = isIP(address);
  if (family === 0 || /^::ffff:/i.test(address)) return false;
  return !local.check(address, family === 4 ? 'ipv4' : 'ipv6');
}

/**
 * checkOutbound decides whether an address may be called, and which IP is called then: https and public, unless the operator allows this host and
 * port (`SLIPWAY_ALLOW_OUTBOUND`). Every address of the name must be public. The refusal names no address: it is no port scanner.
 */
export async function checkOutbound(
  text: string,
  allowed: readonly string[],
  resolve: Resolve = resolveAll,
): Promise<{ url: URL; address: string; family: number }> {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:'))
    throw refused('it is no http or https address');
  if (url.username !== '' || url.password !== '') throw refused('it holds a name or a password');
  const host = url.hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');
  const port = url.port || (url.protocol === 'https:' ? '443' : '80');
  const isAllowed = allowed.includes(`${host}:${port}`);
  if (!isAllowed && url.protocol !== 'https:') throw refused('only https may be called');
  if (!isAllowed && port !== '443' && port !== '8443') throw refused('only the ports 443 and 8443 may be called');
  const addresses = isIP(host) === 0 ? await resolve(host).catch(() => []) : [{ address: host, family: isIP(host) }];
  const first = addresses[0];
  if (first === undefined) throw refused('its name is not known');
  if (!isAllowed && !addresses.every(({ address }) => isGlobal(address)))
    throw refused('it is not on the public internet');
  return { url, ...first };
}

/**
 * postOutbound posts JSON to a checked address: the connection goes to the very IP that was checked, redirects are not followed, and finding the
 * name, connecting and reading the answer take 10 s together.
 */
export async function postOutbound(
  text: string,
  body: string,
  allowed: readonly string[],
  headers: Record<string, string> = {},
  { resolve = resolveAll, limitMs = LIMIT_MS }: { resolve?: Resolve; limitMs?: number } = {},
): Promise<OutboundAnswer> {
  const signal = AbortSignal.timeout(limitMs);
  const { url, address, family } = await inTime(checkOutbound(text, allowed, resolve), signal);
  const pinned: LookupFunction = (_host, options, callback) =>
    options.all ? callback(null, [{ address, family }]) : callback(null, address, family);
  const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
  return new Promise((answered, failed) => {
    const request = send(url, {
      method: 'POST',
      lookup: pinned,
      signal,
      headers: {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
        'user-agent': 'slipway',
        ...headers,
      },
    });
    request.once('error', failed);
    request.once('response', (response) => void readAnswer(response).then(answered, failed));
    request.end(body);
  });
}

async function readAnswer(response: IncomingMessage): Promise<OutboundAnswer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes >= ANSWER_BYTES) break;
  }
  const body = Buffer.concat(chunks).subarray(0, ANSWER_BYTES).toString('utf8');
  return { status: response.statusCode ?? 0, headers: response.headers, body };
}

/** A name server that never answers cannot be aborted, only left behind. */
const inTime = <T>(work: Promise<T>, signal: AbortSignal): Promise<T> =>
  Promise.race([work, once(signal, 'abort').then(() => Promise.reject(signal.reason as Error))]);

const resolveAll: Resolve = (host) => resolveName(host, { all: true });
const refused = (why: string): SlipwayError =>
  new SlipwayError(
    'outbound_refused',
    `This address may not be called: ${why}. The operator can allow internal ones with SLIPWAY_ALLOW_OUTBOUND.`,
    [{ path: 'url', message: why }],
  );
