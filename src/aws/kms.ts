import { ReadFailure } from '#playbook';
import { read } from './service.ts';

/** A key, never its material. */
export interface Key {
  readonly id: string;
  readonly arn: string;
  /** `Enabled`, `Disabled`, `PendingDeletion`, `PendingImport`, `Unavailable`, … Only with the first can it be used. */
  readonly state: string;
  /** When it will be gone; null unless it is pending deletion. */
  readonly deletionDate: Date | null;
  /** `AWS` or `CUSTOMER`. */
  readonly manager: string;
}

/** A key by id, ARN or alias (`alias/aws/rds`); null when there is none. */
export const key = read('kms', 'DescribeKey', async (send, { id }: { readonly id: string }): Promise<Key | null> => {
  try {
    const { KeyMetadata: wire } = await send({ KeyId: id });
    if (!wire) return null;
    return {
      id: wire.KeyId ?? '',
      arn: wire.Arn ?? '',
      state: wire.KeyState ?? 'unknown',
      deletionDate: wire.DeletionDate ?? null,
      manager: wire.KeyManager ?? 'CUSTOMER',
    };
  } catch (error) {
    if (error instanceof ReadFailure && error.why === 'absent') return null;
    throw error;
  }
});
