import type { FieldError } from './inference-error.js';
import type { TensorSpec } from './tensors.js';
import type { ImagePreparation } from './version-schema.js';

const LARGEST_SIDE = 8_192;
const keys = ['layout', 'fit', 'shortestSide', 'order', 'scale', 'mean', 'std'];

/** ImageSize is what an input wants of an image. */
export interface ImageSize {
  readonly channels: 1 | 3;
  readonly height: number;
  readonly width: number;
}

/** imageSizeOf is the size that an input of four axes fixes, or null when it leaves it open or has another number of channels. */
export function imageSizeOf({ shape }: TensorSpec, layout: ImagePreparation['layout']): ImageSize | null {
  const [, second = -1, third = -1, fourth = -1] = shape;
  const [channels, height, width] = layout === 'nchw' ? [second, third, fourth] : [fourth, second, third];
  const fits = shape.length === 4 && (channels === 1 || channels === 3) && [height, width].every(isSide);
  return fits ? { channels, height, width } : null;
}

/**
 * readImagePreparation checks how an author wants images to be prepared, and fills in what is left out: channels first, `cover`, RGB (grey
 * for one channel), values of 0 to 1. Problems go to `fail`.
 */
export function readImagePreparation(
  declared: unknown,
  path: string,
  input: TensorSpec | undefined,
  fail: (error: FieldError) => void,
): ImagePreparation {
  const fields = typeof declared === 'object' && declared !== null ? (declared as Record<string, unknown>) : {};
  const wrong = (name: string, message: string): void =>
    fail({ path: name === '' ? path : `${path}.${name}`, message });
  if (fields !== declared || Array.isArray(declared)) wrong('', 'expected an object');
  for (const name of Object.keys(fields)) if (!keys.includes(name)) wrong(name.slice(0, 100), 'is not a known field');
  const choice = <T extends string>(name: string, choices: readonly [T, ...T[]], otherwise: T): T => {
    const value = fields[name] ?? otherwise;
    const found = choices.find((one) => one === value);
    if (found === undefined) wrong(name, `expected one of ${choices.join(', ')}`);
    return found ?? otherwise;
  };
  const layout = choice('layout', ['nchw', 'nhwc'], 'nchw');
  const size = input && imageSizeOf(input, layout);
  if (input && !size)
    wrong('layout', `input ${input.name} [${input.shape.join(',')}] is no image of fixed size with 1 or 3 channels`);
  const channels = size?.channels ?? 3;
  const order = choice('order', ['rgb', 'bgr', 'grey'], channels === 1 ? 'grey' : 'rgb');
  if ((order === 'grey') !== (channels === 1)) wrong('order', `the input has ${channels} channels`);
  const byChannel = (name: 'mean' | 'std', otherwise: number): number[] => {
    const value = fields[name] ?? Array.from({ length: channels }, () => otherwise);
    const isFit = Array.isArray(value) && value.length === channels && value.every((one) => Number.isFinite(one));
    if (!isFit || (name === 'std' && (value as number[]).some((one) => one <= 0)))
      wrong(name, `expected ${channels} number${channels === 1 ? '' : 's'}${name === 'std' ? ' above 0' : ''}`);
    return isFit ? (value as number[]) : [otherwise];
  };
  const scale = fields.scale ?? 1 / 255;
  if (typeof scale !== 'number' || !(scale > 0) || !Number.isFinite(scale)) wrong('scale', 'expected a number above 0');
  const { shortestSide } = fields;
  const least = Math.max(size?.height ?? 1, size?.width ?? 1);
  if (shortestSide !== undefined && !(isSide(shortestSide) && shortestSide >= least))
    wrong('shortestSide', `expected ${least} to ${LARGEST_SIDE}`);
  return {
    layout,
    fit: choice('fit', ['cover', 'contain', 'fill'], 'cover'),
    ...(isSide(shortestSide) && { shortestSide }),
    order,
    scale: Number(scale),
    mean: byChannel('mean', 0),
    std: byChannel('std', 1),
  };
}

function isSide(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 1 && (value as number) <= LARGEST_SIDE;
}
