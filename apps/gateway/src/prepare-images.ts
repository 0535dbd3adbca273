import { createHash } from 'node:crypto';
import {
  imageSizeOf,
  PreparedTensor,
  type Feature,
  type ImagePreparation,
  type ImageSize,
  type VersionSchema,
} from '@slipway/inference';
import { DataPlaneError } from './data-plane-error.js';

/** The most pixels of a picture, whatever its file claims or holds: a small file can unpack to gigabytes. */
const MOST_PIXELS = 50_000_000;
const FORMATS = new Set(['png', 'jpeg']);
const DATA_URL = /^data:image\/(?:png|jpeg);base64,/;
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

type Sharp = (typeof import('sharp'))['default'];

let library: Promise<Sharp> | undefined;

/** Loaded late, because most gateways never see a picture and the library takes memory; pictures are small, so one thread each is enough. */
function loadSharp(): Promise<Sharp> {
  library ??= import('sharp').then(({ default: sharp }) => {
    sharp.cache(false);
    sharp.concurrency(1);
    return sharp;
  });
  return library;
}

type Rows = readonly Readonly<Record<string, unknown>>[];

/** PreparedRows are rows to feed, with tensors in the place of pictures, and the same rows to log, with the digest of each picture. */
export interface PreparedRows {
  rows: Rows;
  logged: Rows;
}

/** hasImages tells whether rows of a schema may hold pictures. */
export const hasImages = ({ features }: VersionSchema): boolean => features.some(({ image }) => image !== undefined);

/**
 * prepareImages decodes the pictures of rows, PNG or JPEG as base64 or bytes, the way the schema says. A value that is no text or bytes is
 * left as it is: callers may send the numbers themselves. Throws 422 that names the field: not a picture, more than 50,000,000 pixels.
 */
export async function prepareImages({ features, inputs }: VersionSchema, rows: Rows): Promise<PreparedRows> {
  const wanted = features.filter(({ image }) => image !== undefined);
  if (wanted.length === 0) return { rows, logged: rows };
  const fed: Record<string, unknown>[] = rows.map((row) => ({ ...row }));
  const logged: Record<string, unknown>[] = rows.map((row) => ({ ...row }));
  for (const { name, image, input } of wanted as (Feature & { image: ImagePreparation })[]) {
    const size = imageSizeOf(
      inputs.find((spec) => spec.name === input)!,
      image.layout,
    )!;
    // One after the other: decoded pictures are large, and the encoder has threads of its own.
    for (const [position, row] of rows.entries()) {
      const path = `rows[${position}].${name}`;
      const file = pictureOf(row[name], path);
      if (file === null) continue;
      fed[position]![name] = await tensorOf(file, image, size, path);
      const digest = createHash('sha256').update(file).digest('hex');
      logged[position]![name] = { picture: `sha256:${digest}`, bytes: file.byteLength };
    }
  }
  return { rows: fed, logged };
}

function pictureOf(value: unknown, path: string): Uint8Array | null {
  if (value instanceof Uint8Array) return value;
  if (typeof value !== 'string') return null;
  const text = value.replace(DATA_URL, '');
  if (!BASE64.test(text)) throw refused(path, 'expected a PNG or JPEG in base64');
  return Buffer.from(text, 'base64');
}

async function tensorOf(
  file: Uint8Array,
  image: ImagePreparation,
  size: ImageSize,
  path: string,
): Promise<PreparedTensor> {
  const sharp = await loadSharp();
  const pixels = await pixelsOf(sharp, file, image, size).catch((error: unknown) => {
    if (error instanceof DataPlaneError) throw error;
    const isBomb = error instanceof Error && error.message.includes('pixel limit');
    throw refused(path, isBomb ? `has more than ${MOST_PIXELS} pixels` : 'is not a PNG or JPEG that can be read');
  });
  return arrange(pixels, image, size);
}

async function pixelsOf(
  sharp: Sharp,
  file: Uint8Array,
  image: ImagePreparation,
  { channels, height, width }: ImageSize,
): Promise<Uint8Array> {
  const open = () => sharp(file, { limitInputPixels: MOST_PIXELS, failOn: 'error', animated: false });
  const { format, width: given, height: tall } = await open().metadata();
  if (!FORMATS.has(format)) throw new Error(`format ${format}`);
  if (given * tall > MOST_PIXELS) throw new Error('pixel limit');
  const picture = open()
    .autoOrient()
    .flatten({ background: 'black' })
    .toColourspace(channels === 1 ? 'b-w' : 'srgb');
  if (image.shortestSide !== undefined) {
    const side = image.shortestSide;
    const whole = await picture.resize(side, side, { fit: 'outside' }).raw().toBuffer({ resolveWithObject: true });
    const { width: wide, height: high, channels: depth } = whole.info;
    const cut = { left: (wide - width) >> 1, top: (high - height) >> 1, width, height };
    return sharp(whole.data, { raw: { width: wide, height: high, channels: depth } })
      .extract(cut)
      .raw()
      .toBuffer();
  }
  return picture.resize(width, height, { fit: image.fit, background: 'black' }).raw().toBuffer();
}

/** (value x scale - mean) / std by channel, in the layout and the order of colours that the model wants. */
function arrange(pixels: Uint8Array, image: ImagePreparation, { channels, height, width }: ImageSize): PreparedTensor {
  const { layout, order, scale, mean, std } = image;
  const area = height * width;
  const data = new Float32Array(area * channels);
  for (let channel = 0; channel < channels; channel += 1) {
    const source = order === 'bgr' ? channels - 1 - channel : channel;
    for (let at = 0; at < area; at += 1) {
      const value = (pixels[at * channels + source]! * scale - mean[channel]!) / std[channel]!;
      data[layout === 'nchw' ? channel * area + at : at * channels + channel] = value;
    }
  }
  return new PreparedTensor(layout === 'nchw' ? [channels, height, width] : [height, width, channels], data);
}

const refused = (path: string, message: string): DataPlaneError =>
  new DataPlaneError(422, 'invalid_rows', `${path} ${message}`, [{ path, message }]);
