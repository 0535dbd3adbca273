/**
 * bearerOfBasic turns `Basic` of MLflow's clients into `Bearer`: the password is an API token, the user name is not looked at. A password of
 * a person would cost a slow hash at every request.
 */
export function bearerOfBasic(authorization: string | undefined): string | undefined {
  const [, encoded] = /^Basic +([\w+/=-]+)$/i.exec(authorization ?? '') ?? [];
  if (encoded === undefined) return authorization;
  const pair = Buffer.from(encoded, 'base64').toString();
  return `Bearer ${pair.slice(pair.indexOf(':') + 1)}`;
}
