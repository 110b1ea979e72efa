import { ReadFailure } from '#playbook';
import { read } from './service.ts';

/** What is known of a secret without reading it. */
export interface Secret {
  readonly arn: string;
  readonly name: string;
  /** Set while it is scheduled for deletion: nobody can read it then. */
  readonly deletedAt: Date | null;
  readonly rotatedAt: Date | null;
  readonly changedAt: Date | null;
  readonly kmsKey: string | null;
  /** Stages that have a version, `AWSCURRENT` among them when it has a value. */
  readonly stages: readonly string[];
}

/** A secret by name or ARN; null when there is none. Its value is never asked for. */
export const secret = read(
  'secretsmanager',
  'DescribeSecret',
  async (send, { id }: { readonly id: string }): Promise<Secret | null> => {
    try {
      const wire = await send({ SecretId: id });
      return {
        arn: wire.ARN ?? '',
        name: wire.Name ?? '',
        deletedAt: wire.DeletedDate ?? null,
        rotatedAt: wire.LastRotatedDate ?? null,
        changedAt: wire.LastChangedDate ?? null,
        kmsKey: wire.KmsKeyId ?? null,
        stages: [...new Set(Object.values(wire.VersionIdsToStages ?? {}).flat())].toSorted(),
      };
    } catch (error) {
      if (error instanceof ReadFailure && error.why === 'absent') return null;
      throw error;
    }
  },
);
