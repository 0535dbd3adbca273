const ROWS = 1_000;
/** What an endpoint saves up of its 200 logged rows a second in five minutes, and a little more. */
const REQUESTS = 65;

/**
 * spendLogAllowance sends more rows to an endpoint than its log keeps at once, so that what is measured afterwards is the state that lasts: 200 rows a
 * second drawn by lot.
 */
export async function spendLogAllowance(
  url: string,
  headers: Readonly<Record<string, string>>,
  bodyOf: (rows: number) => string,
): Promise<void> {
  const body = bodyOf(ROWS);
  for (let sent = 0; sent < REQUESTS; sent += 1) {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body,
    });
    if (!answer.ok) throw new Error(`the endpoint answered ${answer.status}: ${await answer.text()}`);
    await answer.arrayBuffer();
  }
}
