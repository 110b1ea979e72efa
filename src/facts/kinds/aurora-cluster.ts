import { ReadFailure } from '#playbook';
import type { Candidate, FactContext, SubjectKind } from '#playbook';
import * as ecs from '#aws/ecs';
import * as rds from '#aws/rds';
import type { DbCluster } from '#aws/rds';
import * as rdsClients from '#aws/rds-clients';
import type { HostSetting, SecretSetting } from '#aws/rds-clients';
import * as rdsProxies from '#aws/rds-proxies';
import { secretId } from '../aurora/client.ts';
import { askedOf, elsewhereOf } from '../aurora/cluster.ts';
import { rdsHostOf, speaksOf } from '../aurora/host-names.ts';

/**
 * An Aurora cluster, known by identifier, ARN, any of its host names or one of its instances; through an RDS Proxy; or
 * through a client, an ECS service or a Lambda function that connects to it. `orders from checkout` names both: then
 * the connections of that client are looked at.
 */
export const auroraClusterKind: SubjectKind = {
  id: 'db-cluster',
  title: 'Aurora cluster',
  isArn: (arn) => /^arn:[^:\s]+:rds:[^:\s]*:\d*:cluster:[^:\s]+$/.test(arn),
  nameOf: (arn) => arn.split(':cluster:')[1] ?? arn,
  sources: [
    {
      title: 'clusters',
      reads: [rds.clusters],
      list: async (typed, { read, place }) => {
        const elsewhere = elsewhereOf({ name: typed, arn: null, from: 'typed' }, place);
        if (elsewhere !== null) throw new ReadFailure('absent', elsewhere);
        if (askedOf(typed).client !== null) return [];
        return (await read(rds.clusters, {})).map((cluster) => ({
          name: cluster.id,
          arn: cluster.arn,
          knownAs: namesOf(cluster),
        }));
      },
    },
    {
      title: 'a cluster and its client',
      reads: [rds.clusters, ecs.clusters, ecs.services, ecs.describeServices, rdsClients.functionClients],
      list: async (typed, context) => {
        const { client } = askedOf(typed);
        if (client === null) return [];
        const [clusters, services, functions] = await Promise.all([
          context.read(rds.clusters, {}),
          orNone(likeNamed(client, context), context),
          orNone(context.read(rdsClients.functionClients, { part: 'databases' }), context),
        ]);
        const callers = [
          ...(services ?? []).map(({ via, names }) => ({ via, names })),
          // Where functions may not be listed, one of that name is looked for by its name alone.
          ...(functions ?? (services?.length ? [] : [{ name: client, arn: client }]))
            .filter(({ name }) => alike(name, client))
            .map(({ name, arn }) => ({ via: `Lambda function ${name}`, names: [name, arn] })),
        ];
        return clusters.flatMap((cluster) =>
          callers.map(({ via, names }) => ({
            name: cluster.id,
            arn: cluster.arn,
            via,
            knownAs: namesOf(cluster).flatMap((one) => names.map((name) => `${one} from ${name}`)),
          })),
        );
      },
    },
    {
      title: 'RDS proxies',
      reads: [rds.clusters, rdsProxies.proxies, rdsProxies.proxyTargets],
      list: async (typed, { read }) => {
        const proxies = (await read(rdsProxies.proxies, {})).filter(({ name, endpoint, arn }) =>
          [name, endpoint, arn].some((text) => text !== null && alike(text, typed)),
        );
        if (proxies.length === 0) return [];
        const clusters = await read(rds.clusters, {});
        const found = await Promise.all(
          proxies.map(async ({ name, endpoint, arn }) => {
            const targets = await read(rdsProxies.proxyTargets, { proxy: name });
            return clusters
              .filter(({ id }) =>
                targets.some(({ resource, trackedCluster }) => resource === id || trackedCluster === id),
              )
              .map((cluster) => through(cluster, `proxy ${name}`, [name, arn, endpoint ?? '']));
          }),
        );
        return found.flat();
      },
    },
    {
      title: 'ECS services that connect to a cluster',
      reads: [rds.clusters, ecs.clusters, ecs.services, ecs.describeServices, rdsClients.taskClient],
      list: async (typed, context) => {
        if (typed === '') return [];
        const services = await likeNamed(typed, context);
        if (services.length === 0) return [];
        const clusters = await context.read(rds.clusters, {});
        const found = await Promise.all(
          services.slice(0, MOST_CLIENTS).map(async ({ via, names, taskDefinition }) => {
            const { containers } = await context.read(rdsClients.taskClient, {
              arn: taskDefinition,
              part: 'databases',
            });
            const hosts = containers.flatMap((container) => container.hosts);
            const secrets = containers.flatMap((container) => container.secrets);
            return reached(clusters, hosts, secrets).map((cluster) => through(cluster, via, names));
          }),
        );
        return found.flat();
      },
    },
    {
      title: 'Lambda functions that connect to a cluster',
      reads: [rds.clusters, rdsClients.functionClients],
      list: async (typed, { read }) => {
        if (typed === '') return [];
        const functions = (await read(rdsClients.functionClients, { part: 'databases' })).filter(
          ({ name, arn }) => alike(name, typed) || arn === typed,
        );
        if (functions.length === 0) return [];
        const clusters = await read(rds.clusters, {});
        return functions.flatMap(({ name, arn, hosts, secrets }) =>
          reached(clusters, hosts, secrets).map((cluster) => through(cluster, `Lambda function ${name}`, [name, arn])),
        );
      },
    },
  ],
};

/** What could not be listed is noted; null tells it from a list without any. */
async function orNone<T>(answer: Promise<readonly T[]>, { unseen }: FactContext): Promise<readonly T[] | null> {
  try {
    return await answer;
  } catch (error) {
    if (!(error instanceof ReadFailure)) throw error;
    unseen(error);
    return null;
  }
}

/** Services of a name that are looked at: a name that fits more of them is none. */
const MOST_CLIENTS = 20;

/** Every name that the cluster goes by; its instances' host names are those of the cluster with their own in front. */
function namesOf(cluster: DbCluster): readonly string[] {
  const { id, arn, endpoint, readerEndpoint, customEndpoints, members } = cluster;
  const host = endpoint === null ? null : rdsHostOf(endpoint);
  const suffix = host === null || endpoint === null ? null : endpoint.slice(endpoint.indexOf(`.${host.region}.`));
  return [
    id,
    arn,
    ...[endpoint, readerEndpoint].flatMap((name) => name ?? []),
    ...customEndpoints,
    ...members.flatMap(({ instance }) =>
      host === null || suffix === null ? [instance] : [instance, `${instance}.${host.zone}${suffix}`],
    ),
  ];
}

function through(cluster: DbCluster, via: string, knownAs: readonly string[]): Candidate {
  return { name: cluster.id, arn: cluster.arn, knownAs: knownAs.filter((name) => name !== ''), via };
}

/** Whether a name could be what was typed: the scoring of names has the last word. */
function alike(name: string, typed: string): boolean {
  const plain = (text: string) => text.toLowerCase().replaceAll(/[-_/.\s]/g, '');
  const [one, other] = [plain(name), plain(typed.split('/').at(-1) ?? typed)];
  return other !== '' && (one.includes(other) || other.includes(one));
}

interface Named {
  readonly via: string;
  readonly names: readonly string[];
  readonly taskDefinition: string;
}

async function likeNamed(typed: string, { read }: FactContext): Promise<readonly Named[]> {
  const clusters = await read(ecs.clusters, {});
  const found = await Promise.all(
    clusters.map(async (cluster) => {
      const arns = (await read(ecs.services, { cluster })).filter(
        (arn) => arn === typed || alike(arn.split('/').at(-1) ?? arn, typed),
      );
      return arns.length > 0 ? read(ecs.describeServices, { cluster, services: arns }) : [];
    }),
  );
  return found.flat().map(({ name, arn, cluster, taskDefinition }) => {
    const home = cluster.split('/').at(-1) ?? cluster;
    return { via: `ECS service ${home}/${name}`, names: [name, arn, `${home}/${name}`], taskDefinition };
  });
}

/** The clusters that a client is told of, by address or by secret. */
function reached(
  clusters: readonly DbCluster[],
  hosts: readonly HostSetting[],
  secrets: readonly SecretSetting[],
): readonly DbCluster[] {
  const named = clusters.filter((cluster) => hosts.some(({ host }) => namesOf(cluster).includes(host)));
  if (named.length > 0) return named;
  const ids = secrets.map(({ from }) => secretId(from));
  const secret = clusters.filter(
    ({ masterSecretArn, id }) =>
      (masterSecretArn !== null && ids.includes(masterSecretArn)) ||
      ids.some((one) => speaksOf((one.split(':')[6] ?? one).replace(/-\w{6}$/, ''), id)),
  );
  // `prod/orders-eu/app` speaks of `orders-eu` rather than of `orders`.
  const longest = Math.max(0, ...secret.map(({ id }) => id.length));
  if (secret.length > 0)
    return secret.filter(({ id, masterSecretArn }) => id.length === longest || ids.includes(masterSecretArn ?? ''));
  return clusters.filter(({ id }) => hosts.some(({ host }) => speaksOf(rdsHostOf(host)?.label ?? '', id)));
}
