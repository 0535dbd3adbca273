/** childEnv is what a process started by a benchmark gets: our environment, and no telemetry of onnxruntime. */
export function childEnv(more: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  return { ...process.env, ORT_DISABLE_TELEMETRY: '1', ...more };
}
