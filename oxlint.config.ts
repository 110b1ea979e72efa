import { defineConfig } from 'oxlint';
import type { OxlintOverride } from 'oxlint';

const sdk = '@aws-sdk/*';
const slackSdk = '@slack/*';
const surfaces = ['**/slack/**', '**/terminal/**', '**/workspace/**', '**/http/**'];
const composition = ['**/serve.ts', '**/main.ts'];

/**
 * What each layer may not import. Arrows point inwards only: surfaces → app → engine → playbook ← facts ← aws. Pure
 * modules (network, access-log, redaction) know nothing but themselves. See docs/architecture.md.
 */
const walls: Record<string, string[]> = {
  'src/playbook/**': ['@*/**', '#*', '#*/**', '../*', '../**'],
  'src/network/**': ['@*/**', '#*', '#*/**', '../*', '../**'],
  'src/approval/**': ['@*/**', '#*', '#*/**', '../*', '../**'],
  'src/audit/**': ['@*/**', '#*', '#*/**'],
  'src/error-texts/**': ['@*/**', '#*', '#*/**', '../*', '../**'],
  'src/access-log/**': ['@*/**', '#playbook', '#engine', '#app', '#facts/**', '#aws/**', '#simulation/**'],
  'src/redaction/**': ['@*/**', '#*', '#*/**', '../*', '../**'],
  'src/engine/**': ['@*/**', '#aws/**', '#facts/**', '#app', '#store', '#config', '#network', '../*', '../**'],
  'src/aws/**': [slackSdk, '#engine', '#facts/**', '#store', '#simulation/**', ...surfaces],
  'src/facts/**': [sdk, slackSdk, '#engine', '#app', '#store', '#config', '#simulation/**', ...surfaces],
  'src/remediations/**': [
    sdk,
    slackSdk,
    '#engine',
    '#app',
    '#store',
    '#config',
    '#changes',
    '#simulation/**',
    ...surfaces,
  ],
  'src/changes/**': [
    sdk,
    slackSdk,
    '#aws/**',
    '#facts/**',
    '#engine',
    '#remediations/**',
    '#simulation/**',
    ...surfaces,
  ],
  'src/on-call/**': [sdk, slackSdk, '#aws/**', '#facts/**', '#engine', '#simulation/**', ...surfaces],
  'src/handoff/**': [sdk, slackSdk, '#engine', '#simulation/**', ...surfaces],
  'playbooks/*/*.ts': [sdk, slackSdk, '#aws/**', '#engine', '#app', '#store', '#config', '**/src/**'],
  'playbooks/*/causes/**': [sdk, slackSdk, '#aws/**', '#engine', '#app', '#simulation/**', '**/src/**'],
  'playbooks/*/scenarios/**': [slackSdk, '#aws/**', '#facts/**', '#engine', '#app', '**/causes/**', '**/playbook.ts'],
  'src/app/**': [sdk, slackSdk, '#facts/**', '#simulation/**', ...surfaces, ...composition],
  'commands/**': [sdk, slackSdk, '#facts/**', '#simulation/**', ...surfaces],
  'src/store/**': [sdk, slackSdk, '#aws/**', '#facts/**', '#engine', '#simulation/**', ...surfaces],
  'src/config/**': [sdk, slackSdk, '#aws/**', '#facts/**', '#engine', '#app', '#store', '#simulation/**', ...surfaces],
  'src/terminal/**': [sdk, slackSdk, '#facts/**', '#simulation/**', '**/slack/**', '**/workspace/**'],
  'src/slack/**': [
    sdk,
    '#aws/**',
    '#facts/**',
    '#simulation/**',
    '**/playbooks/**',
    '**/workspace/**',
    '**/terminal/**',
    '**/simulation/**',
  ],
  'src/workspace/**': [sdk, '#aws/**', '#facts/**', '#engine', '#app', '#store', '#simulation/**', '**/src/slack/**'],
  'src/simulation/**': [slackSdk, '#aws/**', '#facts/**', '#engine', '#app', '#store', ...surfaces],
};

export default defineConfig({
  plugins: ['typescript', 'import', 'unicorn', 'promise', 'node', 'vitest'],
  categories: { correctness: 'error', suspicious: 'error' },
  ignorePatterns: ['src/workspace/page/static/**'],
  rules: {
    'typescript/no-floating-promises': 'error',
    'typescript/no-misused-promises': 'error',
    'typescript/switch-exhaustiveness-check': 'error',
    'typescript/no-explicit-any': 'error',
    'typescript/consistent-type-imports': 'error',
    'import/no-cycle': 'error',
    'no-console': 'error',
    'max-lines': ['error', { max: 300, skipComments: true, skipBlankLines: true }],
    'vitest/no-focused-tests': 'error',
    'vitest/no-disabled-tests': 'error',
    'vitest/valid-expect': ['error', { maxArgs: 2 }],
    'no-restricted-properties': [
      'error',
      { object: 'vi', property: 'mock', message: 'If a test needs this, an argument is missing.' },
      { object: 'vi', property: 'spyOn', message: 'If a test needs this, an argument is missing.' },
    ],
    // Names that facts and causes give their inputs are those of the facts themselves, on purpose.
    'no-shadow': 'off',
    'unicorn/no-array-sort': 'off',
    'unicorn/consistent-function-scoping': 'off',
    'no-underscore-dangle': 'off',
    'no-await-in-loop': 'off',
    'import/no-unassigned-import': 'off',
    'import/no-named-as-default-member': 'off',
    'unicorn/require-post-message-target-origin': 'off',
    'typescript/consistent-return': 'off',
  },
  overrides: [
    ...Object.entries(walls).map(([files, group]): OxlintOverride => ({
      files: [files],
      rules: {
        'no-restricted-imports': [
          'error',
          { patterns: [{ group, message: 'Another layer: see docs/architecture.md.' }] },
        ],
      },
    })),
    // Where values come from outside as `unknown` and their shape is known: the SDK's edge, the engine's two casts, the
    // wire codec, and tests that take an answer apart.
    {
      files: ['src/aws/**', 'src/engine/**', 'src/simulation/**', 'test/**'],
      rules: { 'typescript/no-unsafe-type-assertion': 'off' },
    },
    { files: ['test/**'], rules: { 'max-lines': 'off' } },
  ],
});
