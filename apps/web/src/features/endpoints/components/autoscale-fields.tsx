import type { Autoscale } from '@slipway/contracts';
import { NumberInput } from '@mantine/core';
import type { ReactNode } from 'react';

const begun: Autoscale = {
  minReplicas: 1,
  maxReplicas: 4,
  targetConcurrency: 4,
  targetP95Ms: null,
  outCooldownSeconds: 10,
  inCooldownSeconds: 120,
};

/** AutoscaleFields asks whether Slipway sets the replicas by load, and between which bounds; `least` is the smallest minimum. */
export function AutoscaleFields({
  least,
  value,
  onChange,
}: {
  least: number;
  value: Autoscale | null;
  onChange: (value: Autoscale | null) => void;
}): ReactNode {
  const change = (part: Partial<Autoscale>): void => onChange({ ...begun, ...value, ...part });
  return (
    <>
      <NumberInput
        label="Replicas follow the load, at most"
        description="Empty: always as many as said above"
        placeholder="fixed"
        min={1}
        max={64}
        allowDecimal={false}
        value={value?.maxReplicas ?? ''}
        onChange={(typed) => (typed === '' ? onChange(null) : change({ maxReplicas: Number(typed) }))}
      />
      {value !== null && (
        <>
          <NumberInput
            label="At least"
            description={
              least === 0 ? '0: the last one ends when nothing comes; the next request waits for a start' : ' '
            }
            min={least}
            max={value.maxReplicas}
            allowDecimal={false}
            value={value.minReplicas}
            onChange={(typed) => change({ minReplicas: Number(typed) })}
          />
          <NumberInput
            label="Open requests of each"
            description="More of them start another one"
            min={0.1}
            value={value.targetConcurrency}
            onChange={(typed) => change({ targetConcurrency: Number(typed) || begun.targetConcurrency })}
          />
          <NumberInput
            label="p95 at most"
            description="Slower answers start another one; empty: not asked"
            placeholder="any"
            suffix=" ms"
            min={1}
            value={value.targetP95Ms ?? ''}
            onChange={(typed) => change({ targetP95Ms: typed === '' ? null : Number(typed) })}
          />
          <NumberInput
            label="Wait before one more"
            description="Since the last change"
            suffix=" s"
            min={1}
            allowDecimal={false}
            value={value.outCooldownSeconds}
            onChange={(typed) => change({ outCooldownSeconds: Number(typed) || begun.outCooldownSeconds })}
          />
          <NumberInput
            label="Wait before one fewer"
            description="For so long nothing needed it"
            suffix=" s"
            min={5}
            allowDecimal={false}
            value={value.inCooldownSeconds}
            onChange={(typed) => change({ inCooldownSeconds: Number(typed) || begun.inCooldownSeconds })}
          />
        </>
      )}
    </>
  );
}
