import { z } from 'zod';
import { readOperatorFile, type Settings } from '../env.js';
import { SlipwayError } from '../errors.js';
import { errorText } from '../log.js';

const NAME = /^[a-zA-Z0-9][\w.-]{0,62}$/;

const File = z.strictObject({
  /** A manager of the swarm, as DOCKER_HOST would say it; without one the worker's own engine is asked. */
  engine: z.string().min(1).optional(),
  /** Where tasks reach the API of Slipway, from which they fetch the model. */
  slipwayUrl: z.url({ protocol: /^https?$/ }).optional(),
  /** A secret of the swarm that holds a token with the scope `read`. */
  tokenSecret: z.string().regex(NAME).default('slipway-token'),
  /** The overlay network of the tasks; made where it is missing. */
  network: z.string().regex(NAME).default('slipway'),
});

/** SwarmSettings are what the operator said of a Docker swarm. */
export interface SwarmSettings {
  engine: string;
  slipwayUrl: string;
  tokenSecret: string;
  network: string;
}

/** readSwarmSettings reads the operator's file (SLIPWAY_SWARM); what it leaves out has defaults. One that cannot be read, or none, is `unavailable`. */
export function readSwarmSettings({ swarmFile, dockerHost, publicUrl }: Settings): SwarmSettings {
  if (swarmFile === null)
    throw new SlipwayError('unavailable', 'No swarm is set up: the operator names one in the file of SLIPWAY_SWARM.');
  try {
    const {
      engine = dockerHost,
      slipwayUrl = publicUrl,
      ...rest
    } = File.parse(JSON.parse(readOperatorFile(swarmFile)));
    return { ...rest, engine, slipwayUrl };
  } catch (error) {
    const first = error instanceof z.ZodError ? error.issues[0] : undefined;
    const why = first === undefined ? errorText(error) : `${first.path.join('.')}: ${first.message}`;
    throw new SlipwayError('unavailable', `The file about the swarm (SLIPWAY_SWARM) cannot be read: ${why}`);
  }
}
