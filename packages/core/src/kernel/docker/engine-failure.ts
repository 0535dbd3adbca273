import { SlipwayError } from '../errors.js';
import { errorText } from '../log.js';

/** Causes that people can do something about, by the engine's own words; the first that fits is told. */
const known: readonly { pattern: RegExp; says: string }[] = [
  {
    pattern: /could not select device driver .* with capabilities: \[\[.*gpu/i,
    says: 'This Docker Engine cannot give GPUs to containers: install the NVIDIA Container Toolkit on its machine, run `nvidia-ctk runtime configure --runtime=docker` and restart Docker, or ask for no GPU.',
  },
  {
    pattern: /unknown or invalid runtime name: nvidia/i,
    says: 'The runtime "nvidia" is not registered: run `nvidia-ctk runtime configure --runtime=docker` and restart Docker.',
  },
  {
    pattern: /driver not loaded|libnvidia-ml\.so|nvidia-container-cli: initialization error/i,
    says: 'The NVIDIA Container Toolkit is there, but not the driver of the GPU: install or load the NVIDIA driver on the machine of the engine (`nvidia-smi` must work there).',
  },
  {
    pattern: /driver\/library version mismatch/i,
    says: 'The NVIDIA driver was updated without being reloaded: restart the machine of the engine.',
  },
  {
    pattern: /unresolvable CDI devices/i,
    says: 'The engine does not know this GPU by its CDI name: run `nvidia-ctk cdi generate` on its machine.',
  },
  {
    pattern: /unsatisfied condition: cuda/i,
    says: 'The image needs a newer CUDA than the driver of this machine has: update the driver, or use an older image.',
  },
  {
    pattern: /not a swarm manager/i,
    says: 'This engine is no manager of a swarm: run `docker swarm init` on it, or name a manager in the file of SLIPWAY_SWARM.',
  },
  {
    pattern: /insufficient resources/i,
    says: 'No machine of the swarm has so much left: ask for less memory, fewer CPUs or GPUs, or add a machine.',
  },
  {
    pattern: /no such image/i,
    says: 'The engine does not have the image: load or pull it there first.',
  },
  {
    pattern: /bind source path does not exist|invalid mount config/i,
    says: 'The engine does not see the files of this machine: it must run on the same machine as the worker.',
  },
  {
    pattern: /ECONNREFUSED|ENOENT.*\.sock|EACCES.*\.sock|ENOTFOUND|ETIMEDOUT/,
    says: 'No Docker Engine answers: start it, or set DOCKER_HOST for the worker to an engine that it may use.',
  },
];

/** engineFailure turns what the engine said into a cause with its remedy (`unavailable`), the engine's own words at the end. */
export function engineFailure(error: unknown): SlipwayError {
  if (error instanceof SlipwayError) return error;
  const said = errorText(error);
  const cause = known.find(({ pattern }) => pattern.test(said));
  const text = cause === undefined ? `Docker refused: ${said}` : `${cause.says} (Docker: ${said})`;
  return new SlipwayError('unavailable', text.slice(0, 2_000));
}
