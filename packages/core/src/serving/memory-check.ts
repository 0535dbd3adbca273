import type { ContainerSpec, EndpointCheck, EngineCapacity, Runtime } from '@slipway/contracts';

const MIB = 1_048_576;

/** MemoryPlace is where a version shall find its memory. */
export type MemoryPlace =
  | { runtime: 'embedded'; budgetBytes: number | null }
  | { runtime: Exclude<Runtime, 'embedded'>; container: ContainerSpec; engine: EngineCapacity | null };

/** memoryCheck holds what a version's trial run took (bytes; null where none was measured) against what its place has for it. */
export function memoryCheck(needsBytes: number | null, place: MemoryPlace): EndpointCheck {
  const line = (state: EndpointCheck['state'], why: string): EndpointCheck => ({ name: 'memory', state, why });
  const needs = needsBytes === null ? null : Math.ceil(needsBytes / MIB);
  const took = needs === null ? 'No trial run measured its memory' : `Its trial run took ${needs} MB`;
  if (place.runtime === 'embedded') {
    if (place.budgetBytes === null) return line('passed', `${took}; gateways have no limit for models.`);
    const budget = Math.floor(place.budgetBytes / MIB);
    if (needs === null) return line('unknown', `${took}; models of a gateway share ${budget} MB.`);
    return needs > budget
      ? line(
          'failed',
          `${took}, and models of a gateway share ${budget} MB: raise SLIPWAY_MODEL_MEMORY_MB, or run it in containers.`,
        )
      : line('passed', `${took}; models of a gateway share ${budget} MB, and the one that waited longest makes room.`);
  }
  const { container, engine } = place;
  const { memoryMb, replicas } = container;
  if (needs !== null && needs > memoryMb)
    return line('failed', `${took}, more than the ${memoryMb} MB of a container: give it more.`);
  const asks = `${replicas === 1 ? 'its container' : `${replicas} containers`} may take ${memoryMb * replicas} MB`;
  if (engine?.memoryMb == null) return line(needs === null ? 'unknown' : 'passed', `${took}; ${asks}.`);
  const left = engine.memoryMb - engine.takenMb;
  return memoryMb * replicas > left
    ? line(
        'failed',
        `${took}; ${asks}, and the engine has ${Math.max(0, left)} MB that no other container may take: use less, or fewer replicas.`,
      )
    : line('passed', `${took}; ${asks} of the engine's ${left} MB that are free.`);
}
