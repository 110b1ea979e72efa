import type * as sdk from '@aws-sdk/client-kms';
import { AwsError } from '../aws-error.ts';
import type { Answers } from './answers.ts';

export const kms: Answers<typeof sdk> = {
  DescribeKey(account, { KeyId = '' }) {
    const name = KeyId.replace(/^arn:[^:]+:kms:[^:]+:\d+:(?=alias\/)/, '');
    const id = account.kms?.aliases?.[name] ?? name;
    const found = account.kms?.keys.find((key) => key.KeyId === id || key.Arn === id);
    if (found) return { KeyMetadata: found };
    const arn = `arn:${account.partition ?? 'aws'}:kms:${account.region}:${account.id}`;
    const wanted = KeyId.startsWith('arn:') ? KeyId : `${arn}:${name.startsWith('alias/') ? '' : 'key/'}${name}`;
    throw new AwsError('NotFoundException', `${name.startsWith('alias/') ? 'Alias' : 'Key'} ${wanted} is not found.`);
  },
};
