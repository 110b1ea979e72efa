import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    setupFiles: ['test/setup.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
    // Scenarios are whole programs: more at once than cores would make their deadlines the thing that is tested.
    maxConcurrency: 3,
  },
});
