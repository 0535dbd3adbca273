import { Text } from '@mantine/core';
import type { CSSProperties, ReactNode } from 'react';
import { Status } from '../../../components/ui/status.js';
import { toneColor } from '../../../components/ui/tone.js';
import type { FlowBox } from '../prepare/training-flow.js';
import classes from './training-flow.module.css';

/** TrainingFlow draws the steps of a training run in their order; a step that is pressed shows what it logged. */
export function TrainingFlow({
  boxes,
  chosen,
  onChoose,
}: {
  boxes: readonly FlowBox[];
  chosen: string;
  onChoose: (name: FlowBox['name']) => void;
}): ReactNode {
  return (
    <ol className={classes['flow']} aria-label="Steps of the training run">
      {boxes.map((box) => (
        <li key={box.name}>
          <button
            type="button"
            className={classes['box']}
            style={{ '--tone': toneColor(box.tone) } as CSSProperties}
            data-reached={box.isReached}
            aria-pressed={box.name === chosen}
            title={box.why}
            onClick={() => onChoose(box.name)}
          >
            <span className={classes['name']}>{box.label}</span>
            <Status of="training_step" value={box.state} />
            <Text size="xs" c="dimmed">
              {box.took}
              {box.isSlowest && ' · slowest'}
            </Text>
          </button>
        </li>
      ))}
    </ol>
  );
}
