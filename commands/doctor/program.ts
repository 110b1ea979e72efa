import type { Check, Finding } from './check.ts';

/** `engines` in package.json; the first version that runs TypeScript as it stands without a warning. */
const oldestNode = [24, 15];

/** Node, the configuration and the store. */
export const checkProgram: Check = async ({ app, env, nodeVersion }) => [
  checkNode(nodeVersion),
  checkConfig(app.config),
  await checkStore(app, env),
];

function checkNode(version: string): Finding {
  const title = 'Node.js';
  const [major = 0, minor = 0] = version.replace(/^v/u, '').split('.').map(Number);
  const [oldMajor = 0, oldMinor = 0] = oldestNode;
  if (major > oldMajor || (major === oldMajor && minor >= oldMinor)) return { state: 'right', title, says: version };
  return {
    state: 'wrong',
    title,
    says: `${version} is older than ${oldestNode.join('.')}.`,
    fix: 'npm install   # brings a Node.js of its own; then start OpsMedic with npm or bin/opsmedic',
  };
}

function checkConfig({ accounts, services, channels }: Parameters<Check>[0]['app']['config']): Finding {
  const title = 'Configuration';
  if (accounts.length + services.length + channels.length === 0) {
    const says = 'no file: one account, with the credentials of the environment';
    return { state: 'unset', title, says };
  }
  const counts = [
    [accounts.length, 'account', 'accounts'],
    [services.length, 'service', 'services'],
    [channels.length, 'channel', 'channels'],
  ] as const;
  const says = counts.map(([count, one, many]) => `${count} ${count === 1 ? one : many}`).join(', ');
  return { state: 'right', title, says };
}

async function checkStore(
  { store, now }: Parameters<Check>[0]['app'],
  env: Parameters<Check>[0]['env'],
): Promise<Finding> {
  const title = 'Store';
  try {
    await store.ping();
    // Writes one row, under a name that no event of Slack's has.
    await store.claimEvent('event', `doctor ${now().toISOString()}`);
  } catch (error) {
    const says = error instanceof Error ? error.message : String(error);
    const fix = env['DATABASE_URL']
      ? 'psql "$DATABASE_URL" -c "select 1"   # must work with the same DATABASE_URL, and may create tables'
      : `mkdir -p ${env['OPSMEDIC_DATA'] ?? './data'} && touch ${env['OPSMEDIC_DATA'] ?? './data'}/writable`;
    return { state: 'wrong', title, says, fix };
  }
  if (env['DATABASE_URL'] || env['OPSMEDIC_DATA']) return { state: 'right', title, says: 'can be read and written' };
  return { state: 'unset', title, says: 'the command line keeps nothing; the bot keeps its own in ./data' };
}
