import { expect, test } from 'vitest';
import { clusters, clusterTags, endpoints, globalClusters, instances, subnetGroup } from '../../src/aws/rds.ts';
import { arns, xml } from './rds-wire.ts';
import { answerOnce, ask, describeCall, failureOf } from './wire.ts';

const ordersXml = `<DBCluster>
  <DBClusterIdentifier>orders</DBClusterIdentifier>
  <DBClusterArn>${arns.orders}</DBClusterArn>
  <DbClusterResourceId>cluster-ABC</DbClusterResourceId>
  <Status>available</Status>
  <Engine>aurora-postgresql</Engine>
  <EngineVersion>16.4</EngineVersion>
  <EngineMode>provisioned</EngineMode>
  <Port>5432</Port>
  <Endpoint>Orders.cluster-c1.eu-west-1.rds.amazonaws.com</Endpoint>
  <ReaderEndpoint>orders.cluster-ro-c1.eu-west-1.rds.amazonaws.com</ReaderEndpoint>
  <CustomEndpoints><member>reports.cluster-custom-c1.eu-west-1.rds.amazonaws.com</member></CustomEndpoints>
  <DBClusterMembers>
    <DBClusterMember><DBInstanceIdentifier>orders-1</DBInstanceIdentifier><IsClusterWriter>true</IsClusterWriter><PromotionTier>1</PromotionTier></DBClusterMember>
    <DBClusterMember><DBInstanceIdentifier>orders-2</DBInstanceIdentifier><IsClusterWriter>false</IsClusterWriter></DBClusterMember>
  </DBClusterMembers>
  <VpcSecurityGroups><VpcSecurityGroupMembership><VpcSecurityGroupId>sg-0db</VpcSecurityGroupId><Status>active</Status></VpcSecurityGroupMembership></VpcSecurityGroups>
  <DBSubnetGroup>private</DBSubnetGroup>
  <DBClusterParameterGroup>orders-pg16</DBClusterParameterGroup>
  <ServerlessV2ScalingConfiguration><MinCapacity>0</MinCapacity><MaxCapacity>4</MaxCapacity><SecondsUntilAutoPause>300</SecondsUntilAutoPause></ServerlessV2ScalingConfiguration>
  <IAMDatabaseAuthenticationEnabled>true</IAMDatabaseAuthenticationEnabled>
  <MasterUserSecret><SecretArn>arn:aws:secretsmanager:eu-west-1:123456789012:secret:rds!cluster-1</SecretArn><SecretStatus>active</SecretStatus></MasterUserSecret>
  <PendingModifiedValues><MasterUserPassword>hush</MasterUserPassword><EngineVersion>16.6</EngineVersion><PendingCloudwatchLogsExports/></PendingModifiedValues>
  <AutomaticRestartTime>2026-11-29T10:00:00Z</AutomaticRestartTime>
  <GlobalClusterIdentifier>world</GlobalClusterIdentifier>
  <GlobalWriteForwardingStatus>disabled</GlobalWriteForwardingStatus>
  <LocalWriteForwardingStatus>enabled</LocalWriteForwardingStatus>
  <ReplicationSourceIdentifier/>
  <EnabledCloudwatchLogsExports><member>postgresql</member></EnabledCloudwatchLogsExports>
  <KmsKeyId>arn:aws:kms:eu-west-1:123456789012:key/k</KmsKeyId>
  <PreferredMaintenanceWindow>sun:05:00-sun:06:00</PreferredMaintenanceWindow>
  <ClusterCreateTime>2026-01-01T00:00:00Z</ClusterCreateTime>
</DBCluster>`;

const nothing = {
  resourceId: null,
  engineVersion: null,
  engineMode: null,
  port: null,
  endpoint: null,
  readerEndpoint: null,
  customEndpoints: [],
  members: [],
  securityGroups: [],
  subnetGroup: null,
  parameterGroup: null,
  serverless: null,
  iamAuthentication: false,
  masterSecretArn: null,
  masterSecretStatus: null,
  pending: {},
  startsAgainAt: null,
  globalCluster: null,
  globalWriteForwarding: null,
  localWriteForwarding: null,
  replicatesFrom: null,
  logExports: [],
  kmsKey: null,
  maintenanceWindow: null,
  createdAt: null,
};

describeCall('all clusters, without the password that is pending', {
  call: clusters,
  input: {},
  exchanges: [
    {
      asks: { MaxRecords: '100', Marker: undefined, DBClusterIdentifier: undefined },
      answer: xml('DescribeDBClusters', `<DBClusters>${ordersXml}</DBClusters><Marker>bWFya2Vy</Marker>`),
    },
    {
      asks: { Marker: 'bWFya2Vy' },
      answer: xml(
        'DescribeDBClusters',
        `<DBClusters><DBCluster><DBClusterIdentifier>graph</DBClusterIdentifier><DBClusterArn>${arns.of('cluster:graph')}</DBClusterArn><Engine>neptune</Engine><Status>stopped</Status></DBCluster></DBClusters>`,
      ),
    },
  ],
  gives: [
    {
      id: 'orders',
      arn: arns.orders,
      resourceId: 'cluster-ABC',
      status: 'available',
      engine: 'aurora-postgresql',
      engineVersion: '16.4',
      engineMode: 'provisioned',
      port: 5432,
      endpoint: 'orders.cluster-c1.eu-west-1.rds.amazonaws.com',
      readerEndpoint: 'orders.cluster-ro-c1.eu-west-1.rds.amazonaws.com',
      customEndpoints: ['reports.cluster-custom-c1.eu-west-1.rds.amazonaws.com'],
      members: [
        { instance: 'orders-1', writer: true, tier: 1 },
        { instance: 'orders-2', writer: false, tier: null },
      ],
      securityGroups: ['sg-0db'],
      subnetGroup: 'private',
      parameterGroup: 'orders-pg16',
      serverless: { min: 0, max: 4, pausesAfter: 300 },
      iamAuthentication: true,
      masterSecretArn: 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:rds!cluster-1',
      masterSecretStatus: 'active',
      pending: { EngineVersion: '16.6' },
      startsAgainAt: new Date('2026-11-29T10:00:00Z'),
      globalCluster: 'world',
      globalWriteForwarding: 'disabled',
      localWriteForwarding: 'enabled',
      replicatesFrom: null,
      logExports: ['postgresql'],
      kmsKey: 'arn:aws:kms:eu-west-1:123456789012:key/k',
      maintenanceWindow: 'sun:05:00-sun:06:00',
      createdAt: new Date('2026-01-01T00:00:00Z'),
    },
    { ...nothing, id: 'graph', arn: arns.of('cluster:graph'), engine: 'neptune', status: 'stopped' },
  ],
});

test('a cluster that does not exist is absent', async () => {
  const answer = `<ErrorResponse xmlns="http://rds.amazonaws.com/doc/2014-10-31/"><Error><Type>Sender</Type><Code>DBClusterNotFoundFault</Code><Message>DBCluster gone not found.</Message></Error><RequestId>r</RequestId></ErrorResponse>`;
  answerOnce('rds', [{ asks: { Action: 'DescribeDBClusters', DBClusterIdentifier: 'gone' }, status: 404, answer }]);
  const failure = await failureOf(ask(clusters, { id: 'gone' }));
  expect(failure).toMatchObject({ why: 'absent', message: 'DBCluster gone not found.' });
});

describeCall('instances of a cluster', {
  call: instances,
  input: { cluster: 'orders' },
  exchanges: [
    {
      asks: { 'Filters.Filter.1.Name': 'db-cluster-id', 'Filters.Filter.1.Values.Value.1': 'orders' },
      answer: xml(
        'DescribeDBInstances',
        `<DBInstances><DBInstance>
          <DBInstanceIdentifier>orders-1</DBInstanceIdentifier>
          <DBInstanceArn>${arns.writer}</DBInstanceArn>
          <DBClusterIdentifier>orders</DBClusterIdentifier>
          <DBInstanceStatus>rebooting</DBInstanceStatus>
          <DBInstanceClass>db.serverless</DBInstanceClass>
          <Engine>aurora-postgresql</Engine>
          <EngineVersion>16.4</EngineVersion>
          <AvailabilityZone>eu-west-1a</AvailabilityZone>
          <Endpoint><Address>orders-1.c1.eu-west-1.rds.amazonaws.com</Address><Port>5432</Port></Endpoint>
          <DBSubnetGroup><VpcId>vpc-1</VpcId><Subnets><Subnet><SubnetIdentifier>subnet-0a</SubnetIdentifier><SubnetAvailabilityZone><Name>eu-west-1a</Name></SubnetAvailabilityZone></Subnet></Subnets></DBSubnetGroup>
          <VpcSecurityGroups><VpcSecurityGroupMembership><VpcSecurityGroupId>sg-0db</VpcSecurityGroupId></VpcSecurityGroupMembership></VpcSecurityGroups>
          <PubliclyAccessible>true</PubliclyAccessible>
          <DBParameterGroups><DBParameterGroup><DBParameterGroupName>orders-db</DBParameterGroupName><ParameterApplyStatus>pending-reboot</ParameterApplyStatus></DBParameterGroup></DBParameterGroups>
          <CACertificateIdentifier>rds-ca-rsa2048-g1</CACertificateIdentifier>
          <PendingModifiedValues><DBInstanceClass>db.r6g.large</DBInstanceClass></PendingModifiedValues>
          <InstanceCreateTime>2026-01-01T00:00:00Z</InstanceCreateTime>
        </DBInstance><DBInstance><DBInstanceIdentifier>orders-2</DBInstanceIdentifier></DBInstance></DBInstances>`,
      ),
    },
  ],
  gives: [
    {
      id: 'orders-1',
      arn: arns.writer,
      cluster: 'orders',
      status: 'rebooting',
      class: 'db.serverless',
      engine: 'aurora-postgresql',
      engineVersion: '16.4',
      zone: 'eu-west-1a',
      endpoint: 'orders-1.c1.eu-west-1.rds.amazonaws.com',
      port: 5432,
      vpc: 'vpc-1',
      subnets: [{ id: 'subnet-0a', zone: 'eu-west-1a' }],
      securityGroups: ['sg-0db'],
      public: true,
      parameterGroups: [{ name: 'orders-db', status: 'pending-reboot' }],
      certificateAuthority: 'rds-ca-rsa2048-g1',
      pending: { DBInstanceClass: 'db.r6g.large' },
      createdAt: new Date('2026-01-01T00:00:00Z'),
    },
    {
      id: 'orders-2',
      arn: '',
      cluster: null,
      status: 'unknown',
      class: null,
      engine: '',
      engineVersion: null,
      zone: null,
      endpoint: null,
      port: null,
      vpc: null,
      subnets: [],
      securityGroups: [],
      public: false,
      parameterGroups: [],
      certificateAuthority: null,
      pending: {},
      createdAt: null,
    },
  ],
});

describeCall('endpoints of a cluster', {
  call: endpoints,
  input: { cluster: 'orders' },
  exchanges: [
    {
      asks: { DBClusterIdentifier: 'orders' },
      answer: xml(
        'DescribeDBClusterEndpoints',
        `<DBClusterEndpoints><DBClusterEndpointList><Endpoint>orders.cluster-c1.eu-west-1.rds.amazonaws.com</Endpoint><EndpointType>WRITER</EndpointType><Status>available</Status></DBClusterEndpointList></DBClusterEndpoints><Marker>m</Marker>`,
      ),
    },
    {
      asks: { Marker: 'm' },
      answer: xml(
        'DescribeDBClusterEndpoints',
        `<DBClusterEndpoints><DBClusterEndpointList><Endpoint>reports.cluster-custom-c1.eu-west-1.rds.amazonaws.com</Endpoint><EndpointType>CUSTOM</EndpointType><CustomEndpointType>reader</CustomEndpointType><StaticMembers><member>orders-2</member></StaticMembers><ExcludedMembers><member>orders-3</member></ExcludedMembers></DBClusterEndpointList></DBClusterEndpoints>`,
      ),
    },
  ],
  gives: [
    {
      host: 'orders.cluster-c1.eu-west-1.rds.amazonaws.com',
      type: 'WRITER',
      customType: null,
      status: 'available',
      members: [],
      excluded: [],
    },
    {
      host: 'reports.cluster-custom-c1.eu-west-1.rds.amazonaws.com',
      type: 'CUSTOM',
      customType: 'READER',
      status: null,
      members: ['orders-2'],
      excluded: ['orders-3'],
    },
  ],
});

describeCall('a subnet group', {
  call: subnetGroup,
  input: { name: 'private' },
  exchanges: [
    {
      asks: { DBSubnetGroupName: 'private' },
      answer: xml(
        'DescribeDBSubnetGroups',
        `<DBSubnetGroups><DBSubnetGroup><DBSubnetGroupName>private</DBSubnetGroupName><VpcId>vpc-1</VpcId><Subnets><Subnet><SubnetIdentifier>subnet-0a</SubnetIdentifier></Subnet></Subnets></DBSubnetGroup></DBSubnetGroups>`,
      ),
    },
  ],
  gives: { name: 'private', vpc: 'vpc-1', subnets: [{ id: 'subnet-0a', zone: null }] },
});

describeCall('the global database of a cluster', {
  call: globalClusters,
  input: { cluster: arns.orders },
  exchanges: [
    {
      asks: { 'Filters.Filter.1.Name': 'db-cluster-id', 'Filters.Filter.1.Values.Value.1': arns.orders },
      answer: xml(
        'DescribeGlobalClusters',
        `<GlobalClusters><GlobalClusterMember><GlobalClusterIdentifier>world</GlobalClusterIdentifier><Status>available</Status><GlobalClusterMembers><GlobalClusterMember><DBClusterArn>${arns.orders}</DBClusterArn><IsWriter>false</IsWriter></GlobalClusterMember></GlobalClusterMembers></GlobalClusterMember></GlobalClusters>`,
      ),
    },
  ],
  gives: [{ id: 'world', status: 'available', members: [{ cluster: arns.orders, writer: false }] }],
});

describeCall('tags of a cluster', {
  call: clusterTags,
  input: { arn: arns.orders },
  exchanges: [
    {
      asks: { ResourceName: arns.orders },
      answer: xml(
        'ListTagsForResource',
        '<TagList><Tag><Key>ManagedBy</Key><Value>terraform</Value></Tag><Tag><Key>bare</Key></Tag></TagList>',
      ),
    },
  ],
  gives: { ManagedBy: 'terraform', bare: '' },
});
