import type { KeyMetric, Monitor } from '@slipway/contracts';
import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { Status } from '../../../components/ui/status.js';
import { formatMetric } from '../../../lib/format.js';
import { paths } from '../../../lib/paths.js';

/** KeyMetricCell shows what a model is judged by: the number, of which version, on which data. */
export function KeyMetricCell({ metric }: { metric: KeyMetric | null }): ReactNode {
  if (metric === null) return '–';
  const { name, value, version, dataset, datasetVersion, evaluationId } = metric;
  return (
    <>
      <Link to={paths.evaluation(evaluationId)}>
        {name} {formatMetric(value)}
      </Link>
      <Text size="xs" c="dimmed">
        v{version} on {dataset} v{datasetVersion}
      </Text>
    </>
  );
}

/** DriftCell shows the monitor that watches a model's inputs where it serves. */
export function DriftCell({ monitor }: { monitor: Monitor | null }): ReactNode {
  if (monitor === null) return '–';
  return (
    <Link to={paths.monitor(monitor.name)} aria-label={`${monitor.name}, drift`}>
      <Status of="monitor" value={monitor.state} />
    </Link>
  );
}
