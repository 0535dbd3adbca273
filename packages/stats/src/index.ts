export * from './event-e-process.js';
export * from './kolmogorov.js';
export * from './ks-two-sample.js';
export * from './multiple-testing.js';
export * from './sample-ratio.js';
export * from './smirnov.js';
export * from './special-functions.js';
