import { rolloutsEndpoints, type Replay } from '@slipway/contracts';
import type { ReactNode } from 'react';
import { Link, useParams } from 'react-router';
import { LoadedPage } from '../../../components/layout/loaded-page.js';
import { PageHeader } from '../../../components/layout/page-header.js';
import { Facts, Section } from '../../../components/layout/section.js';
import { JobProgress } from '../../../components/ui/job-progress.js';
import { Status } from '../../../components/ui/status.js';
import { TimeAgo } from '../../../components/ui/time-ago.js';
import { formatNumber } from '../../../lib/format.js';
import { paths } from '../../../lib/paths.js';
import { useCall } from '../../../lib/queries.js';
import { replayVerdict, replayVersions } from '../../../lib/replay-words.js';
import { PairSections } from '../components/pair-sections.js';

const LOOK_MS = 2_000;

/** ReplayPage answers: what would this version have said to the requests that came? */
export default function ReplayPage(): ReactNode {
  const { id = '' } = useParams();
  const replay = useCall(rolloutsEndpoints.getReplay, { params: { id } });
  return (
    <LoadedPage title="Replay" query={replay}>
      {(data) => <Content replay={data} />}
    </LoadedPage>
  );
}

function Content({ replay }: { replay: Replay }): ReactNode {
  const { endpoint, toModel, toVersion, state, report, jobId } = replay;
  const versions = replayVersions(replay);
  return (
    <>
      <PageHeader
        title={`Replay of ${endpoint} at ${versions.candidate}`}
        status={<Status of="job" value={state} />}
        verdict={replayVerdict(replay)}
      />
      {(state === 'waiting' || state === 'running') && <Running replay={replay} />}
      {report !== null && <PairSections report={report} {...versions} />}
      <Section title="What was asked">
        <Facts
          items={[
            [
              'Endpoint',
              <Link key="endpoint" to={paths.endpoint(endpoint)}>
                {endpoint}
              </Link>,
            ],
            ['Version', <Link key="version" to={paths.version(toModel, toVersion)}>{`${toModel} v${toVersion}`}</Link>],
            ['Rows at most', formatNumber(replay.rows)],
            ['Logged within', replay.hours === null ? 'all of the log' : `${formatNumber(replay.hours)} h before`],
            ['By', replay.createdBy],
            ['Started', <TimeAgo key="at" at={replay.createdAt} />],
            [
              'Job',
              <Link key="job" to={paths.job(jobId)}>
                {state === 'failed' ? 'why it ended' : 'show'}
              </Link>,
            ],
          ]}
        />
      </Section>
    </>
  );
}

function Running({ replay: { id, jobId } }: { replay: Replay }): ReactNode {
  useCall(rolloutsEndpoints.getReplay, { params: { id } }, { everyMs: LOOK_MS });
  return (
    <Section title="Under way">
      <JobProgress jobId={jobId} label="Replayed" cancelled="The replay ends" />
    </Section>
  );
}
