import { registryHistoryEndpoints, type ModelVersion } from '@slipway/contracts';
import { Button, Text } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { Link } from 'react-router';
import { Section } from '../../../components/layout/section.js';
import { Loaded } from '../../../components/ui/loaded.js';
import { formatExact } from '../../../lib/format.js';
import { useCall } from '../../../lib/queries.js';
import { lineagePicture, type LineageNode } from '../prepare/lineage-picture.js';
import styles from './lineage-panel.module.css';

const NODE = 44;
const GAP = 8;

/** LineagePanel draws what a version came from, the version, and what came of it; every box that has a page leads there. */
export function LineagePanel({ version: { model, version } }: { version: ModelVersion }): ReactNode {
  const links = useCall(registryHistoryEndpoints.getVersionLineage, { params: { name: model, version } });
  const [all, setAll] = useState(false);
  return (
    <Section title="Lineage" note="what it came from, what came of it">
      <Loaded query={links}>
        {({ items }) => {
          const { upstream, downstream, hidden } = lineagePicture(items, all);
          return (
            <>
              <div className={styles.picture}>
                <Side label="Came from" nodes={upstream} empty="Nothing is known of its origin." />
                <Lines count={upstream.length} />
                <span className={`${styles.node} ${styles.self}`}>
                  {model} v{version}
                  <span className={styles.kind}>this version</span>
                </span>
                <Lines count={downstream.length} mirrored />
                <Side label="Led to" nodes={downstream} empty="Nothing was made of it yet." />
              </div>
              {hidden > 0 && (
                <Button variant="subtle" mt="xs" onClick={() => setAll(true)}>
                  Show {hidden} more
                </Button>
              )}
            </>
          );
        }}
      </Loaded>
    </Section>
  );
}

function Side({ label, nodes, empty }: { label: string; nodes: readonly LineageNode[]; empty: string }): ReactNode {
  if (nodes.length === 0)
    return (
      <Text size="sm" c="dimmed">
        {empty}
      </Text>
    );
  return (
    <ul className={styles.side} aria-label={label}>
      {nodes.map((node) => (
        <li key={node.key}>
          <Box node={node} />
        </li>
      ))}
    </ul>
  );
}

function Box({ node: { kind, label, relation, path, at } }: { node: LineageNode }): ReactNode {
  const title = `${kind} ${label}: ${relation}${at === null ? '' : `, ${formatExact(at)}`}`;
  const content = (
    <>
      {label}
      <span className={styles.kind}>
        {kind}, {relation}
      </span>
    </>
  );
  return path === null ? (
    <span className={styles.node} title={title}>
      {content}
    </span>
  ) : (
    <Link className={styles.node} to={path} title={title}>
      {content}
    </Link>
  );
}

/** Curves from each box of a side to the middle; the boxes have one height, so their places are known. */
function Lines({ count, mirrored = false }: { count: number; mirrored?: boolean }): ReactNode {
  if (count === 0) return <span />;
  const height = count * NODE + (count - 1) * GAP;
  return (
    <svg
      className={styles.lines}
      viewBox={`0 0 56 ${height}`}
      height={height}
      preserveAspectRatio="none"
      transform={mirrored ? 'scale(-1 1)' : undefined}
      aria-hidden
    >
      {Array.from({ length: count }, (_, index) => {
        const y = index * (NODE + GAP) + NODE / 2;
        return <path key={index} d={`M0 ${y} C28 ${y} 28 ${height / 2} 56 ${height / 2}`} />;
      })}
    </svg>
  );
}
