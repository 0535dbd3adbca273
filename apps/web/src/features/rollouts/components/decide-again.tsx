import { rolloutsEndpoints, type Rollout, type RolloutDecision } from '@slipway/contracts';
import { Button, Group } from '@mantine/core';
import type { ReactNode } from 'react';
import { ToneWord } from '../../../components/ui/status.js';
import { useAct } from '../../../lib/queries.js';
import { replayVerdict } from '../prepare/replay-verdict.js';

/** DecideAgain makes a stored decision again from its stored observation and says whether it comes out the same. */
export function DecideAgain({ rollout, decision }: { rollout: Rollout; decision: RolloutDecision }): ReactNode {
  const replay = useAct(rolloutsEndpoints.replayDecision);
  const verdict = replay.data && replayVerdict(replay.data);
  return (
    <Group gap="sm" p="xs">
      <Button
        variant="default"
        size="compact-xs"
        loading={replay.isPending}
        onClick={() => replay.mutate({ params: { id: rollout.id }, body: { decision: decision.number } })}
      >
        Decide again from this evidence
      </Button>
      <span role="status">{verdict && <ToneWord tone={verdict.tone} word={verdict.sentence} />}</span>
    </Group>
  );
}
