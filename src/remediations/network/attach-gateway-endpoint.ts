import { createHash } from 'node:crypto';
import { CannotChange, remediation } from '#playbook';
import type { LookContext, Place } from '#playbook';
import { routeTables, subnets, vpcEndpoints } from '#aws/ec2';
import { routeTable, vpcEndpoint } from '#aws/ec2-attachment';
import { attachRouteTable, detachRouteTable } from '#aws/ec2-writes';
import { endpointPolicy } from '#facts/network/endpoint-policy';
import { list } from '#facts/words';
import type { RouteTable } from '#network';
import { awsCli } from '../aws-cli.ts';
import { form, text } from '../form.ts';
import { textFound } from '../found.ts';
import { existing } from '../here.ts';
import { ownersOf } from '../managed-by.ts';

interface Params {
  readonly [member: string]: string;
  readonly endpoint: string;
  readonly routeTable: string;
}

const hour = 3_600_000;

export const attachGatewayEndpoint = remediation<Params>({
  id: 'network.attach-gateway-endpoint',
  title: 'Give subnets the way through a gateway endpoint',
  summary: 'Puts a route to S3 or DynamoDB into a route table, through an endpoint that the VPC has already.',
  parameters: [
    { name: 'endpoint', label: 'Endpoint', kind: 'text', hint: 'Id of a gateway endpoint: vpce-…' },
    { name: 'routeTable', label: 'Route table', kind: 'text', hint: 'Id: rtb-…' },
  ],
  parse: (given) =>
    form({
      endpoint: text(given['endpoint'], /^vpce-[\da-z]+$/, 'Say the id of a VPC endpoint, such as vpce-0a1b.'),
      routeTable: text(given['routeTable'], /^rtb-[\da-z]+$/, 'Say the id of a route table, such as rtb-0a1b.'),
    }),
  // Everything in the subnets goes another way from one moment to the next.
  risk: () => 'high',
  lasts: { usualMs: 24 * hour, mostMs: 7 * 24 * hour },
  ends: 'undone',
  repeats: 'sets',
  reads: [vpcEndpoint, routeTable, vpcEndpoints, routeTables, subnets],
  writes: [attachRouteTable, detachRouteTable],
  writesTo: { apply: [attachRouteTable], undo: [detachRouteTable] },

  preview: async ({ endpoint: id, routeTable: tableId }, _until, context) => {
    const { read, place } = context;
    const [endpoint, table] = await Promise.all([
      existing(read(vpcEndpoint, { id }), `VPC endpoint ${id}`, place),
      existing(read(routeTable, { id: tableId }), `route table ${tableId}`, place),
    ]);
    if (endpoint.type !== 'Gateway') throw new CannotChange(`${id} is no gateway endpoint, but ${endpoint.type}.`);
    if (endpoint.state.toLowerCase() !== 'available') throw new CannotChange(`${id} is ${endpoint.state}.`);
    if (endpoint.vpc !== table.vpc) throw new CannotChange(`${id} is in ${endpoint.vpc}, ${tableId} in ${table.vpc}.`);
    if (endpoint.routeTables.includes(tableId))
      throw new CannotChange(`${tableId} has the route through ${id} already.`);
    const others = await read(vpcEndpoints, { vpc: table.vpc });
    const other = others.find((one) => one.service === endpoint.service && one.routeTables.includes(tableId));
    if (other) throw new CannotChange(`${tableId} has a route to ${endpoint.service} already, through ${other.id}.`);
    const affected = await subnetsOf(table, context);
    const open = endpointPolicy(endpoint.policy, null, null);
    const arns = arnsOf(id, tableId, place);
    return {
      changes: [{ resource: arns[1], field: `Route to ${endpoint.service}`, before: null, after: id }],
      found: {
        endpoint: id,
        table: tableId,
        service: endpoint.service,
        subnets: affected,
        policy: createHash('sha256')
          .update(endpoint.policy ?? '')
          .digest('hex'),
      },
      resources: arns,
      call: awsCli('ec2 modify-vpc-endpoint', { 'vpc-endpoint-id': id, 'add-route-table-ids': [tableId] }, place),
      undo: `The route is taken out of ${tableId} again; connections through it break.`,
      blastRadius:
        `Everything in ${list(affected, 5)}: what it sends to ${endpoint.service} goes through ${id}. ` +
        'Open connections to it break once, and policies that ask for a public source address do not match any more. ' +
        (open.verdict === 'allows'
          ? 'The endpoint lets everything through.'
          : 'The endpoint has a policy of its own: what that does not allow is refused.'),
      managedBy: await ownersOf([Promise.resolve(endpoint.tags), Promise.resolve(table.tags)]),
    };
  },

  apply: ({ endpoint, routeTable: table }, _preview, { write }) =>
    write(attachRouteTable, { endpoint, routeTable: table }),

  readBack: async ({ endpoint: id, routeTable: table }, _preview, context) => {
    const attached = await isAttached(id, table, context);
    return { outcome: attached ? 'took-effect' : 'did-not', says: said(id, table, attached) };
  },

  /** Gateway endpoints have no metrics: whether the route is there is all that can be seen. */
  verify: async ({ endpoint: id, routeTable: tableId }, preview, _since, { read }) => {
    const { routes } = await read(routeTable, { id: tableId });
    const route = routes.find(({ target }) => target === id);
    const to = textFound(preview, 'service');
    if (!route) return { effect: 'not-seen', says: `${tableId} has no route to ${to} yet.` };
    const says = `The route to ${to} is ${route.state}; what goes through it AWS does not count.`;
    return { effect: route.state === 'active' ? 'cannot-tell' : 'not-seen', says };
  },

  objection: async ({ routeTable: tableId }, preview, { read }) => {
    const { routes } = await read(routeTable, { id: tableId });
    const out = routes.some(({ destination, state }) => destination === '0.0.0.0/0' && state === 'active');
    return out ? null : `Without it nothing in the subnets of ${tableId} reaches ${textFound(preview, 'service')}.`;
  },

  undo: ({ endpoint, routeTable: table }, _preview, { write }) =>
    write(detachRouteTable, { endpoint, routeTable: table }),

  undone: async ({ endpoint: id, routeTable: table }, _preview, context) => {
    const attached = await isAttached(id, table, context);
    return { outcome: attached ? 'did-not' : 'took-effect', says: said(id, table, attached), othersValue: false };
  },
});

/** The subnets that a table serves: its own, and for the main one those that have no table. */
async function subnetsOf(table: RouteTable, { read }: LookContext): Promise<readonly string[]> {
  if (!table.main) {
    if (table.subnets.length === 0) throw new CannotChange(`No subnet uses ${table.id}.`);
    return table.subnets.toSorted();
  }
  const [all, tables] = await Promise.all([read(subnets, { vpc: table.vpc }), read(routeTables, { vpc: table.vpc })]);
  const others = new Set(tables.filter(({ id }) => id !== table.id).flatMap((one) => one.subnets));
  return all.flatMap(({ id }) => (others.has(id) ? [] : [id])).toSorted();
}

async function isAttached(id: string, table: string, { read }: LookContext): Promise<boolean> {
  const { routeTables: attached } = await read(vpcEndpoint, { id });
  return attached.includes(table);
}

function said(id: string, table: string, attached: boolean): string {
  return `${table} has ${attached ? 'a' : 'no'} route through ${id}.`;
}

function arnsOf(endpoint: string, table: string, { partition, region, account }: Place): readonly [string, string] {
  const arn = (resource: string) => `arn:${partition}:ec2:${region}:${account ?? ''}:${resource}`;
  return [arn(`vpc-endpoint/${endpoint}`), arn(`route-table/${table}`)];
}
