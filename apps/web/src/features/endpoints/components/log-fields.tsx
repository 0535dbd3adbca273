import { NumberInput } from '@mantine/core';
import type { ReactNode } from 'react';

/** LogSettings is what the prediction log keeps, as a form holds it: a share in percent, and rows a second; an empty text is no limit. */
export interface LogSettings {
  percent: number | string;
  rowsPerSecond: number | string;
}

/** LogFields asks what the prediction log keeps. */
export function LogFields({
  value,
  onChange,
}: {
  value: LogSettings;
  onChange: (value: LogSettings) => void;
}): ReactNode {
  return (
    <>
      <NumberInput
        label="Share of predictions to log"
        description="Errors are always logged. Monitors count every prediction, logged or not."
        suffix=" %"
        min={0}
        max={100}
        value={value.percent}
        onChange={(percent) => onChange({ ...value, percent })}
      />
      <NumberInput
        label="Rows a second to log at most"
        description="On average over five minutes; of more, a half, a quarter ... is drawn by lot. Rows with a routing key and rows during a rollout are always logged. Empty: no limit."
        min={1}
        max={100_000}
        allowDecimal={false}
        value={value.rowsPerSecond}
        onChange={(rowsPerSecond) => onChange({ ...value, rowsPerSecond })}
      />
    </>
  );
}
