import type { ContainerReplica, ContainerSpec, EndpointCapacity, EngineCapacity, Runtime } from '@slipway/contracts';
import { countOf, formatNumber } from '../../../lib/format.js';

/** defaultContainer is what a container is unless told, as the contract has it. */
export const defaultContainer: ContainerSpec = {
  image: 'onnx',
  replicas: 1,
  memoryMb: 512,
  cpus: 1,
  gpus: 0,
  gpuMemoryMb: null,
  podAutoscaler: null,
  autoscale: null,
};

/** fittingContainer leaves out what a runtime cannot give, so that a form may keep it while people look at other runtimes. */
export function fittingContainer(runtime: Runtime, container: ContainerSpec): ContainerSpec {
  const { gpuMemoryMb, podAutoscaler } = container;
  return {
    ...container,
    gpuMemoryMb: runtime === 'docker' ? gpuMemoryMb : null,
    podAutoscaler: runtime === 'kubernetes' ? podAutoscaler : null,
  };
}

const boxes: Readonly<Record<Exclude<Runtime, 'embedded'>, { noun: string; place: string }>> = {
  docker: { noun: 'container', place: '' },
  swarm: { noun: 'task', place: ' in a swarm' },
  kubernetes: { noun: 'pod', place: ' in Kubernetes' },
};

/** runtimeWords says in one line how an endpoint runs. */
export function runtimeWords(runtime: Runtime, container: ContainerSpec | null): string {
  if (runtime === 'embedded' || container === null) return 'inside the gateway';
  const { image, replicas, memoryMb, cpus, gpus, podAutoscaler, autoscale } = container;
  const size = [`${memoryMb} MiB`, countOf(cpus, 'CPU'), ...(gpus > 0 ? [countOf(gpus, 'GPU')] : [])].join(', ');
  const { noun, place } = boxes[runtime];
  const [least, most] = [autoscale?.minReplicas ?? replicas, autoscale?.maxReplicas ?? podAutoscaler?.maxReplicas];
  const many = most === undefined ? countOf(replicas, noun) : `${least} to ${countOf(most, noun)}`;
  return `${many} of ${image}${place}, each with ${size}`;
}

/** engineWords says what the engine has left, or what is wrong with it and what to do. */
export function engineWords(engine: EngineCapacity): string {
  if (!engine.isReachable) return engine.detail;
  const memory = `${formatNumber(engine.takenMb)} of ${formatNumber(engine.memoryMb)} MiB given to containers`;
  return `${engine.detail}: ${engine.cpus} CPUs, ${memory}, ${engine.givesGpus ? 'gives GPUs' : 'gives no GPUs'}`;
}

/** memoryWords is what a container uses of what it may; a gap is no zero. */
export const memoryWords = ({ memoryMb, memoryLimitMb }: ContainerReplica): string =>
  memoryMb === null ? `– of ${memoryLimitMb} MiB` : `${memoryMb} of ${memoryLimitMb} MiB`;

/** costWords is the sum of a window's costs over all versions, or what is missing to know it. */
export function costWords({ costs, pricePerReplicaHour, minutes }: EndpointCapacity): string {
  if (pricePerReplicaHour === null)
    return 'Say what an hour of a replica costs (Settings), and this shows what 1,000 predictions cost.';
  const total = costs.reduce((sum, { cost }) => sum + (cost ?? 0), 0);
  const predictions = costs.reduce((sum, one) => sum + one.predictions, 0);
  const window = `in the last ${minutes === 60 ? 'hour' : countOf(minutes, 'minute')}`;
  if (predictions === 0) return `${formatNumber(total, 4)} ${window}, for no prediction`;
  return `${formatNumber(total, 4)} ${window}, ${formatNumber((total / predictions) * 1_000, 4)} per 1,000 predictions`;
}
