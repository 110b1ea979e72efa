import type { ScalableTarget, ScalingActivity } from '@aws-sdk/client-application-auto-scaling';
import type { LogGroup } from '@aws-sdk/client-cloudwatch-logs';
import type { ImageDetail, Repository } from '@aws-sdk/client-ecr';
import type { CapacityProvider, ContainerInstance, ProtectedTask, TaskDefinition } from '@aws-sdk/client-ecs';
import type { DescribeSecretResponse } from '@aws-sdk/client-secrets-manager';
import type { ParameterMetadata } from '@aws-sdk/client-ssm';
import type { Account } from '../account.ts';
import type { LogLines } from '../account/logs.ts';
import { hex } from './dice.ts';
import type { Service, Shop, ShopTask } from './model.ts';
import { arn } from './place.ts';
import { rolesOf } from './roles.ts';
import type { RoleChange } from './roles.ts';
import { ago } from './time.ts';

type Secret = Omit<DescribeSecretResponse, '$metadata'>;

/**
 * What tasks need to run. Whatever a task definition names is there, unless it is listed as missing: its image in ECR,
 * its secrets and parameters, its log group and the streams of its tasks.
 */
export interface Supplies {
  /** Image URIs, names of repositories, secrets, parameters and log groups that are not there. */
  readonly missing: Set<string>;
  readonly images: ImageDetail[];
  /** What is unusual about roles, by name. */
  readonly roles: Record<string, RoleChange>;
  /** Repository policies by repository name. */
  readonly policies: Record<string, string>;
  /** In the place of the secret with the same ARN, or beside the others. */
  readonly secrets: Secret[];
  readonly values: Record<string, string>;
  readonly parameters: ParameterMetadata[];
  readonly logGroups: LogGroup[];
  readonly sealedGroups: string[];
  readonly streams: LogLines[];
  readonly scalableTargets: ScalableTarget[];
  readonly scalingActivities: ScalingActivity[];
  readonly capacityProviders: CapacityProvider[];
  /** By name of their cluster. */
  readonly containerInstances: Record<string, ContainerInstance[]>;
  readonly protectedTasks: ProtectedTask[];
}

export function noSupplies(): Supplies {
  return {
    missing: new Set(),
    images: [],
    roles: {},
    policies: {},
    secrets: [],
    values: {},
    parameters: [],
    logGroups: [],
    sealedGroups: [],
    streams: [],
    scalableTargets: [],
    scalingActivities: [],
    capacityProviders: [],
    containerInstances: {},
    protectedTasks: [],
  };
}

/** The parts of an account beside load balancers, network and tasks that a shop's services rest on. */
export function suppliesOf(
  shop: Shop,
): Pick<Account, 'ecr' | 'iam' | 'secretsmanager' | 'ssm' | 'logs' | 'application-autoscaling'> {
  const { supplies } = shop;
  const definitions = shop.services.flatMap(({ taskDefinitions }) => taskDefinitions);
  return {
    ecr: { ...imagesOf(shop, definitions), policies: supplies.policies },
    iam: rolesOf(shop),
    secretsmanager: { secrets: secretsOf(shop, definitions), values: supplies.values },
    ssm: { parameters: parametersOf(shop, definitions) },
    logs: { groups: logGroupsOf(shop, definitions), streams: streamsOf(shop), sealed: supplies.sealedGroups },
    'application-autoscaling': {
      scalableTargets: supplies.scalableTargets,
      scalingActivities: supplies.scalingActivities,
    },
  };
}

/** `123456789012.dkr.ecr.eu-west-1.amazonaws.com/team/app:1.2` or `…/app@sha256:…`. */
const OWN_IMAGE = /^(\d{12})\.dkr\.ecr\.([a-z0-9-]+)\.amazonaws\.com(?:\.cn)?\/([^:@]+)(?::([^@]+))?(?:@(.+))?$/;

function imagesOf(shop: Shop, definitions: readonly TaskDefinition[]) {
  const { missing, images: more } = shop.supplies;
  const repositories = new Map<string, Repository>();
  const images = new Map<string, ImageDetail>();
  for (const definition of definitions)
    for (const { image = '' } of definition.containerDefinitions ?? []) {
      const [, registryId, region, name = '', tag, digest] = OWN_IMAGE.exec(image) ?? [];
      if (registryId !== shop.place.account || region !== shop.place.region || missing.has(name)) continue;
      repositories.set(name, {
        repositoryArn: arn(shop.place, 'ecr', `repository/${name}`),
        registryId,
        repositoryName: name,
        repositoryUri: image.split(/[:@]/)[0],
        createdAt: new Date('2024-02-12T08:02:11Z'),
        imageTagMutability: 'MUTABLE',
      });
      if (missing.has(image)) continue;
      images.set(image, {
        registryId,
        repositoryName: name,
        imageDigest: digest ?? `sha256:${hex(image, 64)}`,
        ...(tag === undefined ? {} : { imageTags: [tag] }),
        imageSizeInBytes: 84_211_907,
        imagePushedAt: new Date((definition.registeredAt?.getTime() ?? 0) - 90_000),
        imageManifestMediaType: 'application/vnd.docker.distribution.manifest.v2+json',
      });
    }
  const replaced = new Set(
    more.flatMap(({ repositoryName, imageTags }) => imageTags?.map((t) => `${repositoryName}:${t}`)),
  );
  const derived = [...images.values()].filter(
    ({ repositoryName, imageTags }) => !imageTags?.some((tag) => replaced.has(`${repositoryName}:${tag}`)),
  );
  return { repositories: [...repositories.values()], images: [...derived, ...more] };
}

/** What `valueFrom` names, without the JSON key, version stage and version id that may follow a secret's ARN. */
function references(definitions: readonly TaskDefinition[]): readonly string[] {
  const all = definitions.flatMap(({ containerDefinitions = [] }) =>
    containerDefinitions.flatMap(({ secrets = [], repositoryCredentials }) => [
      ...secrets.map(({ valueFrom = '' }) => valueFrom),
      ...(repositoryCredentials?.credentialsParameter ? [repositoryCredentials.credentialsParameter] : []),
    ]),
  );
  return [...new Set(all)];
}

function secretsOf(shop: Shop, definitions: readonly TaskDefinition[]): Secret[] {
  const { missing, secrets } = shop.supplies;
  const named = references(definitions)
    .filter((reference) => reference.includes(':secretsmanager:'))
    .map((reference) => reference.split(':').slice(0, 7).join(':'));
  const derived = [...new Set(named)].filter((one) => !missing.has(one) && !secrets.some(({ ARN }) => ARN === one));
  return [
    ...secrets,
    ...derived.map((ARN) => ({
      ARN,
      Name: (ARN.split(':')[6] ?? '').replace(/-[A-Za-z0-9]{6}$/, ''),
      CreatedDate: new Date('2024-03-01T10:00:00Z'),
      LastChangedDate: ago(shop, 31 * 1_440),
      RotationEnabled: false,
      VersionIdsToStages: { [`v-${hex(ARN, 32)}`]: ['AWSCURRENT'] },
    })),
  ];
}

function parametersOf(shop: Shop, definitions: readonly TaskDefinition[]): ParameterMetadata[] {
  const { missing, parameters } = shop.supplies;
  const named = references(definitions)
    .filter((reference) => !reference.includes(':secretsmanager:'))
    .map((reference) => reference.replace(/^arn:[^:]+:ssm:[^:]*:\d*:parameter(?=\/)/, ''));
  const derived = [...new Set(named)].filter((one) => !missing.has(one));
  return [
    ...parameters,
    ...derived.map((Name) => ({
      Name,
      ARN: arn(shop.place, 'ssm', `parameter${Name.startsWith('/') ? '' : '/'}${Name}`),
      Type: 'SecureString' as const,
      Version: 3,
      LastModifiedDate: ago(shop, 31 * 1_440),
    })),
  ];
}

function logGroupsOf(shop: Shop, definitions: readonly TaskDefinition[]): LogGroup[] {
  const { missing, logGroups } = shop.supplies;
  const named = definitions.flatMap(({ containerDefinitions = [] }) =>
    containerDefinitions.flatMap(({ logConfiguration }) => logConfiguration?.options?.['awslogs-group'] ?? []),
  );
  const derived = [...new Set(named)].filter((name) => !missing.has(name));
  return [
    ...logGroups,
    ...derived.map((logGroupName) => ({
      logGroupName,
      creationTime: Date.parse('2024-02-12T08:31:05Z'),
      retentionInDays: 30,
    })),
  ];
}

/** What containers wrote: a few ordinary lines at their start, and their last words where they had any. */
function streamsOf(shop: Shop): LogLines[] {
  const written = shop.services.flatMap((service) =>
    service.tasks
      .filter(({ startedAgo, stopped }) => startedAgo !== null || stopped?.lines !== undefined)
      .flatMap((task) => streamOf(shop, service, task)),
  );
  return [...written, ...shop.supplies.streams];
}

function streamOf(shop: Shop, service: Service, task: ShopTask): LogLines[] {
  const definition = service.taskDefinitions.find(({ revision }) => revision === task.revision);
  return (definition?.containerDefinitions ?? []).flatMap(({ name, logConfiguration }) => {
    const { 'awslogs-group': group, 'awslogs-stream-prefix': prefix } = logConfiguration?.options ?? {};
    if (logConfiguration?.logDriver !== 'awslogs' || group === undefined || shop.supplies.missing.has(group)) return [];
    const stopped = task.stopped;
    const lines = name === service.container ? (stopped?.lines ?? task.lines) : stopped?.sidecarLines;
    const start = task.startedAgo ?? (stopped?.ago ?? 0) + 0.1;
    const end = stopped?.ago ?? 0.2;
    return [
      {
        group,
        stream: prefix === undefined ? task.id : `${prefix}/${name}/${task.id}`,
        lines: [
          ...(task.startedAgo === null ? [] : [{ at: ago(shop, start).getTime() + 900, text: 'starting' }]),
          ...(lines ?? (name === service.container ? [`listening on port ${service.port}`] : [])).map(
            (text, index, all) => ({
              at: lines
                ? ago(shop, end).getTime() - (all.length - index) * 40 - 1_500
                : ago(shop, start).getTime() + 2_100,
              text,
            }),
          ),
        ],
      },
    ];
  });
}
