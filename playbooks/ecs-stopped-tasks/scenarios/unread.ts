import { denied } from '#simulation/incidents/limits';
import type { Scenario } from '#simulation/scenario';
import { shop } from '#simulation/shop';
import { secret } from '#simulation/tasks/definitions';
import { endpoints, noNat, s3Gateway } from '#simulation/tasks/network';
import { trustMoved } from '#simulation/tasks/roles';
import { badRelease, notPlaced, replacementsFail } from '#simulation/tasks/starts';
import { arcade, bank, missing, regional, roleArn, tea } from './accounts.ts';
import { secretsFailed } from './wording.ts';

const layers = arcade('layers-unseen');
const distrusted = tea('trust-unseen');
const parameter = bank('ssm-unseen');

/** What ECS says is enough, or nearly, where the rest may not be read. */
export const unread: readonly Scenario[] = [
  {
    id: 'image-layer-s3-unreachable/endpoints-denied',
    title: 'Layers do not come, and endpoints may not be described',
    story:
      'The S3 gateway endpoint is not in the table of the private subnets. Endpoints may not be described, so that the way to S3 cannot be judged.',
    ask: 'matchmaker',
    account: (now) =>
      shop(
        now,
        layers,
        noNat,
        endpoints({ services: ['ecr.api', 'ecr.dkr', 'logs'] }),
        s3Gateway(['public']),
        replacementsFail({
          service: 'matchmaker',
          since: 26,
          more: 1,
          every: 4,
          refusal: {
            after: 200,
            reason:
              'CannotPullContainerError: ref pull has been retried 5 time(s): failed to copy: httpReadSeeker: failed open: failed to do request: Get "https://prod-ap-northeast-1-starport-layer-bucket.s3.ap-northeast-1.amazonaws.com/2c1f-77/layer": dial tcp 52.219.16.34:443: i/o timeout',
          },
        }),
        denied('ec2:DescribeVpcEndpoints'),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['image-layer-s3-unreachable'],
      resource: 'matchmaker',
      atMost: 'likely',
      gaps: ['ec2:DescribeVpcEndpoints'],
      mustNotClaim: ['image-pull-network-endpoint', 'image-tag-missing', 'image-pull-403'],
    },
  },
  {
    id: 'role-not-assumable/roles-denied',
    title: 'The role cannot be taken on, and roles may not be read',
    story:
      'The trust policy leaves ECS out. Roles may not be read: what the policy says is unknown, and that ECS is refused it says itself.',
    ask: 'dingdan',
    account: (now) =>
      shop(
        now,
        distrusted,
        trustMoved('dingdan-execution', 'ec2.amazonaws.com', 40, 'iris.lund'),
        notPlaced(
          'dingdan',
          23,
          1,
          `failed to launch a task with (error ECS was unable to assume the role '${roleArn(distrusted, 'dingdan-execution')}' that was provided for this task. Please verify that the role being passed has the proper trust relationship and permissions and that your IAM user has permissions to pass this role.).`,
        ),
        denied('iam:GetRole'),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['role-not-assumable'],
      resource: 'dingdan-execution',
      gaps: ['iam:GetRole'],
      mustNotClaim: ['exec-role-missing', 'iam-service-misconfigured', 'exec-role-denied'],
    },
  },
  {
    id: 'ssm-parameter-missing/parameters-denied',
    title: 'Parameters may not be looked up',
    story: 'A parameter is missing, as Systems Manager says by name. Whether it is there may not be looked up.',
    ask: 'statements',
    account: (now) =>
      shop(
        now,
        parameter,
        badRelease({
          service: 'statements',
          minutesAgo: 16,
          change: secret('MODE', regional(parameter, 'ssm', 'parameter/statements/mode')),
          refusal: {
            reason: secretsFailed(
              'execution resource retrieval failed: unable to retrieve secrets from ssm: service call has been retried 1 time(s): invalid parameters: /statements/mode',
            ),
          },
        }),
        missing('/statements/mode'),
        denied('ssm:DescribeParameters'),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['ssm-parameter-missing'],
      resource: '/statements/mode',
      gaps: ['ssm:DescribeParameters'],
      mustNotClaim: ['exec-role-denied', 'secret-not-found', 'init-network'],
    },
  },
];
