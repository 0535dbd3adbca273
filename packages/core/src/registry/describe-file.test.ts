import { describe, expect, it } from 'vitest';
import { describeFile } from './describe-file.js';

/** The header of the first file in a zip archive. */
function zipOf(name: string): Buffer {
  const header = Buffer.alloc(30);
  header.write('504b0304', 'hex');
  header.writeUInt16LE(name.length, 26);
  return Buffer.concat([header, Buffer.from(name)]);
}

describe('describeFile', () => {
  it.each([
    [
      'model.pkl',
      Buffer.from('\x80\x04\x95\xff\x8c\x1asklearn.linear_model._base', 'latin1'),
      'Python pickle (protocol 4, scikit-learn)',
    ],
    [
      'model.bin',
      Buffer.from('\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19.', 'latin1'),
      'Python pickle (protocol 2, PyTorch)',
    ],
    ['model.pt', zipOf('model/data.pkl'), 'PyTorch checkpoint (a zip archive with a pickle in it)'],
    ['model.onnx', zipOf('archive/data.pkl'), 'PyTorch checkpoint (a zip archive with a pickle in it)'],
    ['arrays.npz', zipOf('a.npy'), 'NumPy arrays (npz)'],
    ['model.keras', zipOf('metadata.json'), 'Keras model'],
    ['m/saved_model.pb', Buffer.from('080112ff', 'hex'), 'TensorFlow SavedModel'],
    ['model.tflite', Buffer.from('1c00000054464c33', 'hex'), 'TensorFlow Lite'],
    ['model.onnx', Buffer.from('080a1207', 'hex'), 'ONNX model'],
    ['w.safetensors', Buffer.from('4000000000000000' + '7b226122', 'hex'), 'safetensors'],
    ['model.7z', Buffer.from('377abcaf271c', 'hex'), '7z archive'],
    ['MLmodel', Buffer.from('flavors:\n'), 'text'],
    ['a.json', Buffer.from('{"a": 1}'), 'JSON'],
    ['nothing', Buffer.alloc(0), 'empty'],
    ['x', Buffer.from([1, 0, 3]), 'unknown bytes'],
  ])('tells %s', (path, bytes, kind) => expect(describeFile(path, bytes).kind).toBe(kind));

  it('says of pickles that nobody opens them', () =>
    expect(describeFile('a.txt', Buffer.from([0x80, 4, 0x95])).note).toContain('never opens'));
});
