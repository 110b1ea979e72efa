import type { KnipConfig } from 'knip';

const config: KnipConfig = {
  entry: [
    'src/serve.ts',
    'src/local.ts',
    'src/config/print-schema.ts',
    'src/workspace/page/static/*.js',
    'bench/*.ts',
    'bench/changes/process.ts',
    'tools/*.ts',
    'test/**/*.test.ts',
    'test/aws/frozen-writer.ts',
    'test/changes/racer.ts',
    'test/store/store-process.ts',
  ],
  project: ['src/**/*.ts', 'commands/**/*.ts', 'playbooks/**/*.ts', 'test/**/*.ts', 'bench/**/*.ts', 'tools/**/*.ts'],
  // Exported for tests and readers of one module at a time; what only its own file uses is no waste.
  ignoreExportsUsedInFile: true,
  exclude: ['types'],
  // A peer of Socket Mode, at a major that runs here; nothing of ours imports it.
  ignoreDependencies: ['undici'],
};

export default config;
