import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { checkOutbound, isGlobal, postOutbound } from './outbound.js';

const answers =
  (...addresses: string[]) =>
  async () =>
    addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));

test.each([
  'http://127.1',
  'http://2130706433',
  'https://0x7f.1',
  'https://[::ffff:127.0.0.1]',
  'https://localhost.',
  'https://a@127.0.0.1',
  'https://10.0.0.1',
  'https://169.254.169.254/latest',
  'https://[fd00:ec2::254]',
  'https://127.0.0.1',
  'ftp://example.com',
  'file:///etc/passwd',
  'https://8.8.8.8:22',
  'http://8.8.8.8',
  'nonsense',
  'https://ok.com%40127.0.0.1',
  'https://ok.com@127.0.0.1',
  'https://host.docker.internal',
  'https://metadata.google.internal',
  'https://１２７.0.0.1',
  'https://[::127.0.0.1]',
  'https://[::7f00:1]',
  'https://[::10.0.0.1]',
  'https://[::]',
  'https://[::1]',
  'https://[0:0:0:0:0:ffff:a9fe:a9fe]',
  'https://[::ffff:0:10.0.0.1]',
  'https://[64:ff9b::10.0.0.1]',
  'https://[64:ff9b:1::1]',
  'https://[2002:7f00:1::]',
  'https://[2002:a00:1::1]',
  'https://[2001:0:7f00:1::]',
  'https://[fec0::1]',
  'https://[fe80::1]',
  'https://[ff02::1]',
  'https://0177.0.0.1',
  'https://0x7f000001',
  'https://017700000001',
  'https://2130706433',
  'https://127.0.0.1.',
  'https://127.1.',
  'https://0.0.0.0',
  'https://0',
  'https://localhost..',
  'https://:secret@8.8.8.8',
  'https://127。0。0。1',
  'https:127.0.0.1',
  'https:\\\\127.0.0.1',
  ' https://127.0.0.1\n',
])('refuses %s', async (url) => {
  await expect(checkOutbound(url, [], answers('127.0.0.1'))).rejects.toMatchObject({ code: 'outbound_refused' });
});

test('refuses a name with one public and one private address, and one that is not known', async () => {
  await expect(checkOutbound('https://two.example', [], answers('93.184.216.34', '10.0.0.1'))).rejects.toMatchObject({
    code: 'outbound_refused',
  });
  await expect(checkOutbound('https://none.example', [], answers())).rejects.toMatchObject({
    code: 'outbound_refused',
  });
});

test('takes a public https address, and pins the address it checked', async () => {
  expect(await checkOutbound('https://hooks.example/x', [], answers('93.184.216.34'))).toMatchObject({
    address: '93.184.216.34',
  });
});

test('takes an internal address that the operator allows, and only with that port', async () => {
  expect(await checkOutbound('http://127.0.0.1:4010/x', ['127.0.0.1:4010'])).toMatchObject({ address: '127.0.0.1' });
  await expect(checkOutbound('http://127.0.0.1:4011/x', ['127.0.0.1:4010'])).rejects.toMatchObject({
    code: 'outbound_refused',
  });
});

test('an operator may write an IPv6 address as in a URL, and a name in capitals', async () => {
  expect(await checkOutbound('http://[::1]:4010/', ['[::1]:4010'])).toMatchObject({ address: '::1' });
  expect(
    await checkOutbound('http://Mattermost.Internal./', ['Mattermost.internal:80'], answers('10.0.0.1')),
  ).toMatchObject({ address: '10.0.0.1' });
});

test('what the operator allows is a whole host, not the beginning or the end of one', async () => {
  for (const host of ['evil-hooks.internal', 'hooks.internal.evil', 'xhooks.internal'])
    await expect(checkOutbound(`https://${host}/`, ['hooks.internal:443'], answers('10.0.0.1'))).rejects.toMatchObject({
      code: 'outbound_refused',
    });
});

test.each([
  ['93.184.216.34', true],
  ['::ffff:10.0.0.1', false],
  ['fe80::1', false],
  ['2606:4700::1111', true],
  ['100.64.1.1', false],
  ['::127.0.0.1', false],
  ['::7f00:1', false],
  ['::ffff:7f00:1', false],
  ['0:0:0:0:0:ffff:127.0.0.1', false],
  ['0000:0000:0000:0000:0000:ffff:7f00:0001', false],
  ['::ffff:0:7f00:1', false],
  ['64:ff9b::a00:1', false],
  ['2002:c0a8:101::1', false],
  ['2001:0:4136:e378:8000:63bf:3fff:fdd2', false],
  ['fe80::1%eth0', false],
  ['fec0::1', false],
  ['4000::1', false],
  ['::ffff:8.8.8.8', true],
  ['::ffff:808:808', true],
  ['2a00:1450:4001:80b::200e', true],
  ['not an address', false],
])('%s is global: %s', (address, expected) => {
  expect(isGlobal(address)).toBe(expected);
});

async function listen(answer: RequestListener): Promise<number> {
  const server = createServer(answer).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return (server.address() as AddressInfo).port;
}

test('connects to the address that it checked, and asks for the name once', async () => {
  const port = await listen((_, response) => response.end('ok'));
  let asked = 0;
  const resolve = async () => [{ address: asked++ === 0 ? '127.0.0.1' : '10.0.0.1', family: 4 }];
  const allowed = [`flips.invalid:${port}`];
  expect(await postOutbound(`http://flips.invalid:${port}/`, '{}', allowed, {}, { resolve })).toMatchObject({
    status: 200,
    body: 'ok',
  });
  expect(asked).toBe(1);
});

test('does not follow a redirect', async () => {
  let calls = 0;
  const port = await listen((_, response) => {
    calls += 1;
    response.writeHead(302, { location: `http://127.0.0.1:${port}/again` }).end();
  });
  const answer = await postOutbound(`http://127.0.0.1:${port}/`, '{}', [`127.0.0.1:${port}`]);
  expect([answer.status, calls]).toEqual([302, 1]);
});

test('reads 64 KiB of an answer that does not end', async () => {
  const port = await listen((_, response) => void response.write('x'.repeat(200_000)));
  const answer = await postOutbound(`http://127.0.0.1:${port}/`, '{}', [`127.0.0.1:${port}`]);
  expect(answer.body.length).toBe(65_536);
});

test('gives up in time on a name, on a silent server and on a trickle', async () => {
  const silent = await listen(() => undefined);
  const trickle = await listen((_, response) => void response.write('x'));
  const post = (host: string, resolve = answers('127.0.0.1')) =>
    postOutbound(`http://${host}/`, '{}', [host], {}, { resolve, limitMs: 100 });
  await expect(post('slow.invalid:80', () => new Promise(() => undefined))).rejects.toThrow(/timeout|aborted/i);
  await expect(post(`127.0.0.1:${silent}`)).rejects.toThrow(/timeout|aborted/i);
  await expect(post(`127.0.0.1:${trickle}`)).rejects.toThrow(/timeout|aborted/i);
});
