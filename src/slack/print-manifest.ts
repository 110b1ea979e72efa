import { parseArgs } from 'node:util';
import { manifest } from './manifest.ts';

/** `npm run manifest [-- --http URL]`: prints the manifest as JSON. Exit code 2 when the address cannot be meant. */
function main(args: readonly string[]): number {
  let http: string | undefined;
  try {
    ({ http } = parseArgs({ args: [...args], options: { http: { type: 'string' } } }).values);
  } catch (error) {
    return refuse(error instanceof Error ? error.message : String(error));
  }
  const url = http === undefined ? null : URL.parse(http);
  if (http !== undefined && url?.protocol !== 'https:')
    return refuse(`--http needs the public address of the bot, beginning with https://, not “${http}”.`);
  process.stdout.write(`${JSON.stringify(manifest(url), null, 2)}\n`);
  return 0;
}

function refuse(sentence: string): number {
  process.stderr.write(`${sentence}\n`);
  return 2;
}

process.exitCode = main(process.argv.slice(2));
