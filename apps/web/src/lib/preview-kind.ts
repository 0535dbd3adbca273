/** PreviewKind is how a file can be looked at in the page; `none` is only downloaded. */
export type PreviewKind = 'image' | 'table' | 'text' | 'none';

const images = /\.(png|jpe?g|gif|webp|bmp)$/i;
const tables = /\.(csv|tsv)$/i;
const texts =
  /\.(txt|md|json|ya?ml|xml|log|py|ts|js|sh|toml|ini|cfg|html?|svg|geojson|jsonl|sql)$|(^|\/)(MLmodel|Dockerfile|README|LICENSE)$/i;

/** previewKindOf tells by its name how a file is looked at; HTML and SVG are shown as text, so that none of their code runs. */
export function previewKindOf(path: string): PreviewKind {
  if (images.test(path)) return 'image';
  if (tables.test(path)) return 'table';
  return texts.test(path) ? 'text' : 'none';
}

/** csvRows reads the first rows of separated values: quoted cells, doubled quotes, line breaks in cells. */
export function csvRows(text: string, separator: string, limit: number): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = '';
  let quoted = false;
  for (let at = 0; at < text.length && rows.length < limit; at++) {
    const char = text.charAt(at);
    if (quoted && char === '"' && text.charAt(at + 1) === '"') {
      cell += '"';
      at += 1;
    } else if (char === '"' && (quoted || cell === '')) quoted = !quoted;
    else if (!quoted && (char === separator || char === '\n')) {
      row.push(cell);
      cell = '';
      if (char === '\n') {
        rows.push(row);
        row = [];
      }
    } else if (quoted || char !== '\r') cell += char;
  }
  if (rows.length < limit && (cell !== '' || row.length > 0)) rows.push([...row, cell]);
  return rows;
}
