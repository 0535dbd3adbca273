import type { ExternalTarget, TargetAuth, TargetProtocol } from '@slipway/contracts';

/** TargetForm is what the dialog holds: texts as typed. */
export interface TargetForm {
  protocol: TargetProtocol;
  url: string;
  auth: TargetAuth['kind'];
  secret: string;
  region: string;
  header: string;
  request: string;
  response: string;
}

/** protocolChoices are the protocols with the form of their addresses, and how each may be signed in to. */
export const protocolChoices: readonly {
  value: TargetProtocol;
  label: string;
  example: string;
  auths: readonly TargetAuth['kind'][];
}[] = [
  {
    value: 'json',
    label: 'Plain JSON',
    example: 'https://models.example.com/score',
    auths: ['none', 'bearer', 'header', 'aws', 'google'],
  },
  {
    value: 'open-inference',
    label: 'Open Inference Protocol (KServe, Triton)',
    example: 'https://host/v2/models/late/infer',
    auths: ['none', 'bearer', 'header'],
  },
  {
    value: 'tensorflow-serving',
    label: 'TensorFlow Serving',
    example: 'https://host/v1/models/late:predict',
    auths: ['none', 'bearer', 'header'],
  },
  {
    value: 'torchserve',
    label: 'TorchServe',
    example: 'https://host/predictions/late',
    auths: ['none', 'bearer', 'header'],
  },
  {
    value: 'sagemaker',
    label: 'Amazon SageMaker',
    example: 'https://runtime.sagemaker.eu-west-1.amazonaws.com/endpoints/late/invocations',
    auths: ['aws'],
  },
  {
    value: 'vertex',
    label: 'Google Vertex AI',
    example: 'https://europe-west4-aiplatform.googleapis.com/v1/projects/7/locations/europe-west4/endpoints/9:predict',
    auths: ['google', 'bearer'],
  },
];

/** authLabels names the ways to sign in. */
export const authLabels: Readonly<Record<TargetAuth['kind'], string>> = {
  none: 'Without',
  bearer: 'Bearer token',
  header: 'A header of its own',
  aws: 'AWS Signature Version 4',
  google: 'Google service account',
};

/** emptyTarget is the form as it opens. */
export const emptyTarget: TargetForm = {
  protocol: 'json',
  url: '',
  auth: 'none',
  secret: '',
  region: '',
  header: 'x-api-key',
  request: '',
  response: '',
};

/** hasMapping tells whether a protocol follows a mapping of requests and answers. */
export const hasMapping = (protocol: TargetProtocol): boolean => ['json', 'sagemaker', 'vertex'].includes(protocol);

/** withProtocol changes the protocol; a sign-in that it does not know gives way to its first. */
export function withProtocol(form: TargetForm, protocol: TargetProtocol): TargetForm {
  const auths = protocolChoices.find(({ value }) => value === protocol)?.auths ?? [];
  return { ...form, protocol, auth: auths.includes(form.auth) ? form.auth : (auths[0] ?? 'none') };
}

/** targetOf reads the form, or says which text is no JSON. */
export function targetOf(form: TargetForm): { target: Partial<ExternalTarget> } | { problem: string } {
  const { protocol, url } = form;
  const auth = authOf(form);
  if (!hasMapping(protocol)) return { target: { protocol, url, auth } };
  const request = jsonOf(form.request);
  const response = jsonOf(form.response);
  if (request === null) return { problem: 'The request is no JSON.' };
  if (response === null || (response !== undefined && (typeof response !== 'object' || Array.isArray(response))))
    return { problem: 'The response is no JSON object of outputs and pointers.' };
  return {
    target: {
      protocol,
      url,
      auth,
      ...(request !== undefined && { request: request as ExternalTarget['request'] }),
      ...(response !== undefined && { response: response as ExternalTarget['response'] }),
    },
  };
}

function authOf({ auth, secret, region, header }: TargetForm): TargetAuth {
  switch (auth) {
    case 'none':
      return { kind: 'none' };
    case 'header':
      return { kind: 'header', header, secret };
    case 'aws':
      return { kind: 'aws', region, service: 'sagemaker', secret };
    case 'bearer':
    case 'google':
      return { kind: auth, secret };
  }
}

/** Undefined for an empty text, null for one that is no JSON. */
function jsonOf(text: string): object | string | number | boolean | null | undefined {
  if (text.trim() === '') return undefined;
  try {
    return JSON.parse(text) as object;
  } catch {
    return null;
  }
}
