/** NumericArray holds the elements of every datatype but BYTES; BOOL is one byte an element, FP16 its 16 raw bits. */
export type NumericArray =
  | Uint8Array
  | Uint16Array
  | Uint32Array
  | BigUint64Array
  | Int8Array
  | Int16Array
  | Int32Array
  | BigInt64Array
  | Float32Array
  | Float64Array;

interface NumericArrayConstructor {
  new (length: number): NumericArray;
  new (buffer: ArrayBufferLike, byteOffset: number, length: number): NumericArray;
}

interface DatatypeFacts {
  /** TensorProto.DataType of the ONNX standard. */
  readonly onnxType: number;
  /** Name of the type in onnxruntime. */
  readonly ortType: OrtType;
  /** Bytes per element on the wire; BYTES is of variable length. */
  readonly bytes: number;
  readonly array: NumericArrayConstructor | null;
}

type OrtType =
  | 'bool'
  | 'uint8'
  | 'uint16'
  | 'uint32'
  | 'uint64'
  | 'int8'
  | 'int16'
  | 'int32'
  | 'int64'
  | 'float16'
  | 'float32'
  | 'float64'
  | 'string';

/** datatypes are the datatypes of the Open Inference Protocol and what each is called in ONNX and in onnxruntime. */
export const datatypes = {
  BOOL: { onnxType: 9, ortType: 'bool', bytes: 1, array: Uint8Array },
  UINT8: { onnxType: 2, ortType: 'uint8', bytes: 1, array: Uint8Array },
  UINT16: { onnxType: 4, ortType: 'uint16', bytes: 2, array: Uint16Array },
  UINT32: { onnxType: 12, ortType: 'uint32', bytes: 4, array: Uint32Array },
  UINT64: { onnxType: 13, ortType: 'uint64', bytes: 8, array: BigUint64Array },
  INT8: { onnxType: 3, ortType: 'int8', bytes: 1, array: Int8Array },
  INT16: { onnxType: 5, ortType: 'int16', bytes: 2, array: Int16Array },
  INT32: { onnxType: 6, ortType: 'int32', bytes: 4, array: Int32Array },
  INT64: { onnxType: 7, ortType: 'int64', bytes: 8, array: BigInt64Array },
  FP16: { onnxType: 10, ortType: 'float16', bytes: 2, array: Uint16Array },
  FP32: { onnxType: 1, ortType: 'float32', bytes: 4, array: Float32Array },
  FP64: { onnxType: 11, ortType: 'float64', bytes: 8, array: Float64Array },
  BYTES: { onnxType: 8, ortType: 'string', bytes: 0, array: null },
} as const satisfies Record<string, DatatypeFacts>;

/** Datatype is a datatype of the Open Inference Protocol that onnxruntime can run. */
export type Datatype = keyof typeof datatypes;

const byOnnxType = new Map<number, Datatype>(
  Object.entries(datatypes).map(([name, facts]) => [facts.onnxType, name as Datatype]),
);
const byOrtType = new Map<string, Datatype>(
  Object.entries(datatypes).map(([name, facts]) => [facts.ortType, name as Datatype]),
);

/** datatypeOfOnnx names the datatype of an ONNX element type, or null for one that the protocol cannot carry. */
export function datatypeOfOnnx(onnxType: number): Datatype | null {
  return byOnnxType.get(onnxType) ?? null;
}

/** datatypeOfOrt names the datatype of an onnxruntime type, or null for one that the protocol cannot carry. */
export function datatypeOfOrt(ortType: string): Datatype | null {
  return byOrtType.get(ortType) ?? null;
}

/** isDatatype tells whether a text is a datatype of the protocol. */
export function isDatatype(text: unknown): text is Datatype {
  return typeof text === 'string' && Object.hasOwn(datatypes, text);
}

/** isFloat tells whether a datatype is one of the floating point ones. */
export function isFloat(datatype: Datatype): boolean {
  return datatype === 'FP32' || datatype === 'FP64' || datatype === 'FP16';
}
