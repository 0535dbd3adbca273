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

test.each([
  ['93.184.216.34', true],
  ['::ffff:10.0.0.1', false],
  ['fe80::1', false],
  ['2606:4700::1111', true],
  ['100.64.1.1', false],
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
