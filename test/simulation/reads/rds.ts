import { databaseArns } from '../small-account-rds.ts';
import type { CasesOf } from './case.ts';

export const rds: CasesOf<'rds'> = {
  DescribeDBClusterEndpoints: {
    input: {},
    found: { DBClusterEndpoints: [{ EndpointType: 'WRITER' }, { EndpointType: 'READER', Status: 'available' }] },
    nothing: { DBClusterEndpoints: [] },
  },
  DescribeDBClusterParameters: {
    input: { DBClusterParameterGroupName: 'tuned' },
    found: { Parameters: [{ ParameterName: 'rds.force_ssl', ParameterValue: '1' }] },
    nothing: { name: 'DBParameterGroupNotFoundFault' },
  },
  DescribeDBClusters: {
    input: { DBClusterIdentifier: 'orders' },
    found: { DBClusters: [{ Status: 'available', DBClusterMembers: [{ IsClusterWriter: true }] }] },
    nothing: { name: 'DBClusterNotFoundFault' },
  },
  DescribeDBInstances: {
    input: { Filters: [{ Name: 'db-cluster-id', Values: ['orders'] }] },
    found: { DBInstances: [{ DBInstanceIdentifier: 'orders-1' }] },
    nothing: { DBInstances: [] },
  },
  DescribeDBParameters: {
    input: { DBParameterGroupName: 'tuned' },
    found: { Parameters: [{ ParameterName: 'max_connections' }] },
    nothing: { name: 'DBParameterGroupNotFoundFault' },
  },
  DescribeDBProxies: {
    input: {},
    found: { DBProxies: [{ DBProxyName: 'orders-proxy' }] },
    nothing: { DBProxies: [] },
  },
  DescribeDBProxyTargetGroups: {
    input: { DBProxyName: 'orders-proxy' },
    found: { TargetGroups: [{ TargetGroupName: 'default' }] },
    nothing: { name: 'DBProxyNotFoundFault' },
  },
  DescribeDBProxyTargets: {
    input: { DBProxyName: 'orders-proxy' },
    found: { Targets: [{ RdsResourceId: 'orders-1', TargetHealth: { State: 'AVAILABLE' } }] },
    nothing: { name: 'DBProxyNotFoundFault' },
  },
  DescribeDBSubnetGroups: {
    input: {},
    found: { DBSubnetGroups: [{ DBSubnetGroupName: 'data' }] },
    nothing: { DBSubnetGroups: [] },
  },
  DescribeEvents: {
    input: { SourceType: 'db-cluster', SourceIdentifier: 'orders' },
    found: { Events: [{ Message: 'DB cluster started.' }] },
    nothing: { Events: [] },
  },
  DescribeGlobalClusters: {
    input: {},
    found: { GlobalClusters: [{ GlobalClusterIdentifier: 'everywhere' }] },
    nothing: { GlobalClusters: [] },
  },
  DescribePendingMaintenanceActions: {
    input: { ResourceIdentifier: databaseArns.cluster },
    found: { PendingMaintenanceActions: [{ PendingMaintenanceActionDetails: [{ Action: 'system-update' }] }] },
    nothing: { name: 'ResourceNotFoundFault' },
  },
  ListTagsForResource: {
    input: { ResourceName: databaseArns.cluster },
    found: { TagList: [{ Key: 'Team', Value: 'orders' }] },
    nothing: { name: 'DBClusterNotFoundFault' },
  },
};
