import nock from 'nock';
import { expect, test } from 'vitest';
import { zonesOfSubnets } from '../../src/aws/ec2-zones.ts';
import { shiftableResource, zonalShifts } from '../../src/aws/zonal-shift.ts';
import {
  CancelZonalShiftCommand,
  createARCZonalShiftClient,
  StartZonalShiftCommand,
  UpdateZonalShiftCommand,
} from '../../src/arc-zonal-shift/index.ts';
import { xml } from './ec2-wire.ts';
import { describeCall } from './wire.ts';

const arn = 'arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/checkout/50dc6c495c0c9188';
const shift = {
  zonalShiftId: '9f0a0c5e-1',
  resourceIdentifier: arn,
  awayFrom: 'euw1-az1',
  startTime: 1_763_805_600,
  expiryTime: 1_763_809_200,
  status: 'ACTIVE',
  comment: 'by hand',
};
const narrowed = {
  id: '9f0a0c5e-1',
  resource: arn,
  awayFrom: 'euw1-az1',
  startedAt: new Date(1_763_805_600_000),
  expiresAt: new Date(1_763_809_200_000),
  comment: 'by hand',
  active: true,
};

describeCall('the zonal shifts in force', {
  call: zonalShifts,
  input: { resource: arn },
  exchanges: [
    {
      asks: {
        path: '/zonalshifts',
        status: 'ACTIVE',
        maxResults: '100',
        resourceIdentifier: arn,
        nextToken: undefined,
      },
      answer: JSON.stringify({ items: [shift], nextToken: 'more' }),
    },
    {
      asks: { path: '/zonalshifts', status: 'ACTIVE', maxResults: '100', resourceIdentifier: arn, nextToken: 'more' },
      answer: JSON.stringify({ items: [{ zonalShiftId: '9f0a0c5e-2' }] }),
    },
  ],
  gives: [
    narrowed,
    { id: '9f0a0c5e-2', resource: '', awayFrom: '', startedAt: null, expiresAt: null, comment: '', active: false },
  ],
});

describeCall('a load balancer as zonal shift knows it', {
  call: shiftableResource,
  input: { arn },
  exchanges: [
    {
      asks: { path: `/managedresources/${arn}` },
      answer: JSON.stringify({
        arn,
        appliedWeights: { 'euw1-az1': 0, 'euw1-az2': 1 },
        zonalShifts: [],
        autoshifts: [
          { awayFrom: 'euw1-az1', appliedStatus: 'APPLIED' },
          { awayFrom: 'euw1-az2', appliedStatus: 'NOT_APPLIED' },
        ],
      }),
    },
  ],
  gives: { zones: { 'euw1-az1': false, 'euw1-az2': true }, autoshifted: ['euw1-az1'] },
});

describeCall('the zones of subnets, by name and id', {
  call: zonesOfSubnets,
  input: { subnets: ['subnet-1'] },
  exchanges: [
    {
      asks: { 'Filter.1.Name': 'subnet-id', 'Filter.1.Value.1': 'subnet-1' },
      answer: xml(
        'DescribeSubnets',
        `<subnetSet><item><subnetId>subnet-1</subnetId><availabilityZone>eu-west-1a</availabilityZone>
          <availabilityZoneId>euw1-az1</availabilityZoneId></item></subnetSet>`,
      ),
    },
  ],
  gives: [{ subnet: 'subnet-1', name: 'eu-west-1a', id: 'euw1-az1' }],
});

/** A client, and what it asks: only what is signed for the service, not for the one whose client it borrows. */
function asking(region: string, host: string) {
  const reqheaders = {
    authorization: (value: unknown) => String(value).includes(`/${region}/arc-zonal-shift/aws4_request`),
  };
  const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' };
  return { own: createARCZonalShiftClient({ region, credentials }), scope: nock(`https://${host}`, { reqheaders }) };
}

test('a shift is started, prolonged and cancelled as its API reference says', async () => {
  const { own, scope } = asking('eu-west-1', 'arc-zonal-shift.eu-west-1.amazonaws.com');
  const asked = { resourceIdentifier: arn, awayFrom: 'euw1-az1', expiresIn: '90m', comment: 'opsmedic' };
  scope.post('/zonalshifts', asked).reply(201, shift);
  expect(await own.send(new StartZonalShiftCommand(asked))).toMatchObject({
    zonalShiftId: '9f0a0c5e-1',
    expiryTime: new Date(1_763_809_200_000),
  });
  scope.patch('/zonalshifts/9f0a0c5e-1', { expiresIn: '2h' }).reply(200, shift);
  await own.send(new UpdateZonalShiftCommand({ zonalShiftId: '9f0a0c5e-1', expiresIn: '2h' }));
  scope.delete('/zonalshifts/9f0a0c5e-1').reply(200, { ...shift, status: 'CANCELED' });
  expect(await own.send(new CancelZonalShiftCommand({ zonalShiftId: '9f0a0c5e-1' }))).toMatchObject({
    status: 'CANCELED',
  });
  scope.done();
});

test('it is asked in the domain of its partition, and its errors keep their names', async () => {
  const { own, scope } = asking('cn-north-1', 'arc-zonal-shift.cn-north-1.amazonaws.com.cn');
  const headers = { 'x-amzn-errortype': 'ConflictException' };
  scope.delete('/zonalshifts/none').reply(409, { message: 'not active' }, headers);
  await expect(own.send(new CancelZonalShiftCommand({ zonalShiftId: 'none' }))).rejects.toMatchObject({
    name: 'ConflictException',
    message: 'not active',
    $metadata: { httpStatusCode: 409 },
  });
});
