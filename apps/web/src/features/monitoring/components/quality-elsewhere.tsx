import { Anchor, List } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { Section } from '../../../components/layout/section.js';
import { paths } from '../../../lib/paths.js';

/** QualityElsewhere says where the rest of data quality is watched: columns and types, rows that come twice, too few of them, none at all. */
export function QualityElsewhere({ endpoint }: { endpoint: string }): ReactNode {
  return (
    <Section title="Watched elsewhere" note="what the values alone do not show">
      <List size="sm" spacing={4}>
        <List.Item>
          A column that is missing, unknown or of another type is refused with 422 before the model runs:{' '}
          <Anchor component={Link} size="sm" to={paths.predictionLog(endpoint, { errors: '1' })}>
            refused predictions in the log
          </Anchor>
        </List.Item>
        <List.Item>
          Rows that come twice, and fewer predictions than usual at that hour:{' '}
          <Anchor component={Link} size="sm" to={paths.newMonitor}>
            a monitor of duplicates or of volume
          </Anchor>
        </List.Item>
        <List.Item>
          Nothing comes any more:{' '}
          <Anchor component={Link} size="sm" to={paths.alertSettings}>
            an alert rule on a silent endpoint
          </Anchor>
        </List.Item>
      </List>
    </Section>
  );
}
