import { retrainingEndpoints, type Trigger, type TriggerDecision } from '@slipway/contracts';
import { List } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { Link, useNavigate, useParams } from 'react-router';
import { LoadedPage } from '../../../components/layout/loaded-page.js';
import { PageHeader } from '../../../components/layout/page-header.js';
import { Facts, Section } from '../../../components/layout/section.js';
import { Acts } from '../../../components/ui/acts.js';
import type { Act } from '../../../components/ui/act.js';
import { DataTable, type Column } from '../../../components/ui/data-table.js';
import { EmptyState } from '../../../components/ui/empty-state.js';
import { TimeAgo } from '../../../components/ui/time-ago.js';
import { paths } from '../../../lib/paths.js';
import { notifySuccess, useAct, useCall } from '../../../lib/queries.js';
import { useDenied } from '../../../lib/session.js';
import { TriggerDialog } from '../components/trigger-dialog.js';
import { backtestSentence, triedRows, type TriedRow } from '../prepare/backtest-rows.js';
import { conditionWords, limitWords, neededWords, reasonWords, triggerSentence } from '../prepare/trigger-words.js';

const BACKTEST_DAYS = 90;

/** TriggerPage answers: when does it train by itself, and why did it fire or hold back? */
export default function TriggerPage(): ReactNode {
  const { name = '' } = useParams();
  const trigger = useCall(retrainingEndpoints.getTrigger, { params: { name } }, { everyMs: 5_000 });
  const decisions = useCall(
    retrainingEndpoints.listTriggerDecisions,
    { params: { name }, query: { limit: 100 } },
    { everyMs: 5_000 },
  );
  const backtest = useCall(retrainingEndpoints.backtestTrigger, { params: { name }, query: { days: BACKTEST_DAYS } });
  const [isEditing, setEditing] = useState(false);
  const acts = useTriggerActs(trigger.data, () => setEditing(true));
  return (
    <LoadedPage title={name} query={trigger}>
      {(data) => (
        <>
          <PageHeader
            title={data.name}
            verdict={{ tone: data.enabled ? 'info' : 'unknown', sentence: triggerSentence(data) }}
            actions={<Acts acts={acts} />}
          />
          {isEditing && <TriggerDialog trigger={data} onClose={() => setEditing(false)} />}
          <Section title="Trains when" note={neededWords(data)}>
            <List size="sm">
              {data.conditions.map((condition) => (
                <List.Item key={JSON.stringify(condition)}>
                  {'monitor' in condition ? (
                    <Link to={paths.monitor(condition.monitor)}>{conditionWords(condition)}</Link>
                  ) : (
                    conditionWords(condition)
                  )}
                </List.Item>
              ))}
            </List>
          </Section>
          <Section title="Fired and held back" flush>
            <DataTable
              label="Decisions"
              columns={decisionColumns}
              rows={decisions.data?.items}
              query={decisions}
              rowKey={({ at, why }) => `${at} ${why}`}
              empty={
                <EmptyState
                  title="It never fired"
                  text="Each firing and each holding back is kept here with its reason."
                />
              }
            />
          </Section>
          <Section
            title="Back-test"
            note={`the ${BACKTEST_DAYS} days before the newest event; a training takes no time here`}
            flush
          >
            <DataTable
              label="Back-test"
              columns={triedColumns}
              rows={backtest.data && triedRows(backtest.data)}
              query={backtest}
              rowKey={({ at, what }) => `${at} ${what}`}
              empty={
                <EmptyState
                  title="It would not have fired"
                  text={backtest.data ? backtestSentence(backtest.data) : ''}
                />
              }
            />
          </Section>
          <Section title="Settings">
            <Facts
              items={[
                ['Starts', data.thenRollOut === null ? data.trainer : `${data.trainer}, then a canary`],
                [
                  'Model',
                  <Link key="m" to={paths.model(data.input.model)}>
                    {data.input.model}
                  </Link>,
                ],
                ['Learns from', data.input.endpoint ?? data.input.dataset ?? '–'],
                ['Limits', limitWords(data).join(' · ')],
                ['Budget left', data.budgetLeft],
                ['Next look', <TimeAgo key="n" at={data.nextLookAt} />],
                ['Last fired', <TimeAgo key="f" at={data.lastFiredAt} />],
              ]}
            />
          </Section>
        </>
      )}
    </LoadedPage>
  );
}

function useTriggerActs(trigger: Trigger | undefined, edit: () => void): Act[] {
  const navigate = useNavigate();
  const denied = useDenied('write');
  const fire = useAct(retrainingEndpoints.fireTrigger, {
    onDone: (decision) =>
      notifySuccess(decision.outcome === 'fired' ? 'The training run has started' : `Held back: ${decision.why}`),
  });
  const update = useAct(retrainingEndpoints.updateTrigger, {});
  const remove = useAct(retrainingEndpoints.deleteTrigger, { onDone: () => void navigate(paths.trainers) });
  if (trigger === undefined) return [];
  const params = { name: trigger.name };
  const effect = `${trigger.trainer} starts now and makes a new version of ${trigger.input.model}.`;
  return [
    {
      label: 'Fire trigger',
      primary: true,
      disabled: denied,
      confirm: { kind: 'dialog', effect: `${effect} Cool-down, budget and quiet hours are kept.` },
      call: () => fire.mutateAsync({ params, body: {} }),
    },
    { label: 'Change trigger', disabled: denied, call: async () => edit() },
    {
      label: 'Fire in spite of limits',
      disabled: denied,
      confirm: {
        kind: 'dialog',
        effect: `${effect} That cool-down, budget and quiet hours were passed over is recorded.`,
      },
      call: () => fire.mutateAsync({ params, body: { force: true } }),
    },
    {
      label: trigger.enabled ? 'Turn off trigger' : 'Turn on trigger',
      disabled: denied,
      call: () => update.mutateAsync({ params, body: { enabled: !trigger.enabled } }),
    },
    {
      label: 'Delete trigger',
      danger: true,
      disabled: denied,
      confirm: { kind: 'type', name: trigger.name, effect: 'The trigger and its decisions go; training runs stay.' },
      call: () => remove.mutateAsync({ params }),
    },
  ];
}

const decisionColumns: Column<TriggerDecision>[] = [
  { key: 'at', header: 'When', cell: ({ at }) => <TimeAgo at={at} /> },
  { key: 'what', header: 'Decided', cell: (decision) => reasonWords(decision) },
  { key: 'why', header: 'Why', cell: ({ why }) => why },
  {
    key: 'conditions',
    header: 'Conditions',
    cell: ({ conditions }) => `${conditions.filter(({ met }) => met).length} of ${conditions.length}`,
  },
  {
    key: 'run',
    header: 'Led to',
    cell: ({ trainingRunId }) =>
      trainingRunId === null ? '–' : <Link to={paths.trainingRun(trainingRunId)}>training run</Link>,
  },
  { key: 'again', header: 'Looks again', cell: ({ lookAgainAt }) => <TimeAgo at={lookAgainAt} /> },
];

const triedColumns: Column<TriedRow>[] = [
  { key: 'at', header: 'Event time', cell: ({ at }) => <TimeAgo at={at} /> },
  { key: 'what', header: 'Would have', cell: ({ what }) => what },
  { key: 'why', header: 'Why', cell: ({ why }) => why },
];
