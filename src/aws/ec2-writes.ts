import { writeCall } from './write-call.ts';

/** A gateway endpoint and a route table, by their ids. */
interface Attachment {
  readonly endpoint: string;
  readonly routeTable: string;
}

function both(
  { endpoint, routeTable }: Attachment,
  place: { region: string; account: string | null; partition: string },
) {
  const arn = (resource: string) => `arn:${place.partition}:ec2:${place.region}:${place.account ?? ''}:${resource}`;
  return [arn(`vpc-endpoint/${endpoint}`), arn(`route-table/${routeTable}`)];
}

/** Puts a route to the endpoint into the table: AWS makes it. */
export const attachRouteTable = writeCall('ec2', 'ModifyVpcEndpoint', both, async (send, { endpoint, routeTable }) => {
  await send({ VpcEndpointId: endpoint, AddRouteTableIds: [routeTable] });
});

/** Takes that route out again. */
export const detachRouteTable = writeCall('ec2', 'ModifyVpcEndpoint', both, async (send, { endpoint, routeTable }) => {
  await send({ VpcEndpointId: endpoint, RemoveRouteTableIds: [routeTable] });
});
