import type { Monitor } from '@slipway/contracts';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { Facts, Section } from '../../../components/layout/section.js';
import { TimeAgo } from '../../../components/ui/time-ago.js';
import { countOf, formatMetric, formatNumber, formatPercent } from '../../../lib/format.js';
import { paths } from '../../../lib/paths.js';
import { sliceText } from '../../../lib/slice-text.js';
import { kindWatches } from '../prepare/monitor-kinds.js';
import { falseAlarmText } from '../prepare/monitor-words.js';

/** MonitorSettings says what a monitor looks at, and when it alarms. */
export function MonitorSettings({ monitor }: { monitor: Monitor }): ReactNode {
  return (
    <Section title="Settings">
      <Facts
        items={[
          [
            'Endpoint',
            <Link key="e" to={paths.endpoint(monitor.endpoint)}>
              {monitor.endpoint}
            </Link>,
          ],
          ['Window', monitor.window],
          ['Closes by', monitor.closeBy === 'clock' ? 'the clock' : 'a later event time'],
          ['Watches', kindWatches[monitor.kind]],
          ['Limit', monitor.limit === null ? null : `${monitor.metric} ${formatMetric(monitor.limit)}`],
          ['Rows', monitor.slice === null ? null : sliceText(monitor.slice)],
          ['Compared with', monitor.reference === 'baseline' ? null : 'the same time of the four weeks before'],
          ['Without outcomes', monitor.fromEstimate ? 'alarms on the estimate' : null],
          ['Alarm after', `${monitor.alarmAfter} of ${monitor.alarmOf} windows`],
          ['Cool-down', monitor.coolDownWindows === 0 ? null : countOf(monitor.coolDownWindows, 'window')],
          ['Expect', falseAlarmText(monitor.kind, monitor.alpha, monitor.alarmAfter)],
          ['Floor', monitor.kind === 'performance' ? null : formatPercent(monitor.floor)],
          [monitor.kind === 'volume' ? 'Fewest usual predictions' : 'Fewest rows', formatNumber(monitor.minimumRows)],
          ['Positive outcome', monitor.positive],
          ['Last run', <TimeAgo key="t" at={monitor.lastRunAt} />],
          ['Next run', monitor.enabled ? <TimeAgo key="n" at={monitor.nextRunAt} /> : 'none: it is turned off'],
        ]}
      />
    </Section>
  );
}
