export { covers, parseBlock } from './address.ts';
export { egressOf, internet } from './egress.ts';
export type { Egress } from './egress.ts';
export type { Hop, HopKind, Path } from './hop.ts';
export type {
  End,
  NatGateway,
  Network,
  NetworkAcl,
  NetworkAclEntry,
  PrefixLists,
  Route,
  RouteTable,
  SecurityGroup,
  SgRule,
  Subnet,
  Vpc,
  VpcEndpoint,
} from './model.ts';
export { evaluatePath } from './path.ts';
export type { PathQuestion } from './path.ts';
export { effectiveRouteTable } from './route.ts';
export { reachService } from './service.ts';
export type { ServiceReach, SubnetReach } from './service.ts';
export { subnetClass } from './subnet-class.ts';
export type { ClassifiedSubnet, SubnetClass } from './subnet-class.ts';
