/** tagLines are tags as people write them: `team=ops`, or `raw` for one without a value. */
export const tagLines = (tags: Readonly<Record<string, string>>): string[] =>
  Object.entries(tags).map(([name, value]) => (value === '' ? name : `${name}=${value}`));

/** tagsOf reads them back; of a name twice the last counts. */
export const tagsOf = (lines: readonly string[]): Record<string, string> =>
  Object.fromEntries(
    lines.map((line) => {
      const cut = line.indexOf('=');
      return cut === -1 ? [line.trim(), ''] : [line.slice(0, cut).trim(), line.slice(cut + 1).trim()];
    }),
  );
