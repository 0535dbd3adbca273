/** The reference of the serving benchmark: a bare server for one input `x`. */
import ort from 'onnxruntime-node';
import { serveBare } from './serve-bare.js';

interface Body {
  inputs: [{ shape: number[]; data: number[] }];
}

await serveBare(async (session, body) => {
  const [{ shape, data }] = (JSON.parse(body) as Body).inputs;
  const { y } = await session.run({ x: new ort.Tensor('float32', Float32Array.from(data), shape) });
  const output = { name: 'y', datatype: 'FP32', shape: y?.dims, data: Array.from(y?.data as Float32Array) };
  return JSON.stringify({ model_name: 'dense', outputs: [output] });
});
