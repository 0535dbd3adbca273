/** The HEALTHCHECK of every part: `node deploy/container/is-healthy.mjs http://127.0.0.1:3000/healthz` ends 0 when that answers 200. */
const LIMIT_MS = 2_000;

const answer = await fetch(process.argv[2] ?? '', { signal: AbortSignal.timeout(LIMIT_MS) }).catch((error) => error);
if (answer instanceof Response && answer.ok) process.exit(0);
process.stdout.write(answer instanceof Response ? `${answer.status} ${await answer.text()}\n` : `${answer.message}\n`);
process.exit(1);
