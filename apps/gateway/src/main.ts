import { jsonLog, openCore, processName, readSettings } from '@slipway/core';
import { startGateway } from './start-gateway.js';

const BEAT_MS = 2_000;
const log = jsonLog('gateway', (line) => process.stdout.write(line));
const settings = readSettings();
const { core, close } = openCore({ settings, log, part: 'gateway', connections: 4 });
const name = processName('gateway');
const at = (fd: number | null, port: number) => (fd === null ? { port, host: settings.host } : { fd });
const listenOn = {
  http: at(settings.listenFd, settings.gatewayPort),
  grpc: at(settings.grpcListenFd, settings.gatewayGrpcPort),
};
const gateway = await startGateway(core, name, listenOn, Math.random);
const stopListening = core.serving.onRoutesChanged(() => void gateway.routes.refresh());
const beating = setInterval(beat, BEAT_MS);
beat();

let isStopping = false;

function beat(): void {
  const served = gateway.routes.all().length;
  const dropped = gateway.droppedRows;
  const lost = dropped === 0 ? '' : `, ${dropped} rows of the log did not fit`;
  const detail = { detail: `${served} ${served === 1 ? 'endpoint' : 'endpoints'}${lost}` };
  core.overview.recordBeat({ name, kind: 'gateway', detail }).catch(() => undefined);
}

async function stop(): Promise<void> {
  if (isStopping) return;
  isStopping = true;
  clearInterval(beating);
  await gateway.stop();
  await stopListening();
  await core.overview.forgetBeat(name).catch(() => undefined);
  await close();
  process.exit(0);
}

process.on('SIGTERM', () => void stop());
process.on('SIGINT', () => void stop());
process.on('disconnect', () => process.exit(0));
process.send?.({ type: 'ready', detail: {} });
log.info('gateway is ready', { port: gateway.port, grpcPort: gateway.grpcPort });
