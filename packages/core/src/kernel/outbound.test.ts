import { expect, test } from 'vitest';
import { checkOutbound, isGlobal } from './outbound.js';

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
