import { callerIdentity } from '../../src/aws/sts.ts';
import { describeCall } from './wire.ts';

describeCall('whose credentials these are', {
  call: callerIdentity,
  input: {},
  exchanges: [
    {
      asks: {},
      answer: `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>
        <Arn>arn:aws:sts::123456789012:assumed-role/OpsMedicRead/opsmedic</Arn><UserId>AROA:opsmedic</UserId><Account>123456789012</Account>
        </GetCallerIdentityResult><ResponseMetadata><RequestId>01234567-89ab-cdef-0123-456789abcdef</RequestId></ResponseMetadata></GetCallerIdentityResponse>`,
    },
  ],
  gives: { account: '123456789012', arn: 'arn:aws:sts::123456789012:assumed-role/OpsMedicRead/opsmedic' },
});
