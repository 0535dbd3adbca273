import { PreparedTensor, type ImagePreparation, type VersionSchema } from '@slipway/inference';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { prepareImages } from './prepare-images.js';

const plain: ImagePreparation = {
  layout: 'nchw',
  fit: 'cover',
  order: 'rgb',
  scale: 1 / 255,
  mean: [0, 0, 0],
  std: [1, 1, 1],
};
const schemaOf = (image: Partial<ImagePreparation> = {}, shape = [-1, 3, 2, 2]): VersionSchema => ({
  task: 'other',
  features: [{ name: 'photo', type: 'image', input: 'x', index: 0, image: { ...plain, ...image } }],
  outputs: [],
  inputs: [{ name: 'x', datatype: 'FP32', shape }],
  tensorOutputs: [],
});
/** A picture of two halves, red on the left and blue on the right. */
const halves = (width: number, height: number) => {
  const raw = Buffer.alloc(width * height * 3);
  for (let at = 0; at < width * height; at += 1) raw[at * 3 + (at % width < width / 2 ? 0 : 2)] = 255;
  return sharp(raw, { raw: { width, height, channels: 3 } });
};
const one = async (file: unknown, schema = schemaOf()) => {
  const { rows } = await prepareImages(schema, [{ photo: file }]);
  return rows[0]!.photo as PreparedTensor;
};

test('a PNG in base64 becomes the tensor of the input, channels first, values from 0 to 1', async () => {
  const text = (await halves(2, 2).png().toBuffer()).toString('base64');
  const wanted = { shape: [3, 2, 2], data: Float32Array.of(1, 0, 1, 0, 0, 0, 0, 0, 0, 1, 0, 1) };
  expect(await one(text)).toEqual(wanted);
  expect(await one(`data:image/png;base64,${text}`)).toEqual(wanted);
});

test('channels last, blue first, mean and deviation by channel', async () => {
  const file = await halves(2, 2).png().toBuffer();
  const schema = schemaOf({ layout: 'nhwc', order: 'bgr', mean: [0.5, 0, 1], std: [0.5, 1, 2] }, [-1, 2, 2, 3]);
  const [red, blue] = [
    [-1, 0, 0],
    [1, 0, -0.5],
  ];
  expect(await one(file, schema)).toEqual({
    shape: [2, 2, 3],
    data: Float32Array.from([red, blue, red, blue].flat()!),
  });
});

test('cover cuts the middle out, contain pads, one grey channel', async () => {
  const wide = await halves(8, 2).png().toBuffer();
  expect([...(await one(wide)).data.subarray(0, 4)]).toEqual([1, 0, 1, 0]);
  const padded = await one(wide, schemaOf({ fit: 'contain' }, [-1, 3, 8, 8]));
  expect(padded.data[0]).toBe(0);
  const grey = schemaOf({ order: 'grey', mean: [0], std: [1] }, [-1, 1, 2, 2]);
  expect((await one(wide, grey)).shape).toEqual([1, 2, 2]);
});

test('the shorter side first, then the middle', async () => {
  const file = await halves(40, 20).jpeg().toBuffer();
  const { shape, data } = await one(file, schemaOf({ shortestSide: 4 }));
  expect(shape).toEqual([3, 2, 2]);
  expect(data[0]).toBeGreaterThan(0.5);
  expect(data[9]).toBeGreaterThan(0.5);
});

test('the log gets the digest; numbers pass as they are', async () => {
  const file = await halves(2, 2).png().toBuffer();
  const { rows, logged } = await prepareImages(schemaOf(), [{ photo: file }, { photo: [[0]] }]);
  expect(rows[0]!.photo).toBeInstanceOf(PreparedTensor);
  expect(rows[1]).toEqual({ photo: [[0]] });
  expect(logged[0]).toEqual({
    photo: { picture: expect.stringMatching(/^sha256:[0-9a-f]{64}$/) as string, bytes: file.byteLength },
  });
});

test('a schema without pictures leaves the rows alone', async () => {
  const rows = [{ distance: 1 }];
  const prepared = await prepareImages({ ...schemaOf(), features: [] }, rows);
  expect(prepared.rows).toBe(rows);
});

/** Says that it is 30,000 pixels wide and high, and holds next to nothing. */
const bomb = async () => {
  const file = await halves(2, 2).png().toBuffer();
  file.writeUInt32BE(30_000, 16);
  file.writeUInt32BE(30_000, 20);
  return file;
};
test.each([
  ['no base64', () => 'not base64!', 'base64'],
  ['no picture', () => Buffer.from('hello').toString('base64'), 'not a PNG or JPEG'],
  ['nothing', () => '', 'base64'],
  ['another format', () => halves(2, 2).gif().toBuffer(), 'not a PNG or JPEG'],
  [
    'a drawing',
    () => Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="2" height="2"/>'),
    'not a PNG or JPEG',
  ],
  ['half a file', async () => (await halves(64, 64).png().toBuffer()).subarray(0, 90), 'not a PNG or JPEG'],
  ['a bomb', bomb, '50000000 pixels'],
])('%s is refused with its field', async (_, make, words) => {
  await expect(one(await make())).rejects.toMatchObject({
    status: 422,
    errors: [{ path: 'rows[0].photo', message: expect.stringContaining(words) as string }],
  });
});
