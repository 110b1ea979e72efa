import type { Logger } from 'pino';
import type { Config } from '#config';
import type { ChangesStore } from '#store';
import type { AwsAccess } from './aws-access.ts';
import type { Sources } from './circle.ts';
import type { Forbids } from './forbidden.ts';
import type { Remedy } from './guarded-changes.ts';
import type { LookUpRights } from './rights.ts';

/** All that the use cases of guarded changes work with. */
export interface Desk {
  readonly store: ChangesStore;
  readonly config: Config;
  readonly remedies: ReadonlyMap<string, Remedy>;
  readonly access: AwsAccess;
  readonly sources: Sources;
  readonly rights: LookUpRights;
  readonly forbids: Forbids;
  readonly log: Logger;
}
