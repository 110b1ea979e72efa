import { events, pendingMaintenance } from '../../src/aws/rds-events.ts';
import { clusterParameters, instanceParameters } from '../../src/aws/rds-parameters.ts';
import { proxies, proxyPools, proxyTargets } from '../../src/aws/rds-proxies.ts';
import { arns, xml } from './rds-wire.ts';
import { describeCall } from './wire.ts';

const event = (at: string, message: string) =>
  `<Event><SourceIdentifier>orders</SourceIdentifier><SourceType>db-cluster</SourceType><Message>${message}</Message><EventCategories><EventCategory>failover</EventCategory></EventCategories><Date>${at}</Date></Event>`;

describeCall('events of a cluster, for longer than the hour that RDS takes by itself', {
  call: events,
  input: { of: 'db-cluster', id: 'orders', minutes: 359.5 },
  exchanges: [
    {
      asks: { SourceType: 'db-cluster', SourceIdentifier: 'orders', Duration: '360', MaxRecords: '100' },
      answer: xml(
        'DescribeEvents',
        `<Events>${event('2026-11-22T10:20:00Z', 'Completed failover to DB instance: orders-2')}</Events><Marker>m</Marker>`,
      ),
    },
    {
      asks: { Marker: 'm' },
      answer: xml(
        'DescribeEvents',
        `<Events>${event('2026-11-22T10:19:40Z', 'Started cross AZ failover to DB instance: orders-2')}</Events>`,
      ),
    },
  ],
  gives: [
    {
      at: new Date('2026-11-22T10:19:40Z'),
      source: 'orders',
      message: 'Started cross AZ failover to DB instance: orders-2',
      categories: ['failover'],
    },
    {
      at: new Date('2026-11-22T10:20:00Z'),
      source: 'orders',
      message: 'Completed failover to DB instance: orders-2',
      categories: ['failover'],
    },
  ],
});

describeCall('pending maintenance of a cluster', {
  call: pendingMaintenance,
  input: { arn: arns.orders },
  exchanges: [
    {
      asks: { ResourceIdentifier: arns.orders },
      answer: xml(
        'DescribePendingMaintenanceActions',
        `<PendingMaintenanceActions><ResourcePendingMaintenanceActions><ResourceIdentifier>${arns.orders}</ResourceIdentifier><PendingMaintenanceActionDetails><PendingMaintenanceAction><Action>system-update</Action><Description>New Operating System update is available</Description><CurrentApplyDate>2026-11-22T05:00:00Z</CurrentApplyDate><ForcedApplyDate>2026-12-01T00:00:00Z</ForcedApplyDate></PendingMaintenanceAction></PendingMaintenanceActionDetails></ResourcePendingMaintenanceActions></PendingMaintenanceActions>`,
      ),
    },
  ],
  gives: [
    {
      resource: arns.orders,
      action: 'system-update',
      description: 'New Operating System update is available',
      appliesAt: new Date('2026-11-22T05:00:00Z'),
      forcedAt: new Date('2026-12-01T00:00:00Z'),
    },
  ],
});

const parameters = `<Parameters><Parameter><ParameterName>rds.force_ssl</ParameterName><ParameterValue>1</ParameterValue><Source>user</Source></Parameter><Parameter><ParameterName>max_connections</ParameterName></Parameter></Parameters>`;

describeCall('what is set for a cluster', {
  call: clusterParameters,
  input: { group: 'orders-pg16' },
  exchanges: [
    {
      asks: { DBClusterParameterGroupName: 'orders-pg16', Source: 'user' },
      answer: xml('DescribeDBClusterParameters', parameters),
    },
  ],
  gives: { 'rds.force_ssl': '1' },
});

describeCall('what is set for instances', {
  call: instanceParameters,
  input: { group: 'orders-db' },
  exchanges: [
    {
      asks: { DBParameterGroupName: 'orders-db', Source: 'user' },
      answer: xml('DescribeDBParameters', `${parameters}<Marker>m</Marker>`),
    },
    {
      asks: { Marker: 'm' },
      answer: xml(
        'DescribeDBParameters',
        '<Parameters><Parameter><ParameterName>max_connections</ParameterName><ParameterValue>200</ParameterValue></Parameter></Parameters>',
      ),
    },
  ],
  gives: { 'rds.force_ssl': '1', max_connections: '200' },
});

describeCall('proxies', {
  call: proxies,
  input: {},
  exchanges: [
    {
      asks: { MaxRecords: '100', Marker: undefined },
      answer: xml(
        'DescribeDBProxies',
        `<DBProxies><member><DBProxyName>orders-proxy</DBProxyName><DBProxyArn>${arns.of('db-proxy:prx-1')}</DBProxyArn><Status>available</Status><EngineFamily>POSTGRESQL</EngineFamily><VpcId>vpc-1</VpcId><VpcSecurityGroupIds><member>sg-0px</member></VpcSecurityGroupIds><VpcSubnetIds><member>subnet-0a</member></VpcSubnetIds><Auth><member><AuthScheme>SECRETS</AuthScheme><SecretArn>arn:aws:secretsmanager:eu-west-1:123456789012:secret:orders-1</SecretArn><IAMAuth>DISABLED</IAMAuth></member></Auth><RoleArn>arn:aws:iam::123456789012:role/proxy</RoleArn><Endpoint>Orders-proxy.proxy-c1.eu-west-1.rds.amazonaws.com</Endpoint><RequireTLS>true</RequireTLS></member></DBProxies><Marker>m</Marker>`,
      ),
    },
    {
      asks: { Marker: 'm' },
      answer: xml('DescribeDBProxies', '<DBProxies><member><DBProxyName>bare</DBProxyName></member></DBProxies>'),
    },
  ],
  gives: [
    {
      name: 'orders-proxy',
      arn: arns.of('db-proxy:prx-1'),
      status: 'available',
      engineFamily: 'POSTGRESQL',
      endpoint: 'orders-proxy.proxy-c1.eu-west-1.rds.amazonaws.com',
      vpc: 'vpc-1',
      subnets: ['subnet-0a'],
      securityGroups: ['sg-0px'],
      requiresTls: true,
      logins: [
        { secretArn: 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:orders-1', iam: 'DISABLED', user: null },
      ],
      role: 'arn:aws:iam::123456789012:role/proxy',
    },
    {
      name: 'bare',
      arn: '',
      status: 'unknown',
      engineFamily: null,
      endpoint: null,
      vpc: null,
      subnets: [],
      securityGroups: [],
      requiresTls: false,
      logins: [],
      role: null,
    },
  ],
});

describeCall('targets of a proxy', {
  call: proxyTargets,
  input: { proxy: 'orders-proxy' },
  exchanges: [
    {
      asks: { DBProxyName: 'orders-proxy' },
      answer: xml(
        'DescribeDBProxyTargets',
        `<Targets><member><Type>TRACKED_CLUSTER</Type><RdsResourceId>orders</RdsResourceId></member><member><Type>RDS_INSTANCE</Type><Role>READ_WRITE</Role><RdsResourceId>orders-1</RdsResourceId><TrackedClusterId>orders</TrackedClusterId><Endpoint>orders-1.c1.eu-west-1.rds.amazonaws.com</Endpoint><Port>5432</Port><TargetHealth><State>UNAVAILABLE</State><Reason>AUTH_FAILURE</Reason><Description>Proxy does not have any registered credentials</Description></TargetHealth></member></Targets>`,
      ),
    },
  ],
  gives: [
    {
      type: 'TRACKED_CLUSTER',
      role: null,
      resource: 'orders',
      trackedCluster: null,
      endpoint: null,
      port: null,
      state: null,
      reason: null,
      description: null,
    },
    {
      type: 'RDS_INSTANCE',
      role: 'READ_WRITE',
      resource: 'orders-1',
      trackedCluster: 'orders',
      endpoint: 'orders-1.c1.eu-west-1.rds.amazonaws.com',
      port: 5432,
      state: 'UNAVAILABLE',
      reason: 'AUTH_FAILURE',
      description: 'Proxy does not have any registered credentials',
    },
  ],
});

describeCall('how a proxy shares out connections', {
  call: proxyPools,
  input: { proxy: 'orders-proxy' },
  exchanges: [
    {
      asks: { DBProxyName: 'orders-proxy' },
      answer: xml(
        'DescribeDBProxyTargetGroups',
        `<TargetGroups><member><TargetGroupName>default</TargetGroupName><Status>available</Status><ConnectionPoolConfig><MaxConnectionsPercent>90</MaxConnectionsPercent><MaxIdleConnectionsPercent>45</MaxIdleConnectionsPercent><ConnectionBorrowTimeout>120</ConnectionBorrowTimeout></ConnectionPoolConfig></member></TargetGroups>`,
      ),
    },
  ],
  gives: [{ status: 'available', maxConnectionsPercent: 90, maxIdleConnectionsPercent: 45, borrowTimeout: 120 }],
});
