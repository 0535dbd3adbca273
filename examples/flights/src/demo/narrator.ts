/** Narrator tells a person at a terminal what happens: milestones with a link, and progress on one line. */
export interface Narrator {
  /** Announces a part of the loop. */
  part(title: string): void;
  /** States what was reached, with where to see it. */
  milestone(text: string, path?: string): void;
  /** Redraws the progress line; on anything but a terminal it prints a line now and then. */
  progress(text: string, done: number, total: number): void;
}

const QUIET_STEP = 0.25;

/** makeNarrator writes to `out`; `baseUrl` completes the links and `now` times each line. */
export function makeNarrator(out: NodeJS.WriteStream, baseUrl: string, now: () => number): Narrator {
  const startedAt = now();
  let open = false;
  /** The share last printed, by what goes on: several things may at once. */
  const printed = new Map<string, number>();
  const clock = () => `${((now() - startedAt) / 1000).toFixed(0).padStart(4)} s`;
  const line = (text: string) => {
    if (open) out.write('\n');
    open = false;
    out.write(`${text}\n`);
  };
  return {
    part: (title) => line(`\n${title}`),
    milestone: (text, path) =>
      line(`${clock()}  ✓ ${text}${path === undefined ? '' : `\n          ${baseUrl}${path}`}`),
    progress: (text, done, total) => {
      const share = total === 0 ? 1 : Math.min(1, done / total);
      if (out.isTTY) {
        const filled = Math.round(share * 24);
        out.write(`\r${clock()}    [${'#'.repeat(filled)}${' '.repeat(24 - filled)}] ${text}   `);
        open = true;
        return;
      }
      const what = text.replaceAll(/\d[\d,]*/g, '');
      const last = printed.get(what) ?? 0;
      const since = share < last ? share : share - last;
      if (share === last || (since < QUIET_STEP && share < 1)) return;
      printed.set(what, share);
      line(`${clock()}    ${Math.round(share * 100)} % ${text}`);
    },
  };
}
