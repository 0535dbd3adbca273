import { rolloutsEndpoints, servingEndpoints, type Rollout, type RolloutArm } from '@slipway/contracts';
import {
  IconArrowBackUp,
  IconArrowUp,
  IconCheck,
  IconPlayerPause,
  IconPlayerPlay,
  IconPlayerTrackNext,
  IconRefresh,
  IconSnowflakeOff,
} from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useNavigate } from 'react-router';
import type { Act } from '../../../components/ui/act.js';
import { Acts } from '../../../components/ui/acts.js';
import { formatWeight } from '../../../lib/format.js';
import { paths } from '../../../lib/paths.js';
import { useAct, useCall } from '../../../lib/queries.js';
import { useDenied, useSession } from '../../../lib/session.js';
import { needsApprovalNow } from '../prepare/what-next.js';
import { wayBackClosed } from '../prepare/way-back.js';
import { measureName } from '../prepare/measure-words.js';
import { guardrailWords } from '../../../lib/guardrail-words.js';

/** RolloutActs is all that a person can do with a rollout; what goes against the evidence wants a reason. */
export const RolloutActs = ({ rollout }: { rollout: Rollout }): ReactNode =>
  rollout.endedAt === null ? <ActiveActs rollout={rollout} /> : <EndedActs rollout={rollout} />;

/** Where all traffic went to the candidate, the way back takes no steps. */
function EndedActs({ rollout }: { rollout: Rollout }): ReactNode {
  const { endpoint, state, fromVersion, toVersion } = rollout;
  const denied = useDenied('write');
  const navigate = useNavigate();
  const isPromoted = state === 'promoted';
  const now = useCall(servingEndpoints.getEndpoint, { params: { name: endpoint } }, { enabled: isPromoted }).data;
  const closed = now === undefined ? null : wayBackClosed(rollout, now);
  const goBack = useAct(servingEndpoints.rollBackEndpoint, { success: `v${fromVersion} has all traffic` });
  const start: Act = {
    label: 'Start again',
    icon: IconRefresh,
    disabled: denied,
    call: () => navigate(paths.startRollout(endpoint, toVersion)),
  };
  const back: Act = {
    label: `Return to v${fromVersion}`,
    icon: IconArrowBackUp,
    disabled: denied ?? closed,
    confirm: {
      kind: 'dialog',
      effect: `100 % of traffic returns to v${fromVersion} at once, without steps; aliases stay where they are.`,
      reason: 'optional',
    },
    call: (why) =>
      goBack.mutateAsync({
        params: { name: endpoint },
        body: { version: fromVersion, ...(why !== undefined && { why }) },
      }),
  };
  return <Acts acts={isPromoted ? [back, start] : [start]} />;
}

function ActiveActs({ rollout }: { rollout: Rollout }): ReactNode {
  const { id, state, fromVersion, toVersion, strategy, steps, step, arms } = rollout;
  const denied = useDenied('write');
  const mayNotApprove = useDenied('approve');
  const me = useSession().data?.name;
  const promote = useAct(rolloutsEndpoints.promoteRollout, { success: 'The candidate has all traffic' });
  const skip = useAct(rolloutsEndpoints.skipRolloutStep, { success: 'On to the next step' });
  const pause = useAct(rolloutsEndpoints.pauseRollout, { success: 'Paused: the share stays as it is' });
  const resume = useAct(rolloutsEndpoints.resumeRollout, { success: 'Slipway decides again' });
  const approve = useAct(rolloutsEndpoints.approveRolloutStep, { success: 'Approved' });
  const override = useAct(rolloutsEndpoints.overrideFreeze, { success: 'It goes on in spite of the freeze' });
  const isFrozen = useIsFrozen(rollout);
  const abort = useAct(rolloutsEndpoints.abortRollout, { success: `v${fromVersion} has all traffic` });
  const args = (why?: string): { params: { id: string }; body: { why?: string } } => ({
    params: { id },
    body: why === undefined ? {} : { why },
  });
  const next = steps[step + 1];
  const leader = arms.find(({ leads }) => leads);
  const winner = arms.length === 0 ? toVersion : leader?.version;
  const unproven = unprovenOf(rollout, leader);
  const doubt = unproven.length === 0 ? '' : ` Not shown safe yet: ${unproven.join(', ')}.`;
  const reason = unproven.length === 0 ? 'optional' : 'required';
  const isApproved = rollout.approvals.some((approval) => approval.step === step);
  const approval: Act = {
    label: 'Approve step',
    icon: IconCheck,
    primary: true,
    disabled: mayNotApprove ?? (me === rollout.startedBy ? `${me} started it: somebody else must approve.` : null),
    confirm: {
      kind: 'dialog',
      effect: `The rollout may leave step ${step + 1} once the evidence allows it.${doubt}`,
      reason: 'optional',
    },
    call: (why) => approve.mutateAsync(args(why)),
  };
  const letGoOn: Act = {
    label: 'Override the freeze',
    icon: IconSnowflakeOff,
    disabled: mayNotApprove,
    confirm: {
      kind: 'dialog',
      effect: 'This rollout goes on as the evidence allows until the freeze is over. Others stay frozen.',
      reason: 'required',
    },
    call: (why = '') => override.mutateAsync({ params: { id }, body: { why } }),
  };
  const acts: Act[] = [
    ...(needsApprovalNow(rollout) && !isApproved ? [approval] : []),
    ...(isFrozen ? [letGoOn] : []),
    {
      label: 'Skip step',
      icon: IconPlayerTrackNext,
      disabled: denied ?? (next === undefined ? 'This is the last step: promote it instead.' : null),
      confirm: { kind: 'dialog', effect: `v${toVersion} gets ${formatWeight(next?.weightBp)} now.${doubt}`, reason },
      call: (why) => skip.mutateAsync({ ...args(why), body: { ...args(why).body, fromStep: step } }),
    },
    {
      label: arms.length === 0 ? 'Promote fully' : 'Promote the leader',
      icon: IconArrowUp,
      disabled: denied ?? (winner === undefined ? 'No candidate leads yet.' : null),
      confirm: {
        kind: 'dialog',
        effect: `v${winner} gets all traffic at once.${doubt} This page can return to v${fromVersion} afterwards.`,
        reason,
      },
      call: (why) =>
        promote.mutateAsync({ ...args(why), body: { ...args(why).body, ...(leader && { version: leader.version }) } }),
    },
    state === 'paused'
      ? {
          label: 'Resume rollout',
          icon: IconPlayerPlay,
          primary: true,
          disabled: denied,
          call: () => resume.mutateAsync(args()),
        }
      : {
          label: 'Pause rollout',
          icon: IconPlayerPause,
          disabled: denied,
          confirm: {
            kind: 'dialog',
            effect: `The share stays at ${formatWeight(rollout.wantedBp)} and Slipway neither goes on nor rolls back until somebody resumes it.`,
            reason: 'optional',
          },
          call: (why) => pause.mutateAsync(args(why)),
        },
    {
      label: 'Abort rollout',
      icon: IconArrowBackUp,
      danger: true,
      disabled: denied,
      confirm: {
        kind: 'dialog',
        effect:
          strategy === 'shadow'
            ? `v${toVersion} gets no more copies of requests. Callers notice nothing.`
            : `100 % of traffic returns to v${fromVersion}, which is warm: in under 2 s.`,
        reason: 'optional',
      },
      call: (why) => abort.mutateAsync(args(why)),
    },
  ];
  return (
    <Acts
      acts={strategy === 'shadow' || strategy === 'ab_test' ? acts.filter(({ label }) => label !== 'Skip step') : acts}
    />
  );
}

/** A freeze lists what waits for its end. */
function useIsFrozen({ id, state }: Rollout): boolean {
  const options = { enabled: state === 'waiting', everyMs: 5_000 };
  const freezes = useCall(rolloutsEndpoints.listFreezeWindows, { query: { limit: 200 } }, options);
  return (
    state === 'waiting' && freezes.data?.items.some(({ waiting }) => waiting.some((one) => one.id === id)) === true
  );
}

/** What is not shown yet of the candidate, or of the one that leads. */
const unprovenOf = ({ guardrails, measures }: Rollout, leader: RolloutArm | undefined): string[] => [
  ...(leader?.guardrails ?? guardrails).filter(isUnproven).map(({ name }) => guardrailWords[name]),
  ...(leader?.measures ?? measures).filter(isUnproven).map(measureName),
  ...(leader?.goal == null || !isUnproven(leader.goal) ? [] : [`better by ${leader.goal.name}`]),
];

const isUnproven = ({ verdict }: { verdict: string }): boolean => verdict !== 'safe';
