import type { FileDescription, ModelFile } from '@slipway/contracts';
import type { ArtifactsService } from '../artifacts/index.js';

const FIRST_BYTES = 512;
const MAX_FILES = 200;
const RUNS_CODE = 'unpickling runs code of whoever made it: Slipway never opens it';
const KEPT = 'kept as it is';

/** Formats by their first bytes, in hex, from a byte on. */
const MAGIC: readonly { at?: number; hex: string; kind: string; note: string }[] = [
  { at: 4, hex: '54464c33', kind: 'TensorFlow Lite', note: KEPT },
  { hex: '894844460d0a1a0a', kind: 'HDF5 (Keras or others)', note: KEPT },
  { hex: '47475546', kind: 'GGUF', note: KEPT },
  { hex: '934e554d5059', kind: 'NumPy array', note: KEPT },
  { hex: '43424d31', kind: 'CatBoost model', note: KEPT },
  { hex: '50415231', kind: 'Parquet table', note: KEPT },
  { hex: '377abcaf271c', kind: '7z archive', note: 'kept packed' },
  { hex: '1f8b', kind: 'gzip', note: 'kept packed' },
  { hex: '28b52ffd', kind: 'zstd', note: 'kept packed' },
  { hex: 'fd377a585a', kind: 'xz', note: 'kept packed' },
  { hex: '7f454c46', kind: 'Linux program', note: 'kept as it is, never run' },
];

/** describeFile tells what a file is by its first bytes, whatever it is called; `path` only helps where bytes do not tell. */
export function describeFile(path: string, start: Buffer): { kind: string; note: string } {
  const hex = start.toString('hex');
  if (start.length === 0) return { kind: 'empty', note: KEPT };
  if (hex.startsWith('504b0304')) return describeZip(start);
  const known = MAGIC.find((each) => hex.startsWith(each.hex, (each.at ?? 0) * 2));
  if (known !== undefined) return { kind: known.kind, note: known.note };
  if (start[0] === 0x80 && start[1]! >= 2 && start[1]! <= 5) return describePickle(start);
  if (isSafetensors(start)) return { kind: 'safetensors', note: KEPT };
  const name = path.split('/').at(-1) ?? path;
  if (name === 'saved_model.pb' && start[0] === 0x08) return { kind: 'TensorFlow SavedModel', note: KEPT };
  // ModelProto begins with the field ir_version.
  if (start[0] === 0x08 && start[1]! > 0 && start[1]! < 32)
    return { kind: 'ONNX model', note: 'read in a process of its own' };
  if (start.subarray(0, 5).toString('latin1') === 'tree\n') return { kind: 'LightGBM model', note: KEPT };
  if (!start.includes(0))
    return { kind: start.toString('utf8').trimStart().startsWith('{') ? 'JSON' : 'text', note: KEPT };
  return { kind: 'unknown bytes', note: KEPT };
}

/** describeFiles describes the files of a version, the first 200 of them. */
export async function describeFiles(
  artifacts: ArtifactsService,
  files: readonly ModelFile[],
): Promise<FileDescription[]> {
  const found: FileDescription[] = [];
  for (const { path, digest, sizeBytes } of files.slice(0, MAX_FILES)) {
    const end = Math.min(FIRST_BYTES, sizeBytes) - 1;
    const start = sizeBytes === 0 ? Buffer.alloc(0) : await firstBytes(artifacts, digest, end);
    found.push({ path, ...describeFile(path, start) });
  }
  return found;
}

async function firstBytes(artifacts: ArtifactsService, digest: string, end: number): Promise<Buffer> {
  const { stream } = await artifacts.open(digest, { start: 0, end });
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** The first file in a zip archive tells PyTorch, NumPy and Keras from each other. */
function describeZip(start: Buffer): { kind: string; note: string } {
  const first = start.subarray(30, 30 + start.readUInt16LE(26)).toString('latin1');
  if (/(^|\/)(data\.pkl|\.format_version|byteorder|\.data\/serialization_id)$/.test(first))
    return { kind: 'PyTorch checkpoint (a zip archive with a pickle in it)', note: RUNS_CODE };
  if (/(^|\/)(constants\.pkl|code\/)/.test(first)) return { kind: 'TorchScript', note: RUNS_CODE };
  if (first.endsWith('.npy')) return { kind: 'NumPy arrays (npz)', note: KEPT };
  if (/^(metadata|config)\.json$/.test(first)) return { kind: 'Keras model', note: KEPT };
  return { kind: 'zip archive', note: 'kept packed' };
}

function describePickle(start: Buffer): { kind: string; note: string } {
  const text = start.toString('latin1');
  const maker = [
    ['sklearn', 'scikit-learn'],
    ['xgboost', 'XGBoost'],
    ['lightgbm', 'LightGBM'],
    ['torch', 'PyTorch'],
    ['numpy', 'NumPy'],
  ].find(([word]) => text.includes(word!));
  // The magic number of torch.save before PyTorch 1.6.
  const isTorch = start.includes(Buffer.from('6cfc9c46f9206aa85019', 'hex'));
  const by = isTorch ? ', PyTorch' : maker === undefined ? '' : `, ${maker[1]}`;
  return { kind: `Python pickle (protocol ${start[1]}${by})`, note: RUNS_CODE };
}

function isSafetensors(start: Buffer): boolean {
  return (
    start.length > 9 && start[8] === 0x7b && start.readBigUInt64LE(0) < 100_000_000n && start.readBigUInt64LE(0) > 1n
  );
}
