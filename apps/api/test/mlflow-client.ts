import type { StartedApi } from './started-api.js';

type Json = Record<string, unknown>;

/** MlflowAnswer is the status and the parsed body of an answer. */
export interface MlflowAnswer {
  status: number;
  body: Json & { error_code?: string; message?: string };
  text: string;
}

/** mlflowClient asks as MLflow's Python client does: fields of a GET in the query, lists as repeated keys, all others as a JSON body, also of a DELETE. */
export const mlflowClient =
  (api: () => StartedApi, prefix = '') =>
  async (
    method: string,
    path: string,
    fields: Json = {},
    headers: Record<string, string | undefined> = {},
  ): Promise<MlflowAnswer> => {
    const url = `${prefix}/api/2.0/mlflow/${path}`;
    const response =
      method === 'GET'
        ? await api().ask(method, `${url}?${query(fields)}`, { headers })
        : await api().ask(method, url, {
            payload: JSON.stringify(fields),
            headers: { 'content-type': 'application/json', ...headers },
          });
    return {
      status: response.statusCode,
      body: JSON.parse(response.body) as MlflowAnswer['body'],
      text: response.body,
    };
  };

function query(fields: Json): string {
  const parameters = new URLSearchParams();
  for (const [key, value] of Object.entries(fields))
    for (const item of Array.isArray(value) ? value : [value]) parameters.append(key, String(item));
  return parameters.toString();
}
