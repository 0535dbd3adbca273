import { defineConfig } from 'prisma/config';

/** The whole `prisma/` folder is one schema; database addresses come from the environment at run time, never from here. */
export default defineConfig({
  schema: 'prisma',
  migrations: { path: 'prisma/migrations' },
});
