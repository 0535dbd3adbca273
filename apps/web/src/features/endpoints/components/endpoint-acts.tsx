import { servingEndpoints, type ServingEndpoint } from '@slipway/contracts';
import { IconArrowBackUp, IconGitBranch, IconTrash } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useNavigate } from 'react-router';
import type { Act } from '../../../components/ui/act.js';
import { Acts } from '../../../components/ui/acts.js';
import { paths } from '../../../lib/paths.js';
import { useAct } from '../../../lib/queries.js';
import { useDenied } from '../../../lib/session.js';
import { useDialog } from '../../../lib/use-dialog.js';
import { RollBackDialog } from './roll-back-dialog.js';
import { StartRolloutDialog } from './start-rollout-dialog.js';

/** EndpointActs is all that can be done with an endpoint, each with what it needs. */
export function EndpointActs({ endpoint }: { endpoint: ServingEndpoint }): ReactNode {
  const { name, activeRolloutId } = endpoint;
  const navigate = useNavigate();
  const denied = useDenied('write');
  const [start, back] = [useDialog('start'), useDialog('rollback')];
  const remove = useAct(servingEndpoints.deleteEndpoint, {
    success: `${name} is deleted`,
    onDone: () => void navigate(paths.endpoints),
  });
  const busy = activeRolloutId === null ? null : 'A rollout is under way: promote or abort it first.';
  const open: Act[] =
    activeRolloutId === null
      ? []
      : [
          {
            label: 'Open rollout',
            icon: IconGitBranch,
            primary: true,
            call: () => navigate(paths.rollout(activeRolloutId)),
          },
        ];
  const acts: Act[] = [
    ...open,
    {
      label: 'Start rollout',
      icon: IconGitBranch,
      primary: activeRolloutId === null,
      call: start.open,
      disabled: denied ?? busy,
    },
    { label: 'Roll back', icon: IconArrowBackUp, call: back.open, disabled: denied ?? busy },
    {
      label: 'Delete endpoint',
      icon: IconTrash,
      danger: true,
      call: () => remove.mutateAsync({ params: { name } }),
      disabled: denied ?? busy,
      confirm: {
        kind: 'type',
        name,
        effect: 'The address stops answering at once; its log and its numbers go. This cannot be undone.',
      },
    },
  ];
  return (
    <>
      <Acts acts={acts} />
      {start.opened && <StartRolloutDialog endpoint={endpoint} onClose={start.close} />}
      {back.opened && <RollBackDialog endpoint={endpoint} onClose={back.close} />}
    </>
  );
}
