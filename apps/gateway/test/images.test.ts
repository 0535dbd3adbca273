import { imageModel } from '@slipway/testkit';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startServedCore, type ServedCore } from './served-core.js';

let served: ServedCore;
beforeAll(async () => {
  served = await startServedCore();
  const schema = { features: [{ name: 'photo', type: 'image', image: { fit: 'fill', mean: [0, 0, 0.5] } }] };
  await served.deploy('colours', await served.register('colours', imageModel(4), schema));
});
afterAll(() => served.stop());

const picture = (background: string) => sharp({ create: { width: 9, height: 5, channels: 3, background } });
const near = (colour: readonly number[]) => colour.map((value) => expect.closeTo(value, 2) as number);
const coloursOf = async (answer: Response): Promise<unknown> =>
  ((await answer.json()) as { predictions: { colour: number[] }[] }).predictions.map(({ colour }) => colour);

test('pictures in base64, several rows at once', async () => {
  const files = await Promise.all([picture('#ff0000').png().toBuffer(), picture('#0000ff').jpeg().toBuffer()]);
  const rows = files.map((file) => ({ photo: file.toString('base64') }));
  const answer = await served.ask('/v1/endpoints/colours/predict', { rows });
  expect(answer.status).toBe(200);
  expect(await coloursOf(answer)).toEqual([near([1, 0, -0.5]), near([0, 0, 0.5])]);
});

test('a picture as a part of a form; the log keeps its digest', async () => {
  const form = new FormData();
  form.append('photo', new Blob([new Uint8Array(await picture('#00ff00').png().toBuffer())]), 'green.png');
  form.append('key', 'somebody');
  const answer = await fetch(`${served.url}/v1/endpoints/colours/predict`, {
    method: 'POST',
    headers: { authorization: `Bearer ${served.token}` },
    body: form,
  });
  expect(await coloursOf(answer)).toEqual([near([0, 1, -0.5])]);
  await served.gateway.flusher.flush();
  const logged = await served.core.kit.db.prisma.predictionRow.findFirst({ where: { key: 'somebody' } });
  expect(logged?.inputs).toMatchObject({ photo: { picture: expect.stringMatching(/^sha256:/) as string } });
});

test('what is no picture is refused by its field', async () => {
  const answer = await served.ask('/v1/endpoints/colours/predict', { rows: [{ photo: 'aGVsbG8=' }] });
  expect(answer.status).toBe(422);
  expect(await answer.json()).toMatchObject({ code: 'invalid_rows', errors: [{ path: 'rows[0].photo' }] });
});

test.each([
  ['multipart/form-data', 'x'],
  ['multipart/form-data; boundary=b', '--b\r\ncontent-disposition: form-data; name="row"\r\n\r\n[1]\r\n--b--\r\n'],
])('a broken form (%s) is 400', async (type, body) => {
  const answer = await served.ask('/v1/endpoints/colours/predict', body, { 'content-type': type });
  expect(answer.status).toBe(400);
});
