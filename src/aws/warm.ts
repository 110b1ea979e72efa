import type { ServiceName } from './reads.ts';
import { sdks } from './sdks.ts';

/**
 * Loads the SDKs of these services one after the other, so that the first incident does not wait for them. For a bot
 * that has started; a command line loads only what it reads.
 */
export async function warm(services: readonly ServiceName[]): Promise<void> {
  for (const service of services) await sdks[service]();
}
