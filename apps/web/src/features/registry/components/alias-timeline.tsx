import { registryHistoryEndpoints } from '@slipway/contracts';
import { Button, Group, Slider, Text } from '@mantine/core';
import { useMemo, type CSSProperties, type ReactNode } from 'react';
import { Link } from 'react-router';
import { Section } from '../../../components/layout/section.js';
import { Loaded } from '../../../components/ui/loaded.js';
import { formatExact, formatTime } from '../../../lib/format.js';
import { useNow } from '../../../lib/now.js';
import { paths } from '../../../lib/paths.js';
import { useCall } from '../../../lib/queries.js';
import { useUrlState } from '../../../lib/url-state.js';
import {
  aliasTimeline,
  changeTimes,
  holdersAt,
  holdersSentence,
  type AliasTimeline as Timeline,
  type TimelineSpan,
} from '../prepare/alias-timeline.js';
import styles from './alias-timeline.module.css';

const STEPS = 1000;

/** AliasTimeline shows which version held which alias and stage, and asks it of any time: by slider, by change, or by `?at=`. */
export function AliasTimeline({ model }: { model: string }): ReactNode {
  const periods = useCall(registryHistoryEndpoints.listAliasPeriods, {
    params: { name: model },
    query: { limit: 500 },
  });
  const now = useNow(60_000);
  const timeline = useMemo(() => aliasTimeline(periods.data?.items ?? [], now), [periods.data, now]);
  return (
    <Section title="Who was champion when?" note="every alias and stage since the first was set">
      <Loaded query={periods}>
        {({ items }) =>
          items.length === 0 ? (
            <Text size="sm" c="dimmed">
              No alias was ever set. Set champion to say which version is the one to use.
            </Text>
          ) : (
            <Lanes model={model} timeline={timeline} />
          )
        }
      </Loaded>
    </Section>
  );
}

function Lanes({ model, timeline }: { model: string; timeline: Timeline }): ReactNode {
  const [at, setAt] = useUrlState<string>('at', '');
  const { fromMs, toMs, lanes } = timeline;
  const asked = Date.parse(at);
  const atMs = Number.isNaN(asked) ? toMs : Math.min(toMs, Math.max(fromMs, asked));
  const place = (atMs - fromMs) / (toMs - fromMs);
  const goTo = (ms: number): void => setAt(ms >= toMs ? '' : new Date(ms).toISOString());
  const times = changeTimes(timeline);
  const earlier = times.findLast((time) => time < atMs);
  const later = times.find((time) => time > atMs);
  const when = new Date(atMs).toISOString();
  return (
    <>
      <div className={styles.timeline}>
        {lanes.map(({ kind, name, spans }) => (
          <Lane key={`${kind} ${name}`} label={kind === 'stage' ? `stage ${name}` : name}>
            {spans.map((span) => (
              <Span key={span.period.fromAt} model={model} span={span} />
            ))}
            <span className={styles.cursor} style={{ left: percent(place) }} />
          </Lane>
        ))}
        <span />
        <Slider
          min={0}
          max={STEPS}
          value={Math.round(place * STEPS)}
          onChange={(value) => goTo(fromMs + (value / STEPS) * (toMs - fromMs))}
          label={null}
          size="sm"
          color="var(--slip-candidate)"
          thumbLabel="Time"
          thumbProps={{ 'aria-valuetext': formatExact(when) }}
        />
        <span />
        <div className={styles.axis} aria-hidden>
          <span>{formatTime(new Date(fromMs).toISOString(), toMs)}</span>
          <span>now</span>
        </div>
      </div>
      <Group justify="space-between" gap="xs" mt="sm">
        <Text size="sm" role="status">
          {at === '' ? 'Now' : formatExact(when)}: {holdersSentence(holdersAt(timeline, atMs), at !== '')}.
        </Text>
        <Group gap="xs">
          <Button variant="default" disabled={earlier === undefined} onClick={() => goTo(earlier ?? fromMs)}>
            Change before
          </Button>
          <Button variant="default" disabled={later === undefined} onClick={() => goTo(later ?? toMs)}>
            Change after
          </Button>
        </Group>
      </Group>
    </>
  );
}

function Lane({ label, children }: { label: string; children: ReactNode }): ReactNode {
  return (
    <>
      <span className={styles.name}>{label}</span>
      <div className={styles.track} role="group" aria-label={label}>
        {children}
      </div>
    </>
  );
}

function Span({ model, span: { version, start, end, period } }: { model: string; span: TimelineSpan }): ReactNode {
  const { fromAt, untilAt, by, why } = period;
  const until = untilAt === null ? 'until now' : `until ${formatExact(untilAt)}`;
  const words = `v${version} from ${formatExact(fromAt)} ${until}, set by ${by}${why === null ? '' : `: ${why}`}`;
  const style: CSSProperties = { left: percent(start), width: percent(end - start) };
  return (
    <Link
      to={paths.version(model, version)}
      className={untilAt === null ? `${styles.span} ${styles.open}` : styles.span}
      style={style}
      title={words}
      aria-label={words}
    >
      v{version}
    </Link>
  );
}

const percent = (share: number): string => `${share * 100}%`;
