import { TensorProto_DataType } from 'onnx-buf';
import type { TensorProto, TypeProto } from 'onnx-buf';

const SHOWN_ELEMENTS = 8;
const renamed: Readonly<Record<string, string>> = { float: 'float32', double: 'float64' };

/** nameOfType is the name of an ONNX element type as people write it: `float32`, `int64`, `bfloat16`. */
export function nameOfType(type: number): string {
  const name = (TensorProto_DataType[type] ?? `type ${type}`).toLowerCase();
  return renamed[name] ?? name;
}

/** typeText is a type as people write it: `float32[N, 3]`, `int64[]` for a scalar; null when the file does not say. */
export function typeText(type: TypeProto | undefined): string | null {
  const value = type?.value;
  if (value?.case === undefined) return null;
  if (value.case !== 'tensorType') return value.case.replace('Type', '');
  const { elemType, shape } = value.value;
  const dimensions = shape?.dim.map((dim) =>
    dim.value.case === 'dimValue' ? String(dim.value.value) : dim.value.case === 'dimParam' ? dim.value.value : '?',
  );
  return `${nameOfType(elemType)}[${dimensions?.join(', ') ?? '...'}]`;
}

/** tensorText is the type of a stored tensor, with its values when there are few. */
export function tensorText(tensor: TensorProto): string {
  const type = `${nameOfType(tensor.dataType)}[${tensor.dims.join(', ')}]`;
  const values = fewValues(tensor);
  return values === null ? type : `${type} = ${tensor.dims.length === 0 ? values.join() : `[${values.join(', ')}]`}`;
}

/** bytesOfTensor is how many bytes the elements of a tensor take. */
export function bytesOfTensor(tensor: TensorProto): number {
  if (tensor.rawData.length > 0) return tensor.rawData.length;
  const strings = tensor.stringData.reduce((sum, { length }) => sum + length, 0);
  const elements = tensor.dims.reduce((count, dimension) => count * Number(dimension), 1);
  return strings > 0 ? strings : Math.ceil((elements * bitsOf(nameOfType(tensor.dataType))) / 8);
}

/** Most names end in the number of bits: float16, uint4, complex128; float8e4m3fn has it in the middle. */
function bitsOf(name: string): number {
  if (name === 'bool') return 8;
  return Number(/^[a-z]+(\d+)/.exec(name)?.[1] ?? 0);
}

function fewValues(tensor: TensorProto): (number | bigint | string)[] | null {
  const elements = tensor.dims.reduce((count, dimension) => count * Number(dimension), 1);
  if (elements > SHOWN_ELEMENTS) return null;
  const { rawData: raw, floatData, int32Data, int64Data, doubleData } = tensor;
  const typed = [floatData, int32Data, int64Data, doubleData].find(({ length }) => length === elements);
  if (typed !== undefined && elements > 0) return typed.map(short);
  const view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength);
  const read = readers[nameOfType(tensor.dataType)];
  if (read === undefined || raw.length !== elements * read.bytes) return null;
  return Array.from({ length: elements }, (_, index) => short(read.at(view, index * read.bytes)));
}

const readers: Readonly<Record<string, { bytes: number; at: (view: DataView, offset: number) => number | bigint }>> = {
  float32: { bytes: 4, at: (view, offset) => view.getFloat32(offset, true) },
  float64: { bytes: 8, at: (view, offset) => view.getFloat64(offset, true) },
  int32: { bytes: 4, at: (view, offset) => view.getInt32(offset, true) },
  int64: { bytes: 8, at: (view, offset) => view.getBigInt64(offset, true) },
  bool: { bytes: 1, at: (view, offset) => view.getUint8(offset) },
};

const short = (value: number | bigint): number | bigint =>
  typeof value === 'bigint' ? value : Number(value.toPrecision(6));
