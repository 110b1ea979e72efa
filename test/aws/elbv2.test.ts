import { loadBalancers, targetGroups } from '../../src/aws/elbv2.ts';
import { arns, xml } from './elbv2-wire.ts';
import { describeCall } from './wire.ts';

const { of: arn, checkout, api, web } = arns;

const checkoutXml = `<member>
  <LoadBalancerArn>${checkout}</LoadBalancerArn>
  <DNSName>checkout-1234567890.eu-west-1.elb.amazonaws.com</DNSName>
  <CanonicalHostedZoneId>Z32O12XQLNTSW2</CanonicalHostedZoneId>
  <CreatedTime>2026-03-01T09:30:00.120Z</CreatedTime>
  <LoadBalancerName>checkout</LoadBalancerName>
  <Scheme>internet-facing</Scheme>
  <VpcId>vpc-0a1b2c3d</VpcId>
  <State><Code>active_impaired</Code><Reason>The load balancer could not scale up</Reason></State>
  <Type>application</Type>
  <AvailabilityZones>
    <member><SubnetId>subnet-0aaa</SubnetId><ZoneName>eu-west-1a</ZoneName><LoadBalancerAddresses/></member>
    <member><SubnetId>subnet-0bbb</SubnetId><ZoneName>eu-west-1b</ZoneName></member>
  </AvailabilityZones>
  <SecurityGroups><member>sg-0lb</member></SecurityGroups>
  <IpAddressType>dualstack</IpAddressType>
</member>`;

describeCall('load balancers by name', {
  call: loadBalancers,
  input: { names: ['checkout', 'checkout'] },
  exchanges: [
    {
      asks: { 'Names.member.1': 'checkout', 'Names.member.2': undefined },
      answer: xml('DescribeLoadBalancers', `<LoadBalancers>${checkoutXml}</LoadBalancers>`),
    },
  ],
  gives: [
    {
      arn: checkout,
      id: 'app/checkout/50dc6c495c0c9188',
      name: 'checkout',
      dnsName: 'checkout-1234567890.eu-west-1.elb.amazonaws.com',
      type: 'application',
      scheme: 'internet-facing',
      state: 'active_impaired',
      stateReason: 'The load balancer could not scale up',
      vpc: 'vpc-0a1b2c3d',
      zones: [
        { zone: 'eu-west-1a', subnet: 'subnet-0aaa' },
        { zone: 'eu-west-1b', subnet: 'subnet-0bbb' },
      ],
      securityGroups: ['sg-0lb'],
      ipAddressType: 'dualstack',
      createdAt: new Date('2026-03-01T09:30:00.120Z'),
    },
  ],
});

const named = (name: string) =>
  `<member><LoadBalancerArn>${arn(`loadbalancer/net/${name}/1`)}</LoadBalancerArn><LoadBalancerName>${name}</LoadBalancerName><Type>network</Type><Scheme>internal</Scheme><State><Code>active</Code></State></member>`;

describeCall('all load balancers', {
  call: loadBalancers,
  input: {},
  exchanges: [
    {
      asks: { PageSize: '400', Marker: undefined },
      answer: xml(
        'DescribeLoadBalancers',
        `<LoadBalancers>${named('one')}</LoadBalancers><NextMarker>bWFya2Vy</NextMarker>`,
      ),
    },
    {
      asks: { PageSize: '400', Marker: 'bWFya2Vy' },
      answer: xml('DescribeLoadBalancers', `<LoadBalancers>${named('two')}</LoadBalancers><NextMarker/>`),
    },
  ],
  gives: ['one', 'two'].map((name) => ({
    arn: arn(`loadbalancer/net/${name}/1`),
    id: `net/${name}/1`,
    name,
    dnsName: '',
    type: 'network',
    scheme: 'internal',
    state: 'active',
    stateReason: null,
    vpc: '',
    zones: [],
    securityGroups: [],
    ipAddressType: 'ipv4',
    createdAt: null,
  })),
});

describeCall('target groups of a load balancer', {
  call: targetGroups,
  input: { loadBalancer: checkout },
  exchanges: [
    {
      asks: { LoadBalancerArn: checkout, Marker: undefined },
      answer: xml(
        'DescribeTargetGroups',
        `<TargetGroups><member>
          <TargetGroupArn>${api}</TargetGroupArn><TargetGroupName>checkout-api</TargetGroupName>
          <Protocol>HTTP</Protocol><ProtocolVersion>HTTP1</ProtocolVersion><Port>8080</Port><VpcId>vpc-0a1b2c3d</VpcId>
          <HealthCheckProtocol>HTTP</HealthCheckProtocol><HealthCheckPort>traffic-port</HealthCheckPort>
          <HealthCheckEnabled>true</HealthCheckEnabled><HealthCheckIntervalSeconds>30</HealthCheckIntervalSeconds>
          <HealthCheckTimeoutSeconds>5</HealthCheckTimeoutSeconds><HealthyThresholdCount>5</HealthyThresholdCount>
          <UnhealthyThresholdCount>2</UnhealthyThresholdCount><HealthCheckPath>/health</HealthCheckPath>
          <Matcher><HttpCode>200-299</HttpCode></Matcher><LoadBalancerArns><member>${checkout}</member></LoadBalancerArns>
          <TargetType>ip</TargetType><IpAddressType>ipv4</IpAddressType>
        </member></TargetGroups><NextMarker>bWFya2Vy</NextMarker>`,
      ),
    },
    {
      asks: { LoadBalancerArn: checkout, Marker: 'bWFya2Vy' },
      answer: xml(
        'DescribeTargetGroups',
        `<TargetGroups><member>
          <TargetGroupArn>${web}</TargetGroupArn><TargetGroupName>checkout-web</TargetGroupName>
          <HealthCheckEnabled>false</HealthCheckEnabled><HealthCheckIntervalSeconds>35</HealthCheckIntervalSeconds>
          <LoadBalancerArns/><TargetType>lambda</TargetType>
        </member></TargetGroups>`,
      ),
    },
  ],
  gives: [
    {
      arn: api,
      id: 'targetgroup/checkout-api/73e2d6bc24d8a067',
      name: 'checkout-api',
      targetType: 'ip',
      protocol: 'HTTP',
      protocolVersion: 'HTTP1',
      port: 8080,
      vpc: 'vpc-0a1b2c3d',
      loadBalancers: [checkout],
      healthCheck: {
        enabled: true,
        protocol: 'HTTP',
        port: 'traffic-port',
        path: '/health',
        intervalSeconds: 30,
        timeoutSeconds: 5,
        healthyThreshold: 5,
        unhealthyThreshold: 2,
        matcher: '200-299',
      },
    },
    {
      arn: web,
      id: 'targetgroup/checkout-web/943f017f100becff',
      name: 'checkout-web',
      targetType: 'lambda',
      protocol: null,
      protocolVersion: null,
      port: null,
      vpc: null,
      loadBalancers: [],
      healthCheck: {
        enabled: false,
        protocol: null,
        port: null,
        path: null,
        intervalSeconds: 35,
        timeoutSeconds: null,
        healthyThreshold: null,
        unhealthyThreshold: null,
        matcher: null,
      },
    },
  ],
});
