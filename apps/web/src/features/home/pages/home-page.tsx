import { overviewEndpoints, type Home } from '@slipway/contracts';
import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { PageHeader } from '../../../components/layout/page-header.js';
import { Columns, Section } from '../../../components/layout/section.js';
import { EmptyState } from '../../../components/ui/empty-state.js';
import { EventList } from '../../../components/ui/event-list.js';
import { Loaded } from '../../../components/ui/loaded.js';
import { Stat, Stats } from '../../../components/ui/stat.js';
import { formatCompact } from '../../../lib/format.js';
import { paths } from '../../../lib/paths.js';
import { useCall } from '../../../lib/queries.js';
import { uploadModelSnippet } from '../../../lib/snippets.js';
import { EndpointTable } from '../components/endpoint-table.js';
import { NeedsYouList } from '../components/needs-you-list.js';
import { homeTone } from '../prepare/needs-you.js';

/** HomePage answers: does anything need me? */
export default function HomePage(): ReactNode {
  const home = useCall(overviewEndpoints.getHome, {}, { everyMs: 15_000 });
  return (
    <>
      <PageHeader title="Home" verdict={home.data && { tone: homeTone(home.data), sentence: home.data.sentence }} />
      <Loaded query={home}>{(data) => <Content home={data} />}</Loaded>
    </>
  );
}

function Content({ home: { counts, needsYou, activity } }: { home: Home }): ReactNode {
  return (
    <>
      {needsYou.length > 0 && (
        <Section title="Needs you">
          <NeedsYouList items={needsYou} />
        </Section>
      )}
      {counts.models === 0 && <FirstSteps />}
      <Section title="Endpoints" note="numbers of the last 15 minutes" flush>
        <EndpointTable />
      </Section>
      <Columns min={420}>
        <Section title="Activity" actions={<Link to={paths.audit}>All</Link>}>
          <EventList events={activity} />
        </Section>
        <Stats>
          <Stat label="Models" value={formatCompact(counts.models)} to={paths.models} />
          <Stat label="Endpoints" value={formatCompact(counts.endpoints)} to={paths.endpoints} />
          <Stat label="Active rollouts" value={formatCompact(counts.activeRollouts)} to={paths.rollouts} />
          <Stat
            label="Firing alerts"
            value={formatCompact(counts.firingAlerts)}
            to={paths.alerts}
            {...(counts.firingAlerts > 0 && { tone: 'bad' })}
          />
          <Stat label="Running jobs" value={formatCompact(counts.runningJobs)} to={paths.jobs} />
          <Stat
            label="Failed jobs"
            value={formatCompact(counts.failedJobs)}
            to={paths.jobs}
            {...(counts.failedJobs > 0 && { tone: 'warn' })}
          />
        </Stats>
      </Columns>
    </>
  );
}

function FirstSteps(): ReactNode {
  return (
    <Section title="Start here" flush>
      <EmptyState
        title="No model yet"
        text="Upload an ONNX model here or from a shell, or watch the whole loop on real flights: npm run demo, in the folder of Slipway."
        snippet={uploadModelSnippet('my-model')}
      >
        <Button component={Link} to={`${paths.models}?upload=1`}>
          Upload model
        </Button>
      </EmptyState>
    </Section>
  );
}
