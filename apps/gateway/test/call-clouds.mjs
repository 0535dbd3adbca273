/** `node call-clouds.mjs FOLDER BODIES`: sends each body to the handlers of an unpacked bundle in the form of each cloud's events, and prints the answers. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const [folder = '', bodies = '[]'] = process.argv.slice(2);
/** @param {string} file */
const open = (file) => import(pathToFileURL(join(folder, file)).href);
const { handler } = await open('aws-lambda.js');
await open('azure-functions.js');
await open('google-cloud-functions.js');
const { azure, google } = /** @type {any} */ (globalThis);

/** @param {any} result an answer of a Lambda behind HTTP: these four fields and no other */
const fromLambda = ({ statusCode: status, headers, body, isBase64Encoded, ...rest }) =>
  strict({ status, headers, body }, isBase64Encoded === false, rest);

/** @type {Record<string, (body: string) => Promise<object>>} */
const clouds = {
  'aws 2.0': async (body) =>
    fromLambda(
      await handler({
        version: '2.0',
        routeKey: '$default',
        rawPath: '/',
        headers: { 'content-type': 'application/json' },
        requestContext: { http: { method: 'POST', path: '/', protocol: 'HTTP/1.1' }, stage: '$default' },
        // A payload without a body leaves the field out.
        ...(body !== '' && { body: Buffer.from(body).toString('base64') }),
        isBase64Encoded: body !== '',
      }),
    ),
  'aws 1.0': async (body) =>
    fromLambda(
      await handler({
        resource: '/',
        path: '/',
        httpMethod: 'POST',
        headers: {},
        queryStringParameters: null,
        requestContext: { httpMethod: 'POST', stage: 'prod' },
        body: body === '' ? null : body,
        isBase64Encoded: false,
      }),
    ),
  'aws balancer': async (body) =>
    fromLambda(
      await handler({
        requestContext: { elb: { targetGroupArn: 'arn:aws:elasticloadbalancing:eu:1:targetgroup/a/1' } },
        httpMethod: 'POST',
        path: '/',
        headers: {},
        body,
        isBase64Encoded: false,
      }),
    ),
  azure: async (body) => {
    const { name, options } = azure;
    const { methods, authLevel, handler: run, ...rest } = options;
    const isPublished = ['anonymous', 'function', 'admin'].includes(authLevel) && methods.join() === 'POST';
    const request = new Request('https://app.azurewebsites.net/api/predict', { method: 'POST', body });
    const { status, headers, body: said, ...more } = await run(request, { invocationId: '1', functionName: name });
    return strict({ status, headers, body: said }, isPublished && name === 'predict', { ...rest, ...more });
  },
  google: (body) =>
    new Promise((resolve) => {
      const answer = { status: 0, headers: {} };
      const response = {
        /** @param {number} status */
        status: (status) => ((answer.status = status), response),
        /** @param {object} headers */
        set: (headers) => ((answer.headers = headers), response),
        /** @param {string} said */
        send: (said) => resolve({ ...answer, body: said }),
      };
      // The framework leaves rawBody out where nothing was sent.
      void google.run({ method: 'POST', body: {}, ...(body !== '' && { rawBody: Buffer.from(body) }) }, response);
    }),
};

/**
 * @param {{status: number, headers: object, body: string}} answer
 * @param {boolean} isPublished
 * @param {object} rest what no cloud would take
 */
function strict(answer, isPublished, rest) {
  if (
    !isPublished ||
    Object.keys(rest).length > 0 ||
    typeof answer.body !== 'string' ||
    !Number.isInteger(answer.status)
  )
    throw new TypeError(`no cloud takes ${JSON.stringify({ answer, rest })}`);
  return answer;
}

const said = [];
for (const [cloud, call] of Object.entries(clouds)) {
  const answers = [];
  for (const body of JSON.parse(bodies)) answers.push(await call(body));
  said.push({ cloud, answers });
}
const direct = await handler({ rows: JSON.parse(JSON.parse(bodies)[0]).rows });
if (!('predictions' in direct)) throw new TypeError('a direct invocation gets the predictions');
process.stdout.write(JSON.stringify(said));
