/** plainMarkdown keeps stored text from becoming Markdown or HTML, on one line. */
export const plainMarkdown = (text: string): string => text.replace(/[\\`*_{}[\]<>|#]/g, '\\$&').replace(/\s+/g, ' ');

/** markdownTable is a table of stored texts. */
export const markdownTable = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows.map((row) => row.map(plainMarkdown))]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
