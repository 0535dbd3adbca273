import { registryHistoryEndpoints, type ModelVersion } from '@slipway/contracts';
import type { ReactNode } from 'react';
import { Section } from '../../../components/layout/section.js';
import { EventList } from '../../../components/ui/event-list.js';
import { Loaded } from '../../../components/ui/loaded.js';
import { Pager } from '../../../components/ui/pager.js';
import { useCall } from '../../../lib/queries.js';
import { usePages } from '../../../lib/use-pages.js';

/** VersionActivity tells what happened to one version: registered, evaluated, signed, given aliases and stages, deleted and brought back. */
export function VersionActivity({ version: { model, version } }: { version: ModelVersion }): ReactNode {
  const pages = usePages(`${model} ${version}`);
  const events = useCall(registryHistoryEndpoints.getModelTimeline, {
    params: { name: model },
    query: { version, limit: 50, cursor: pages.cursor },
  });
  return (
    <Section title="Activity" note="who did what with this version, and why">
      <Loaded query={events}>{({ items }) => <EventList events={items} />}</Loaded>
      <Pager turn={pages.turn(events.data?.nextCursor)} shown={events.data?.items.length ?? 0} noun="event" />
    </Section>
  );
}
