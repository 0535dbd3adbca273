import { approvalsEndpoints, type Approval } from '@slipway/contracts';
import { Anchor, Group, Paper, Stack, Text } from '@mantine/core';
import { IconArrowBackUp, IconCheck, IconX } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import type { Act } from '../../../components/ui/act.js';
import { Acts } from '../../../components/ui/acts.js';
import { Facts } from '../../../components/layout/section.js';
import { TimeAgo } from '../../../components/ui/time-ago.js';
import { paths } from '../../../lib/paths.js';
import { useAct } from '../../../lib/queries.js';

/** ApprovalCard is one thing that waits: what would happen, who asks and why, the evidence, and the two answers. */
export function ApprovalCard({ approval }: { approval: Approval }): ReactNode {
  const { sentence, model, version, fromVersion, askedBy, askedAt, why, evidence, endsAt, refusal } = approval;
  return (
    <Paper withBorder p="md" component="article" aria-label={sentence}>
      <Group justify="space-between" align="flex-start" gap="md">
        <Stack gap="xs" flex="1 1 420px">
          <Text fw={600}>{sentence}</Text>
          <Facts
            items={[
              ['Asked by', askedBy],
              ['Waits since', <TimeAgo key="since" at={askedAt} />],
              ['Ends', endsAt && <TimeAgo key="ends" at={endsAt} />],
              ['Why', why],
              ['Evidence', evidence],
            ]}
          />
          <Group gap="md">
            <Anchor component={Link} to={placeOf(approval).to} size="sm">
              {placeOf(approval).label}
            </Anchor>
            {fromVersion !== null && (
              <Anchor component={Link} to={compareOf({ model, version, fromVersion })} size="sm">
                Compare v{version} with v{fromVersion}
              </Anchor>
            )}
          </Group>
          {refusal !== null && (
            <Text size="sm" c="dimmed">
              {refusal}
            </Text>
          )}
        </Stack>
        <Answers approval={approval} />
      </Group>
    </Paper>
  );
}

function Answers({
  approval: { id, kind, sentence, fromVersion, refusal, isMine },
}: {
  approval: Approval;
}): ReactNode {
  const approve = useAct(approvalsEndpoints.approve, { success: (answer) => answer.sentence });
  const reject = useAct(approvalsEndpoints.reject, { success: 'Rejected' });
  const withdraw = useAct(approvalsEndpoints.withdrawApproval, { success: 'Taken back' });
  const params = { id };
  const answers: Act[] = [
    {
      label: 'Approve',
      icon: IconCheck,
      primary: true,
      disabled: refusal,
      confirm: { kind: 'dialog', effect: sentence, reason: 'optional' },
      call: (why) => approve.mutateAsync({ params, body: why === undefined ? {} : { why } }),
    },
    {
      label: 'Reject',
      icon: IconX,
      danger: true,
      disabled: refusal,
      confirm: { kind: 'dialog', effect: effectOfNo[kind](fromVersion), reason: 'required' },
      call: (why) => reject.mutateAsync({ params, body: { why: why ?? '' } }),
    },
  ];
  const back: Act = {
    label: 'Withdraw request',
    icon: IconArrowBackUp,
    call: () => withdraw.mutateAsync({ params }),
  };
  return <Acts acts={isMine && kind === 'alias' ? [...answers, back] : answers} />;
}

/** What a no does, by what waits. */
const effectOfNo: Readonly<Record<Approval['kind'], (fromVersion: number | null) => string>> = {
  rollout: (from) => `The rollout is aborted: 100 % of traffic returns to v${from}, which is warm.`,
  training_run: () => 'No canary starts. The version stays registered.',
  alias: () => 'The alias stays where it is.',
};

function placeOf({ id, kind, model, version }: Approval): { to: string; label: string } {
  if (kind === 'rollout') return { to: paths.rollout(id), label: 'Open rollout' };
  if (kind === 'training_run') return { to: paths.trainingRun(id), label: 'Open training run' };
  return { to: paths.version(model, version), label: 'Open version' };
}

const compareOf = ({ model, version, fromVersion }: { model: string; version: number; fromVersion: number }): string =>
  paths.compareVersions(`${model}/${fromVersion}`, [`${model}/${version}`]);
