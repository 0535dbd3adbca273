import type { Settings } from '../../kernel/env.js';
import { SlipwayError } from '../../kernel/errors.js';
import type { ReplicaProtocol } from '../route.js';
import type { ImageRecipe, WantedReplicas } from '../runtime.js';
import { inferenceImageName } from './inference-image.js';
import { readImages } from './operator-images.js';

/** MODEL_NAME is what every container calls its one model. */
export const MODEL_NAME = 'model';

/** readyPaths is where each protocol says that a container takes requests. */
export const readyPaths: Readonly<Record<ReplicaProtocol, string>> = {
  'open-inference': '/v2/health/ready',
  'tensorflow-serving': `/v1/models/${MODEL_NAME}`,
  torchserve: '/ping',
  openai: '/v1/models',
};

/** recipeOf is how the image is started that a version shall run in; an image that is not listed any more is `image_unknown`. */
export async function recipeOf(
  { container, version }: WantedReplicas,
  { imagesFile, inferenceImage }: Settings,
): Promise<ImageRecipe> {
  if (container.image === 'onnx')
    return {
      name: 'onnx',
      image: await inferenceImageName(inferenceImage),
      protocol: 'open-inference',
      port: 8_080,
      modelPath: '/models/model.onnx',
      command: null,
      env: {
        HOST: '0.0.0.0',
        PORT: '8080',
        MODEL_PATH: '/models/model.onnx',
        MODEL_NAME,
        MODEL_VERSION: String(version),
        INTRA_OP_THREADS: String(Math.max(1, Math.floor(container.cpus))),
        DRAIN_MS: '10000',
        ORT_DISABLE_TELEMETRY: '1',
      },
    };
  const recipe = readImages(imagesFile).find(({ name }) => name === container.image);
  if (recipe === undefined)
    throw new SlipwayError(
      'image_unknown',
      `The operator's list (SLIPWAY_IMAGES) holds no image ${container.image} any more.`,
    );
  return { ...recipe, modelPath: recipe.modelPath.replaceAll('{version}', String(version)) };
}
