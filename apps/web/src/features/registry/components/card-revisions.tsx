import { cardTitles, registryHistoryEndpoints, type ModelCard } from '@slipway/contracts';
import { Button, Text } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { Section } from '../../../components/layout/section.js';
import { DataTable, type Column } from '../../../components/ui/data-table.js';
import { Markdown } from '../../../components/ui/markdown.js';
import { Pager } from '../../../components/ui/pager.js';
import { TimeAgo } from '../../../components/ui/time-ago.js';
import { useCall } from '../../../lib/queries.js';
import { usePages } from '../../../lib/use-pages.js';
import { changedSections } from '../prepare/card-draft.js';

/** CardRevisions lists what was written when and by whom; an earlier revision opens as what differs from the card of today. */
export function CardRevisions({ model, current }: { model: string; current: ModelCard }): ReactNode {
  const pages = usePages(model);
  const [opened, setOpened] = useState<number | null>(null);
  const revisions = useCall(registryHistoryEndpoints.listCardRevisions, {
    params: { name: model },
    query: { limit: 20, cursor: pages.cursor },
  });
  const columns: Column<ModelCard>[] = [
    { key: 'revision', header: 'Revision', cell: ({ revision }) => revision },
    { key: 'by', header: 'Written by', cell: ({ updatedBy }) => updatedBy },
    { key: 'at', header: 'When', cell: ({ updatedAt }) => (updatedAt === null ? null : <TimeAgo at={updatedAt} />) },
    { key: 'why', header: 'Why', cell: ({ why }) => why },
    {
      key: 'open',
      header: 'Acts',
      hideHeader: true,
      align: 'right',
      cell: ({ revision }) =>
        revision === current.revision ? (
          'today'
        ) : (
          <Button
            variant="default"
            aria-expanded={opened === revision}
            onClick={() => setOpened(opened === revision ? null : revision)}
          >
            {opened === revision ? 'Hide' : 'Show'}
          </Button>
        ),
    },
  ];
  const shown = revisions.data?.items.find(({ revision }) => revision === opened);
  return (
    <Section title="Revisions" flush>
      <DataTable
        label="Revisions of the card"
        columns={columns}
        rows={revisions.data?.items}
        query={revisions}
        rowKey={({ revision }) => String(revision)}
      />
      <Pager turn={pages.turn(revisions.data?.nextCursor)} shown={revisions.data?.items.length ?? 0} noun="revision" />
      {shown !== undefined && <Earlier card={shown} current={current} />}
    </Section>
  );
}

function Earlier({ card, current }: { card: ModelCard; current: ModelCard }): ReactNode {
  const changed = changedSections(card.sections, current.sections);
  return (
    <div style={{ padding: 12 }}>
      <Text size="sm" fw={600}>
        Revision {card.revision}, where it differs from today
      </Text>
      {changed.length === 0 && <Text size="sm">Nothing differs.</Text>}
      {changed.map((name) => (
        <div key={name}>
          <Text size="sm" mt="xs">
            {cardTitles[name]}
          </Text>
          {card.sections[name] === undefined ? (
            <Text size="sm" c="dimmed">
              Nothing was written.
            </Text>
          ) : (
            <Markdown source={card.sections[name]} topLevel={4} />
          )}
        </div>
      ))}
    </div>
  );
}
