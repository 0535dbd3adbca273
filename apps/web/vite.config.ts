import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const libraries = [
  { name: 'react', test: /node_modules\/(react|react-dom|react-router|scheduler)\// },
  { name: 'mantine', test: /node_modules\/(@mantine|@floating-ui)\// },
];

/** The pages are built into `dist`, which the API serves; in development the API behind `SLIPWAY_URL` answers what Vite does not. */
export default defineConfig({
  plugins: [react()],
  build: {
    target: 'es2023',
    chunkSizeWarningLimit: 600,
    assetsInlineLimit: 0,
    rolldownOptions: { output: { codeSplitting: { groups: libraries } } },
  },
  server: { host: '127.0.0.1', port: 55040, proxy: { '/api': process.env.SLIPWAY_URL ?? 'http://127.0.0.1:3000' } },
});
