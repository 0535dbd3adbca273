/** childEnvironment is all that a child that loads models gets to see: no secret of ours, and no telemetry of the runtime. */
export function childEnvironment(): NodeJS.ProcessEnv {
  return { ORT_DISABLE_TELEMETRY: '1', NODE_ENV: 'production' };
}

/** disableTelemetry keeps onnxruntime from phoning home; it only works before the library is imported. */
export function disableTelemetry(): void {
  process.env.ORT_DISABLE_TELEMETRY = '1';
}
