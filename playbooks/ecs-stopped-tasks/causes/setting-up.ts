import { cause, maybe, offer } from '#playbook';
import { logGroups } from '#facts/ecs/credentials';
import { episode } from '#facts/ecs/episode';
import { isCutSetUp } from '#facts/ecs/failures';
import type { Failure } from '#facts/ecs/failures';
import { definitions } from '#facts/ecs/own-tasks';
import type { Definitions } from '#facts/ecs/own-tasks';
import { release, releaseText } from '#facts/ecs/release';
import { called, target } from '#facts/ecs/target';
import { list } from '#facts/words';
import { createLogGroup } from '#remediations/ecs/by-hand';
import { bearing, having, none, told } from '../reading.ts';
import { afterStart } from './images.ts';
import { unreached } from './pulling.ts';
import { said } from './said.ts';

const LOGGING = /logger args|log stream|create stream|logging driver/i;

/** The service was reached: it is not the network. */
const ANSWERED = /StatusCode: [1-5]\d\d|status code: [1-5]\d\d/i;

export const initNetwork = unreached({
  id: 'init-network',
  title: 'Tasks cannot reach what they need to be set up',
  recognised:
    '“unable to pull secrets or registry auth” with a timeout or without any answer (StatusCode: 0): ECR, Secrets Manager, Parameter Store or KMS is not reached. Each try takes about five minutes in PENDING.',
  fix: 'Give the subnets a route to a NAT gateway or the endpoint of the service, and allow TCP 443 out of the tasks’ and into the endpoint’s security group.',
  is: ({ sign }) => sign === 'init-timeout',
  isCut: (failure) => isCutSetUp(failure) && !LOGGING.test(failure.text) && !ANSWERED.test(failure.text),
  by: () => true,
  what: 'secrets or the registry’s token cannot be fetched',
  says: (name, way) =>
    `Tasks of ${name} cannot reach ${way?.service ? way.service : 'an AWS service'} while they are set up${way ? `: ${way.says}` : ': the connection times out'}.`,
});

export const logDriverNetwork = unreached({
  id: 'log-driver-network',
  title: 'Tasks cannot reach CloudWatch Logs',
  recognised:
    'The log driver cannot be set up (“failed to validate logger args”, “create stream has been retried”) and times out or is killed while it waits.',
  fix: 'Give the subnets the logs endpoint or a route to a NAT gateway, with TCP 443 allowed.',
  is: ({ sign }) => sign === 'log-timeout',
  isCut: (failure) => isCutSetUp(failure) && LOGGING.test(failure.text) && !ANSWERED.test(failure.text),
  by: () => true,
  what: 'the log driver cannot be set up',
  says: (name, way) =>
    `Tasks of ${name} cannot reach CloudWatch Logs${way ? `: ${way.says}` : ': the connection times out'}.`,
});

/** Log groups that the task definition of a failure names. */
function groupsOf(definitions: Definitions, own: readonly Failure[]): readonly string[] {
  return [
    ...new Set(
      own.flatMap(({ stop }) =>
        ((stop && definitions[stop.task.taskDefinition]?.containers) || []).flatMap(({ logs }) => logs?.group ?? []),
      ),
    ),
  ];
}

export const logGroupMissing = cause({
  id: 'log-group-missing',
  title: 'The log group of the task does not exist',
  recognised:
    'The log driver cannot be set up because its log group does not exist, and CloudWatch Logs has none of that name.',
  fix: 'Create the log group, or set awslogs-create-group to true and allow the execution role logs:CreateLogGroup; check awslogs-region.',
  remedies: [createLogGroup],
  layer: 'config',
  leadsTo: afterStart,
  from: {
    episode,
    target,
    groups: maybe(logGroups),
    definitions: maybe(definitions),
    release: maybe(release),
  },
  judge: ({ episode, target, groups, definitions, release }, say) => {
    const saidSo = having(episode, 'log-group-missing');
    // One wording of AWS names both the log group and the connection.
    const cut = episode.failures.filter(
      (failure) =>
        (isCutSetUp(failure) && LOGGING.test(failure.text)) ||
        (failure.sign === 'log-timeout' && /cannot find the .{0,40}log group/i.test(failure.text)),
    );
    const own = saidSo.length > 0 ? saidSo : cut;
    if (own.length === 0) return none(episode, say, 'no log group is missing');
    const [inText] = own.flatMap(({ text }) => /log group[: ]+['"]?(\/?[\w./#-]+\/[\w./#-]+)/i.exec(text)?.[1] ?? []);
    const named = definitions.known ? groupsOf(definitions.value, own) : [];
    const gone = named.filter((name) => groups.known && groups.value[name] === false);
    const there = groups.known && named.length > 0 && named.every((name) => groups.value[name] === true);
    const blamed = gone.length > 0 ? gone : named.length > 0 ? named : inText ? [inText] : [];
    const evidence = {
      episode: told(own, target, 'the log group was not found'),
      groups: gone.length > 0 ? `there is no ${list(gone)}` : there ? `${list(named)} is there now` : undefined,
      definitions: named.length > 0 ? `the task definition writes to ${list(named)}` : undefined,
      release: release.known ? releaseText(release.value) : undefined,
    };
    const offers = gone.map((group) => offer(createLogGroup, { group }));
    const given = { ...bearing(own, episode, target, { resources: blamed }), offers };
    const says = `The log group ${blamed[0] ?? 'of the task definition'} does not exist, so ${called(target)} cannot start.`;
    if (saidSo.length === 0 && gone.length === 0)
      return groups.known ? say.ruledOut({ groups: 'the log group is there' }) : say.unanswered(groups.blind);
    return gone.length > 0 && saidSo.length > 0
      ? say.confirmed(says, evidence, given)
      : say.likely(says, evidence, given);
  },
});

export const envFileFailed = said({
  id: 'env-file-failed',
  title: 'The file with environment variables cannot be fetched',
  recognised:
    'The text speaks of the environment file and of S3 or downloading. The object is missing, or the execution role may not read it.',
  fix: 'Check that the object exists in S3 and that the execution role may use s3:GetObject and s3:GetBucketLocation on it.',
  layer: 'config',
  leadsTo: afterStart,
  is: ({ sign }) => sign === 'env-file',
  what: 'the environment file cannot be fetched',
  says: (_, target) => `Tasks of ${called(target)} cannot fetch their environment file from S3.`,
  sure: 'likely',
  resources: ([first]) => first.text.match(/arn:[\w-]+:s3:::[^\s,"']+/g) ?? [],
});

export const efsMountFailed = said({
  id: 'efs-mount-failed',
  title: 'The EFS file system cannot be mounted',
  recognised:
    'The text speaks of EFS or mount.nfs4: no mount target in the zone, port 2049 blocked, access point or IAM.',
  fix: 'Check that there is a mount target in each zone of the tasks, that its security group allows TCP 2049 from them, and the access point and its IAM policy.',
  layer: 'config',
  leadsTo: afterStart,
  is: ({ sign }) => sign === 'efs',
  what: 'EFS cannot be mounted',
  says: (_, target) => `Tasks of ${called(target)} cannot mount their EFS file system.`,
  sure: 'likely',
  resources: ([first]) => first.text.match(/fs(?:ap)?-[0-9a-f]{8,17}/g) ?? [],
});

export const eniSetupFailed = said({
  id: 'eni-setup-failed',
  title: 'The network interface of the task cannot be set up',
  recognised: '“failed to configure ENI”: DNS attributes of the VPC, or a trouble of the platform.',
  fix: 'Check enableDnsSupport and enableDnsHostnames of the VPC; if it happens on one host only, replace that.',
  layer: 'dependency',
  leadsTo: afterStart,
  is: ({ sign }) => sign === 'eni-setup',
  what: 'the network interface cannot be set up',
  says: (_, target) => `The network interface of tasks of ${called(target)} cannot be set up.`,
  sure: 'possible',
});
