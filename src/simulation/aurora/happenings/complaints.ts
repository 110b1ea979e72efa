import type { Client, Estate, Happening, Spot } from '../model.ts';
import { says } from '../wording.ts';
import type { Failure, Talk } from '../wording.ts';
import { clientNamed, proxyNamed, writerOf } from './find.ts';

export interface Complaints {
  /** Without it every client complains. */
  readonly client?: string;
  readonly failure: Failure;
  readonly since: number;
  readonly until?: number;
  /** Seconds between two, for each task; default 20. */
  readonly every?: number;
  /** What the host name led to, where it is not the writer. */
  readonly ip?: string;
  readonly host?: string;
  readonly port?: number;
}

/** From then on clients log that failure, in the words of their drivers. */
export function complains(options: Complaints): Happening {
  return (estate) => {
    const { client } = options;
    const all = client === undefined ? estate.clients : [clientNamed(estate, client)];
    for (const one of all)
      one.complaints.push({
        from: options.since,
        until: options.until ?? 0,
        every: options.every ?? 20,
        lines: (spot) => says(one.driver, options.failure, talkOf(estate, one, options, spot)),
      });
  };
}

/** From then on a client logs these lines, whatever they are. */
export function logs(client: string, since: number, every: number, lines: readonly string[], until = 0): Happening {
  return (estate) => {
    clientNamed(estate, client).complaints.push({ from: since, until, every, lines: () => lines });
  };
}

function talkOf(estate: Estate, client: Client, options: Complaints, { ip: from }: Spot): Talk {
  const { database, user } = client;
  const version = Number(/^\d+/.exec(database.raw.EngineVersion ?? '')?.[0] ?? 0);
  const host = options.host ?? client.host;
  const port = options.port ?? client.port;
  return {
    host,
    ip: options.ip ?? addressOf(estate, client, host),
    port,
    user,
    database: database.name,
    from,
    version,
  };
}

function addressOf(estate: Estate, { database }: Client, host: string): string {
  if (estate.proxies.some(({ raw }) => raw.Endpoint === host)) return proxyAddress(estate, host);
  const own = database.instances.find(({ raw }) => raw.Endpoint?.Address === host);
  if (own) return own.ip;
  if (host === database.raw.ReaderEndpoint) return database.instances.at(-1)?.ip ?? '';
  return database.instances.length > 0 ? writerOf(database).ip : '10.0.0.1';
}

function proxyAddress(estate: Estate, host: string): string {
  const proxy = estate.proxies.find(({ raw }) => raw.Endpoint === host) ?? proxyNamed(estate);
  const eni = estate.shop.network.ec2.networkInterfaces.find(({ Groups }) =>
    Groups?.some(({ GroupId }) => GroupId === proxy.securityGroup),
  );
  return eni?.PrivateIpAddress ?? '';
}
