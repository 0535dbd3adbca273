import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { ToneWord } from '../../components/ui/status.js';
import { formatClock } from '../../lib/format.js';
import { useLive, type LiveState } from '../../lib/live.js';
import { paths } from '../../lib/paths.js';

/** LiveMark tells whether this page follows what happens, or since when it does not; it opens the system's state. */
export function LiveMark(): ReactNode {
  return (
    <Link to={`${paths.settings}?tab=system`} title="System state" style={{ fontSize: 13, textDecoration: 'none' }}>
      {markOf(useLive())}
    </Link>
  );
}

function markOf({ mode, since }: LiveState): ReactNode {
  if (mode === 'live') return <ToneWord tone="good" word="Live" />;
  if (mode === 'connecting') return <ToneWord tone="unknown" word="Connecting" live />;
  return <ToneWord tone="warn" word={`Offline since ${formatClock(since)}`} />;
}
