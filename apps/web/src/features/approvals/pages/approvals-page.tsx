import { approvalsEndpoints, type Approval } from '@slipway/contracts';
import { Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { PageHeader } from '../../../components/layout/page-header.js';
import { Section } from '../../../components/layout/section.js';
import { EmptyState } from '../../../components/ui/empty-state.js';
import { EventList } from '../../../components/ui/event-list.js';
import { Loaded } from '../../../components/ui/loaded.js';
import { paths } from '../../../lib/paths.js';
import { useCall } from '../../../lib/queries.js';
import { requestAliasSnippet } from '../../../lib/snippets.js';
import { ApprovalCard } from '../components/approval-card.js';
import { approvalsVerdict } from '../prepare/approvals-verdict.js';

/** ApprovalsPage answers: may this happen? */
export default function ApprovalsPage(): ReactNode {
  const waiting = useCall(approvalsEndpoints.listApprovals, {}, { everyMs: 15_000 });
  const decided = useCall(approvalsEndpoints.listApprovalDecisions, { query: { limit: 20 } });
  return (
    <>
      <PageHeader title="Approvals" verdict={waiting.data && approvalsVerdict(waiting.data.items)} />
      <Loaded query={waiting}>{({ items }) => <Waiting items={items} />}</Loaded>
      <Section title="Decided" actions={<Link to={paths.audit}>All events</Link>}>
        <Loaded query={decided}>
          {({ items }) =>
            items.length === 0 ? (
              <Text size="sm" c="dimmed">
                Nothing was approved or rejected yet.
              </Text>
            ) : (
              <EventList events={items} />
            )
          }
        </Loaded>
      </Section>
    </>
  );
}

function Waiting({ items }: { items: readonly Approval[] }): ReactNode {
  const [mine, others] = [
    items.filter(({ refusal }) => refusal === null),
    items.filter(({ refusal }) => refusal !== null),
  ];
  if (items.length === 0)
    return (
      <Section flush>
        <EmptyState
          title="Nothing waits"
          text="A rollout waits here if it was started with “Approval by somebody else”; a training run, if its trigger wants its canary approved; an alias, if it is protected and somebody without the scope approve asks for it."
          snippet={requestAliasSnippet('my-model', 'champion')}
        />
      </Section>
    );
  return (
    <>
      <Cards title="For you" items={mine} />
      <Cards title="For somebody else" items={others} />
    </>
  );
}

function Cards({ title, items }: { title: string; items: readonly Approval[] }): ReactNode {
  if (items.length === 0) return null;
  return (
    <Section title={title}>
      <Stack gap="sm">
        {items.map((approval) => (
          <ApprovalCard key={approval.id} approval={approval} />
        ))}
      </Stack>
    </Section>
  );
}
