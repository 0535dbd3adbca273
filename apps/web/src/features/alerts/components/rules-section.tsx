import { alertingEndpoints, type AlertRule } from '@slipway/contracts';
import { useState, type ReactNode } from 'react';
import { Section } from '../../../components/layout/section.js';
import { Acts } from '../../../components/ui/acts.js';
import { DataTable, type Column } from '../../../components/ui/data-table.js';
import { EmptyState } from '../../../components/ui/empty-state.js';
import { Status, ToneWord } from '../../../components/ui/status.js';
import { useAct, useCall } from '../../../lib/queries.js';
import { tellSnippet } from '../../../lib/snippets.js';
import { useDenied } from '../../../lib/session.js';
import { conditionWords, topicWords } from '../../../components/ui/topic-words.js';
import { RuleDialog } from './rule-dialog.js';

const columns: readonly Column<AlertRule>[] = [
  { key: 'name', header: 'Rule', cell: ({ name }) => <b>{name}</b>, sortBy: ({ name }) => name },
  {
    key: 'topic',
    header: 'Watches',
    cell: ({ topic, endpoint }) => `${topicWords[topic]}${endpoint === null ? '' : ` at ${endpoint}`}`,
  },
  { key: 'condition', header: 'Fires', cell: ({ topic, condition }) => conditionWords(topic, condition) },
  { key: 'severity', header: 'Severity', cell: ({ severity }) => <Status of="severity" value={severity} /> },
  { key: 'channels', header: 'Tells', cell: ({ channels }) => channels.join(', ') || 'nobody' },
  {
    key: 'on',
    header: 'State',
    cell: ({ enabled }) => <ToneWord tone={enabled ? 'good' : 'unknown'} word={enabled ? 'On' : 'Off'} />,
  },
  { key: 'acts', header: 'Acts', cell: (rule) => <RuleActs rule={rule} /> },
];

/** RulesSection lists what is watched and who is told. */
export function RulesSection(): ReactNode {
  const rules = useCall(alertingEndpoints.listRules, { query: { limit: 200 } });
  return (
    <Section title="Rules" flush>
      <DataTable
        label="Rules"
        columns={columns}
        rows={rules.data?.items}
        query={rules}
        rowKey={({ name }) => name}
        empty={
          <EmptyState
            title="No rule yet"
            text="A rule says what to watch and whom to tell: add a channel, then a rule that names it."
            snippet={tellSnippet()}
          />
        }
      />
    </Section>
  );
}

function RuleActs({ rule }: { rule: AlertRule }): ReactNode {
  const { name, enabled } = rule;
  const [editing, setEditing] = useState(false);
  const denied = useDenied('write');
  const update = useAct(alertingEndpoints.updateRule, {
    success: ({ enabled: isOn }) => `${name} is ${isOn ? 'on' : 'off'}`,
  });
  const remove = useAct(alertingEndpoints.deleteRule, { success: `${name} is deleted` });
  return (
    <>
      <Acts
        row
        acts={[
          { label: 'Change', disabled: denied, call: () => setEditing(true) },
          {
            label: enabled ? 'Turn off' : 'Turn on',
            disabled: denied,
            call: () => update.mutateAsync({ params: { name }, body: { enabled: !enabled } }),
          },
          {
            label: 'Delete',
            danger: true,
            disabled: denied,
            call: () => remove.mutateAsync({ params: { name } }),
            confirm: {
              kind: 'dialog',
              effect: `Nobody is told any more, and the alerts that ${name} fired are deleted.`,
            },
          },
        ]}
      />
      {editing && <RuleDialog rule={rule} onClose={() => setEditing(false)} />}
    </>
  );
}
