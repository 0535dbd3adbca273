import type Docker from 'dockerode';
import { SlipwayError } from '../errors.js';

/** connectDocker opens the API of an engine by what DOCKER_HOST says; `timeout` in ms, 0 for none. The package is only loaded where containers are wanted. */
export async function connectDocker(host: string, timeout: number): Promise<Docker> {
  const { default: Client } = await import('dockerode');
  const [, scheme, rest = ''] = /^(unix|tcp|http):\/\/(.+)$/.exec(host) ?? [];
  if (scheme === 'unix') return new Client({ socketPath: rest, timeout });
  if (scheme === undefined)
    throw new SlipwayError('unavailable', 'DOCKER_HOST: write it as unix:///path or tcp://host:port.');
  const { hostname, port } = new URL(`http://${rest}`);
  return new Client({ protocol: 'http', host: hostname, port: Number(port || 2375), timeout });
}
