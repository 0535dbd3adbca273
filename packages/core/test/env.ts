/** isMany tells whether tests run on two processes' worth of the product that share one database: `npm test -- many` asks for it. */
export const isMany = (): boolean => process.env['TEST_MANY'] !== undefined;

/** realCluster is the API server that the tests of Kubernetes run against instead of their stand-in, with two bearer tokens of which the second may nothing; null without one. */
export function realCluster(
  env: NodeJS.ProcessEnv = process.env,
): { url: string; admin: string; viewer: string } | null {
  const { TEST_KUBERNETES: url, TEST_KUBERNETES_ADMIN: admin = '', TEST_KUBERNETES_VIEWER: viewer = '' } = env;
  return url === undefined ? null : { url, admin, viewer };
}

/** realEngine is the Docker Engine that tests may use; null without one. */
export const realEngine = (env: NodeJS.ProcessEnv = process.env): string | null => env.TEST_DOCKER_HOST ?? null;
