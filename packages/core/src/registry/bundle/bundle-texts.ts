import type { BundleManifest } from '@slipway/inference';

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

/** The first lines of each entry: the model is loaded while the function starts, not by its first caller. */
const opened = `import { openBundledModel } from './lib/bundle/bundled-model.js';
const predict = await openBundledModel(new URL('.', import.meta.url));
`;

const entries = {
  'aws-lambda.js': `import { awsLambdaHandler } from './lib/bundle/aws-lambda.js';
${opened}export const handler = awsLambdaHandler(predict);
`,
  'azure-functions.js': `import { app } from '@azure/functions';
import { azureFunctionsHandler } from './lib/bundle/azure-functions.js';
${opened}app.http('predict', { methods: ['POST'], authLevel: 'function', handler: azureFunctionsHandler(predict) });
`,
  'google-cloud-functions.js': `import { http } from '@google-cloud/functions-framework';
import { googleCloudFunctionsHandler } from './lib/bundle/google-cloud-functions.js';
${opened}http('predict', googleCloudFunctionsHandler(predict));
`,
  'node-server.js': `import { nodeServer } from './lib/bundle/node-server.js';
${opened}nodeServer(predict).listen(Number(process.env.PORT ?? 8080), process.env.HOST ?? '127.0.0.1');
`,
};

/** bundleTexts are the small files of a bundle by path: the entry of each cloud, what they install, and how to use it. */
export function bundleTexts(manifest: BundleManifest, runtimeVersion: string): Record<string, string> {
  return {
    'manifest.json': json(manifest),
    ...entries,
    'package.json': json({
      name: 'slipway-bundle',
      version: '1.0.0',
      description: `${manifest.model} v${manifest.version}`,
      private: true,
      type: 'module',
      // Where Azure Functions looks; the others are told by name.
      main: 'azure-functions.js',
      scripts: { start: 'node node-server.js' },
      engines: { node: '>=20' },
      dependencies: { 'onnxruntime-node': runtimeVersion },
      optionalDependencies: { '@azure/functions': '^4.0.0', '@google-cloud/functions-framework': '^5.0.0' },
    }),
    // onnxruntime-node fetches CUDA in its install script, which no function has.
    '.npmrc': 'ignore-scripts=true\n',
    'host.json': json({
      version: '2.0',
      extensionBundle: { id: 'Microsoft.Azure.Functions.ExtensionBundle', version: '[4.*, 5.0.0)' },
    }),
    'README.md': readme(manifest),
  };
}

function readme({ model, version, digest, schema }: BundleManifest): string {
  const row = Object.fromEntries(
    schema.features.map(({ name, type, categories }) => [name, categories?.[0] ?? sampleOf(type)]),
  );
  const body = JSON.stringify({ rows: [row] });
  return `# ${model} v${version}

Exported by Slipway, \`${digest}\`. \`model/\` holds the version's files, \`manifest.json\` the sha256 of each and the signature of the inputs,
\`signatures/\` what vouches for them, \`lib/\` the code that checks rows, runs the model and names its outputs: the same as in Slipway's gateway.
At its start a function checks the model's sha256 against the manifest.

A request is a POST with \`${body}\`. The answer is \`{"model", "version", "predictions": [...]}\`; what does not fit the signature is
answered 422 as problem+json with the wrong fields. Pictures are not decoded here: an image feature takes its numbers.

    npm install --omit=optional                                # scripts stay off: ONNX Runtime's would fetch CUDA

## Node

    npm start                                                  # PORT (8080), HOST (127.0.0.1); GET /healthz
    curl --json '${body.replaceAll("'", String.raw`'\''`)}' http://127.0.0.1:8080/

## AWS Lambda

Node 22; the binaries of other systems leave, because 250 MB is the limit.

    rm -rf node_modules/onnxruntime-node/bin/napi-v6/darwin node_modules/onnxruntime-node/bin/napi-v6/win32
    zip -qr /tmp/bundle.zip . && aws lambda create-function --function-name predict --runtime nodejs22.x --handler aws-lambda.handler \\
      --memory-size 1024 --timeout 30 --role ROLE_ARN --zip-file fileb:///tmp/bundle.zip     # above 50 MB: by S3, --code S3Bucket=...,S3Key=...

Function URLs, API Gateway (both payloads) and load balancers work, and a direct invocation with \`{"rows": [...]}\`.

## Azure Functions

    npm install && func azure functionapp publish APP_NAME      # POST https://APP_NAME.azurewebsites.net/api/predict

## Google Cloud Functions

    gcloud functions deploy predict --gen2 --runtime nodejs22 --source . --entry-point predict --trigger-http --memory 1Gi \\
      --set-build-env-vars GOOGLE_FUNCTION_SOURCE=google-cloud-functions.js

## Is it what was signed?

    pip install model-signing && model_signing verify key model --signature signatures/1.json --public_key key.pub
`;
}

const sampleOf = (type: BundleManifest['schema']['features'][number]['type']): unknown =>
  type === 'numeric' ? 0 : type === 'image' || type === 'tensor' ? [] : '';
