/** hideAddress takes the address of a channel, which is its secret, out of what the channel answered. */
export function hideAddress(text: string, address: string): string {
  const { pathname, search } = new URL(address);
  const withoutWhole = text.replaceAll(address, '…');
  return pathname === '/' ? withoutWhole : withoutWhole.replaceAll(pathname + search, '…').replaceAll(pathname, '…');
}
