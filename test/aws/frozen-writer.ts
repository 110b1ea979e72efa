import { once } from 'node:events';
import { remedies } from '#remediations';
import { changeAccess } from '../../src/aws/change-access.ts';
import { reserveConcurrency } from '../../src/aws/lambda-writes.ts';

/**
 * A process that asks for the credentials of an attempt, says so, and writes when it is told to: what is done to it in
 * between is up to whoever started it. Prints one line for each.
 */
const { SHOP_ACCOUNT: account = '', SHOP_REGION: region = '', SHOP_FUNCTION: arn = '' } = process.env;
const role = (name: string) => `arn:aws:iam::${account}:role/${name}`;
const access = changeAccess({
  accounts: [
    {
      id: account,
      name: 'shop',
      regions: [region],
      readRole: role('OpsMedicRead'),
      changeRole: role('OpsMedicChange'),
    },
  ],
  env: process.env,
  now: () => new Date(),
});
const remediation = remedies.get('lambda.limit-concurrency');
if (remediation?.kind !== 'guarded') throw new TypeError('the change is gone');
const { signal } = new AbortController();
const attempt = {
  change: '01KBN0C4T6Q4XV8Z2Y7M9R3W5E',
  n: 1,
  digest: 'abc',
  requester: 'T0SHOP.U0ASKS',
  approvers: ['T0SHOP.U0LAST'],
  remediation,
  step: 'apply' as const,
  resources: [arn],
};
const { write } = await access.writer({ account, region }, attempt, signal);
process.stdout.write('ready\n');
await once(process.stdin, 'data');
const outcome = await write(reserveConcurrency, { arn, reserved: 5 }).then(
  () => 'done',
  (error: unknown) => Object(error).outcome ?? String(error),
);
process.stdout.write(`${outcome}\n`);
process.exit();
