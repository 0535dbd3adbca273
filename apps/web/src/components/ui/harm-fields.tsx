import { NumberInput } from '@mantine/core';
import type { ReactNode } from 'react';

/** HarmLimits are the two numbers of a policy that say what harm is, as they are typed. */
export interface HarmLimits {
  alphaPercent: number | string;
  thetaHarm: number | string;
}

/** HarmFields type with which chance a verdict may be wrong, and how much more often a candidate may fail. */
export function HarmFields({
  policy: { alphaPercent, thetaHarm },
  onChange,
}: {
  policy: HarmLimits;
  onChange: (part: Partial<HarmLimits>) => void;
}): ReactNode {
  return (
    <>
      <NumberInput
        label="Chance of a wrong verdict"
        description="A good version rolled back, or a bad one promoted"
        suffix=" %"
        min={0.01}
        max={49}
        value={alphaPercent}
        onChange={(value) => onChange({ alphaPercent: value })}
      />
      <NumberInput
        label="Failures that are no harm"
        description="As a multiple of the stable version’s"
        suffix=" x stable"
        min={1}
        max={10}
        step={0.05}
        value={thetaHarm}
        onChange={(value) => onChange({ thetaHarm: value })}
      />
    </>
  );
}
