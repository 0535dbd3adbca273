import { retrainingEndpoints, type TrainingRun } from '@slipway/contracts';
import { Code, Stepper } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link, useParams } from 'react-router';
import { LoadedPage } from '../../../components/layout/loaded-page.js';
import { PageHeader } from '../../../components/layout/page-header.js';
import { Columns, Facts, Section } from '../../../components/layout/section.js';
import { Status } from '../../../components/ui/status.js';
import { TimeAgo } from '../../../components/ui/time-ago.js';
import { formatDigest, formatMetric, formatNumber, formatSpan } from '../../../lib/format.js';
import { paths } from '../../../lib/paths.js';
import { useCall } from '../../../lib/queries.js';

/** TrainingRunPage answers: why did it train, on what, and what came out? */
export default function TrainingRunPage(): ReactNode {
  const { id = '' } = useParams();
  const run = useCall(retrainingEndpoints.getTrainingRun, { params: { id } }, { everyMs: 2_000 });
  return (
    <LoadedPage title="Training run" query={run}>
      {(data) => (
        <>
          <PageHeader
            title={`${data.model} by ${data.trainer}`}
            status={<Status of="job" value={data.state} />}
            verdict={{
              tone: data.state === 'failed' ? 'bad' : data.state === 'done' ? 'good' : 'info',
              sentence: data.error ?? data.why,
            }}
          />
          <Section title="From trigger to version">
            <Stepper
              active={stageOf(data)}
              size="sm"
              allowNextStepsSelect={false}
              color={data.state === 'failed' ? 'bad' : 'good'}
            >
              <Stepper.Step label="Trigger" description={data.trigger ?? data.startedBy} />
              <Stepper.Step
                label="Data"
                description={data.dataRows === null ? '' : `${formatNumber(data.dataRows)} labelled rows`}
              />
              <Stepper.Step
                label="Train"
                description={data.finishedAt === null ? '' : formatSpan(data.startedAt, data.finishedAt, 0)}
              />
              <Stepper.Step label="Register" description={data.version === null ? '' : `v${data.version}`} />
            </Stepper>
          </Section>
          <Columns>
            <Section title="Input and result">
              <Facts
                items={[
                  [
                    'Version',
                    data.version === null ? (
                      '–'
                    ) : (
                      <Link key="v" to={paths.version(data.model, data.version)}>
                        v{data.version}
                      </Link>
                    ),
                  ],
                  [
                    'Learned from',
                    data.endpoint === null
                      ? (data.input.dataset ?? '–')
                      : `${data.endpoint}, last ${data.input.windowDays} days of event time`,
                  ],
                  ['Data digest', formatDigest(data.dataDigest)],
                  ['Exit code', data.exitCode ?? '–'],
                  ['Started', <TimeAgo key="s" at={data.startedAt} />],
                  ...Object.entries(data.metrics).map(([name, value]): [string, ReactNode] => [
                    name,
                    formatMetric(value),
                  ]),
                ]}
              />
            </Section>
            <Section title="Log" note="the last 64 KiB">
              <Code block tabIndex={0} style={{ maxHeight: 360, overflow: 'auto' }}>
                {data.log === '' ? 'Nothing printed yet.' : data.log}
              </Code>
            </Section>
          </Columns>
        </>
      )}
    </LoadedPage>
  );
}

/** stageOf is how many stages are behind a run: trigger, data, train, register. */
function stageOf({ dataRows, exitCode, version }: TrainingRun): number {
  if (version !== null) return 4;
  if (exitCode === 0) return 3;
  return dataRows === null ? 1 : 2;
}
