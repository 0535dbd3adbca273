/** A stand-in for api, worker and gateway: serves its process id on the held socket, and its environment at /env. */
/* oxlint-disable node/no-process-env -- what the supervisor puts there is what the tests look at */
import { createServer } from 'node:http';

const server = createServer((request, response) => {
  if (request.url === '/slow') {
    response.flushHeaders();
    setTimeout(() => response.end(String(process.pid)), 400);
  } else response.end(request.url === '/env' ? JSON.stringify(process.env) : String(process.pid));
});
const fd = Number(process.env.SLIPWAY_LISTEN_FD);
const ready = () => process.send({ type: 'ready', detail: { signInUrl: 'http://sign-in.example/once' } });
if (process.env.FAKE_PART_FAILS !== undefined) {
  process.stderr.write('the fake was told to fail\n');
  process.exit(3);
}
if (fd > 0) server.listen({ fd, backlog: 4096 }, ready);
else {
  setInterval(() => undefined, 60_000);
  ready();
}
process.on('SIGTERM', () => {
  server.close(() => process.exit(0));
  server.closeIdleConnections();
});
process.on('disconnect', () => process.exit(0));
