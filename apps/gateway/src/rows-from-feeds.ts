import { readElement, takesColumns, type Tensors, type VersionSchema } from '@slipway/inference';

/** rowsFromFeeds turns the tensors of a protocol request back into rows by feature, for log and monitors; null when the inputs are no columns. */
export function rowsFromFeeds(schema: VersionSchema, feeds: Tensors): Record<string, unknown>[] | null {
  if (!schema.inputs.every(takesColumns)) return null;
  const count = Object.values(feeds)[0]?.shape[0] ?? 0;
  return Array.from({ length: count }, (_, row) =>
    Object.fromEntries(
      schema.features.map(({ name, input, index }) => {
        const tensor = feeds[input];
        return [name, tensor === undefined ? null : readElement(tensor, row * (tensor.shape[1] ?? 1) + index)];
      }),
    ),
  );
}
