import { graphEndpoints, type ModelGraph, type ModelVersion } from '@slipway/contracts';
import { Anchor, Breadcrumbs, Group, Text } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { Section } from '../../../components/layout/section.js';
import { Loaded } from '../../../components/ui/loaded.js';
import { countOf, middleCut } from '../../../lib/format.js';
import { useCall } from '../../../lib/queries.js';
import { useUrlState } from '../../../lib/url-state.js';
import { GraphCanvas } from './graph-canvas.js';
import { GraphDetails } from './graph-details.js';
import { GraphSearch } from './graph-search.js';
import styles from './graph-view.module.css';

/** GraphView draws the graph of a version, level by level; the level is kept in the address. */
export function GraphView({ version: { model, version } }: { version: ModelVersion }): ReactNode {
  const [at, setAt] = useUrlState<string>('at', '');
  const [selected, setSelected] = useState<string | null>(null);
  const graph = useCall(graphEndpoints.getGraph, { params: { name: model, version }, query: { at } });
  const open = (level: string): void => {
    setSelected(null);
    setAt(level);
  };
  return (
    <Section
      title="Graph"
      note={graph.data && countOf(graph.data.operators, 'operator')}
      actions={
        <GraphSearch
          model={model}
          version={version}
          onFound={(match) => {
            setAt(match.at);
            setSelected(match.id);
          }}
        />
      }
    >
      <Loaded query={graph}>
        {(data) => (
          <>
            <Trail trail={data.trail} onOpen={open} />
            <div className={styles.panes}>
              <GraphCanvas
                graph={data}
                selected={selected}
                onSelect={setSelected}
                onEnter={({ into }) => into[0] && open(into[0].at)}
                onLeave={() => {
                  const around = data.trail.at(-2);
                  if (around !== undefined) open(around.at);
                }}
              />
              <aside className={styles.details} aria-label="The selected box">
                <GraphDetails box={data.boxes.find(({ id }) => id === selected)} onOpen={open} />
              </aside>
            </div>
          </>
        )}
      </Loaded>
    </Section>
  );
}

function Trail({ trail, onOpen }: { trail: ModelGraph['trail']; onOpen: (at: string) => void }): ReactNode {
  if (trail.length < 2) return null;
  return (
    <Group mb="xs" component="nav" aria-label="Levels of the graph">
      <Breadcrumbs separator="›">
        {trail.map(({ label, at }, index) =>
          index === trail.length - 1 ? (
            <Text key={at} size="sm" aria-current="page">
              {middleCut(label, 40)}
            </Text>
          ) : (
            <Anchor key={at} size="sm" component="button" type="button" onClick={() => onOpen(at)}>
              {middleCut(label, 40)}
            </Anchor>
          ),
        )}
      </Breadcrumbs>
    </Group>
  );
}
