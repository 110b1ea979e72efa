import type * as sdk from '@aws-sdk/client-ec2';
import type { Route, RouteTable, VpcEndpoint } from '@aws-sdk/client-ec2';
import type { Account, Ec2 } from '../account.ts';
import { AwsError } from '../aws-error.ts';
import type { WriteAnswers } from './writes.ts';

export const ec2Writes: WriteAnswers<typeof sdk> = {
  /** Route tables of gateway endpoints. */
  ModifyVpcEndpoint: {
    needs({ partition = 'aws', region, id }, { VpcEndpointId, AddRouteTableIds = [], RemoveRouteTableIds = [] }) {
      const arn = (resource: string) => `arn:${partition}:ec2:${region}:${id}:${resource}`;
      const tables = [...AddRouteTableIds, ...RemoveRouteTableIds].map((table) => arn(`route-table/${table}`));
      return { 'ec2:ModifyVpcEndpoint': [arn(`vpc-endpoint/${VpcEndpointId}`), ...tables] };
    },
    make(account, { VpcEndpointId, AddRouteTableIds: added = [], RemoveRouteTableIds: removed = [] }) {
      const endpoint = account.ec2?.vpcEndpoints?.find((each) => each.VpcEndpointId === VpcEndpointId);
      if (!endpoint) {
        throw new AwsError('InvalidVpcEndpointId.NotFound', `The Vpc Endpoint Id '${VpcEndpointId}' does not exist`);
      }
      for (const id of [...added, ...removed]) routeTable(account, id);
      const list = prefixListOf(account, endpoint);
      for (const id of added) refuseSecondRoute(routeTable(account, id), list);
      const kept = (endpoint.RouteTableIds ?? []).filter((id) => !removed.includes(id));
      const after = { ...endpoint, RouteTableIds: [...kept, ...added.filter((id) => !kept.includes(id))] };
      const routed = (table: RouteTable): RouteTable => {
        const id = table.RouteTableId ?? '';
        const others = (table.Routes ?? []).filter((route) => !(removed.includes(id) && leadsTo(route, endpoint)));
        if (added.includes(id)) return { ...table, Routes: [...others, routeTo(endpoint, list)] };
        return removed.includes(id) ? { ...table, Routes: others } : table;
      };
      return {
        account: withEc2(account, {
          vpcEndpoints: (account.ec2?.vpcEndpoints ?? []).map((each) => (each === endpoint ? after : each)),
          routeTables: (account.ec2?.routeTables ?? []).map(routed),
        }),
        output: { Return: true },
      };
    },
  },
};

function routeTable(account: Account, id: string): RouteTable {
  const found = account.ec2?.routeTables?.find((table) => table.RouteTableId === id);
  if (!found) throw new AwsError('InvalidRouteTableId.NotFound', `The routeTable ID '${id}' does not exist`);
  return found;
}

/** AWS keeps a prefix list of the addresses of each such service, another one in every region. */
function prefixListOf({ ec2 }: Account, { ServiceName }: VpcEndpoint): string {
  return ec2?.prefixLists?.find(({ PrefixListName }) => PrefixListName === ServiceName)?.PrefixListId ?? 'pl-6da54004';
}

function refuseSecondRoute({ RouteTableId, Routes = [] }: RouteTable, list: string): void {
  if (!Routes.some(({ DestinationPrefixListId }) => DestinationPrefixListId === list)) return;
  throw new AwsError(
    'RouteAlreadyExists',
    `route table ${RouteTableId} already has a route with destination-prefix-list-id ${list}`,
  );
}

function leadsTo({ GatewayId }: Route, { VpcEndpointId }: VpcEndpoint): boolean {
  return GatewayId === VpcEndpointId;
}

function routeTo({ VpcEndpointId }: VpcEndpoint, list: string): Route {
  return { DestinationPrefixListId: list, GatewayId: VpcEndpointId, Origin: 'CreateRoute', State: 'active' };
}

function withEc2(account: Account, part: Partial<Ec2>): Account {
  return { ...account, ec2: { ...account.ec2, ...part } };
}
