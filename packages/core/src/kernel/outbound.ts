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
/** What of 2000::/3 is not public: ranges that carry IPv4 inside, and those for protocols and documentation. */
const LOCAL_6 = ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'];

const local = blockList(LOCAL_4, LOCAL_6);
const globalUnicast = blockList([], ['2000::/3']);
const mapped = blockList([], ['::ffff:0:0/96']);

/** OutboundAnswer is what a called address answered; at most 64 KiB of it. */
export interface OutboundAnswer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: string;
}

/** Resolve finds every address of a host name. */
export type Resolve = (host: string) => Promise<{ address: string; family: number }[]>;

/**
 * isGlobal tells whether an IP address, however it is written, is on the public internet; a mapped IPv4 address is judged as IPv4. Of IPv6 only
 * 2000::/3 can be: whatever else translates to IPv4, names this host or this site is refused without being named.
 */
export function isGlobal(address: string): boolean {
  const family = isIP(address);
  if (family === 0) return false;
  if (family === 4) return !local.check(address, 'ipv4');
  return (mapped.check(address, 'ipv6') || globalUnicast.check(address, 'ipv6')) && !local.check(address, 'ipv6');
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
  const isAllowed = allowed.some((entry) => entry.toLowerCase().replace(/[[\]]/g, '') === `${host}:${port}`);
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

function blockList(ranges4: readonly string[], ranges6: readonly string[]): BlockList {
  const list = new BlockList();
  for (const [family, ranges] of [
    ['ipv4', ranges4],
    ['ipv6', ranges6],
  ] as const) {
    for (const range of ranges) {
      const [network = '', bits = ''] = range.split('/');
      list.addSubnet(network, Number(bits), family);
    }
  }
  return list;
}

const resolveAll: Resolve = (host) => resolveName(host, { all: true });
const refused = (why: string): SlipwayError =>
  new SlipwayError(
    'outbound_refused',
    `This address may not be called: ${why}. The operator can allow internal ones with SLIPWAY_ALLOW_OUTBOUND.`,
    [{ path: 'url', message: why }],
  );
