/** testRedisUrl is the Redis that the test run started. */
export function testRedisUrl(): string {
  const url = process.env['TEST_REDIS_URL'];
  if (url === undefined)
    throw new Error('No Redis: run `npm test -- redis`, which starts one and sets TEST_REDIS_URL.');
  return url;
}
