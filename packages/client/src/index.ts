export {
  createClient,
  type CallOptions,
  type Client,
  type ClientOptions,
  type Prediction,
  type RequestOf,
  type UploadedFile,
} from './create-client.js';
export { SlipwayProblem } from './slipway-problem.js';
