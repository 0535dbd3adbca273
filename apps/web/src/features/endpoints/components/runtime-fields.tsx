import type { ContainerSpec, Runtime } from '@slipway/contracts';
import { NumberInput, Select, SimpleGrid, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { AutoscaleFields } from './autoscale-fields.js';
import { defaultContainer } from '../prepare/runtime-words.js';

/** RuntimeSettings is how an endpoint runs, as a form holds it; the container is kept while embedded is chosen. */
export interface RuntimeSettings {
  runtime: Runtime;
  container: ContainerSpec;
}

const runtimes: readonly { value: Runtime; label: string }[] = [
  { value: 'embedded', label: 'Inside the gateway (embedded)' },
  { value: 'docker', label: 'In containers (Docker Engine)' },
  { value: 'swarm', label: 'On several machines (Docker Swarm)' },
  { value: 'kubernetes', label: 'In a Kubernetes cluster' },
];

const descriptions: Readonly<Record<Runtime, string>> = {
  embedded: 'No hop, nothing to install: an ONNX model is loaded by each gateway.',
  docker: 'Hardened containers of their own, with limits; needs a Docker Engine that the worker may use.',
  swarm:
    "A service of a swarm, whose tasks fetch the model; the operator names the swarm (SLIPWAY_SWARM). Slipway's own image only.",
  kubernetes:
    'A Deployment and a Service of a cluster; the operator names it (SLIPWAY_KUBERNETES), or applies the exported manifests.',
};

/** RuntimeFields asks where an endpoint runs, and for containers how many of what size. */
export function RuntimeFields({
  value,
  onChange,
}: {
  value: RuntimeSettings;
  onChange: (value: RuntimeSettings) => void;
}): ReactNode {
  const { runtime, container } = value;
  const change = (spec: Partial<ContainerSpec>): void => onChange({ ...value, container: { ...container, ...spec } });
  return (
    <>
      <Select
        label="Runs"
        description={descriptions[runtime]}
        data={runtimes}
        value={runtime}
        onChange={(chosen) => chosen !== null && onChange({ ...value, runtime: chosen })}
        allowDeselect={false}
      />
      {runtime !== 'embedded' && (
        <SimpleGrid cols={{ base: 1, xs: 2 }} style={{ alignItems: 'end' }}>
          <TextInput
            label="Image"
            description="onnx is Slipway's own; others by their names in the operator's list"
            value={container.image}
            onChange={({ currentTarget }) => change({ image: currentTarget.value })}
            required
          />
          <WholeNumber
            label="Replicas"
            description="Containers of each version"
            max={64}
            value={container.replicas}
            onChange={(replicas) => change({ replicas })}
          />
          <WholeNumber
            label="Memory"
            description="The kernel ends a container that takes more"
            suffix=" MiB"
            min={64}
            max={1_048_576}
            value={container.memoryMb}
            onChange={(memoryMb) => change({ memoryMb })}
          />
          <NumberInput
            label="CPUs"
            description="Of each container"
            min={0.1}
            max={256}
            step={0.5}
            value={container.cpus}
            onChange={(cpus) => change({ cpus: Number(cpus) || defaultContainer.cpus })}
          />
          <WholeNumber
            label="GPUs"
            description="Of each container; the engine needs NVIDIA's toolkit"
            min={0}
            max={16}
            value={container.gpus}
            onChange={(gpus) => change({ gpus })}
          />
          <NumberInput
            label="Memory of each GPU"
            description="A share, so that several fit on one; empty takes it whole"
            suffix=" MiB"
            placeholder="all"
            min={1}
            allowDecimal={false}
            disabled={container.gpus === 0 || runtime !== 'docker'}
            value={container.gpuMemoryMb ?? ''}
            onChange={(typed) => change({ gpuMemoryMb: typed === '' ? null : Number(typed) })}
          />
          {runtime === 'kubernetes' && (
            <NumberInput
              label="Scale up to"
              description="Pods at 70 % of their CPUs; empty: no autoscaler"
              placeholder="no autoscaler"
              min={Math.max(2, container.replicas)}
              max={64}
              allowDecimal={false}
              value={container.podAutoscaler?.maxReplicas ?? ''}
              onChange={(typed) =>
                change({
                  podAutoscaler:
                    typed === ''
                      ? null
                      : { targetCpuPercent: 70, ...container.podAutoscaler, maxReplicas: Number(typed) },
                })
              }
            />
          )}
          <AutoscaleFields
            least={runtime === 'kubernetes' ? 1 : 0}
            value={container.autoscale}
            onChange={(autoscale) => change({ autoscale })}
          />
        </SimpleGrid>
      )}
    </>
  );
}

function WholeNumber({
  min = 1,
  onChange,
  ...shown
}: {
  label: string;
  description: string;
  value: number;
  min?: number;
  max: number;
  suffix?: string;
  onChange: (value: number) => void;
}): ReactNode {
  return <NumberInput {...shown} min={min} allowDecimal={false} onChange={(typed) => onChange(Number(typed))} />;
}
