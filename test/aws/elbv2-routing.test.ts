import { expect, test } from 'vitest';
import { listeners, loadBalancers, rules, targetHealth } from '../../src/aws/elbv2.ts';
import { arns, xml } from './elbv2-wire.ts';
import { answerOnce, ask, describeCall, failureOf } from './wire.ts';

const { checkout, listener, api, web } = arns;

describeCall('listeners', {
  call: listeners,
  input: { loadBalancer: checkout },
  exchanges: [
    {
      asks: { LoadBalancerArn: checkout, Marker: undefined },
      answer: xml(
        'DescribeListeners',
        `<Listeners><member>
          <ListenerArn>${listener}</ListenerArn><LoadBalancerArn>${checkout}</LoadBalancerArn><Port>443</Port>
          <Protocol>HTTPS</Protocol><SslPolicy>ELBSecurityPolicy-TLS13-1-2-2021-06</SslPolicy>
          <Certificates><member><CertificateArn>arn:aws:acm:eu-west-1:123456789012:certificate/1</CertificateArn></member></Certificates>
          <MutualAuthentication><Mode>off</Mode></MutualAuthentication>
          <DefaultActions><member><Type>forward</Type><TargetGroupArn>${api}</TargetGroupArn></member></DefaultActions>
        </member></Listeners><NextMarker>2</NextMarker>`,
      ),
    },
    {
      asks: { LoadBalancerArn: checkout, Marker: '2' },
      answer: xml(
        'DescribeListeners',
        `<Listeners><member>
          <ListenerArn>${listener}80</ListenerArn><LoadBalancerArn>${checkout}</LoadBalancerArn><Port>80</Port><Protocol>HTTP</Protocol>
          <DefaultActions><member><Type>redirect</Type><RedirectConfig><Protocol>HTTPS</Protocol><Port>443</Port><Host>#{host}</Host><Path>/#{path}</Path><Query>#{query}</Query><StatusCode>HTTP_301</StatusCode></RedirectConfig></member></DefaultActions>
        </member></Listeners>`,
      ),
    },
  ],
  gives: [
    {
      arn: listener,
      loadBalancer: checkout,
      port: 443,
      protocol: 'HTTPS',
      sslPolicy: 'ELBSecurityPolicy-TLS13-1-2-2021-06',
      certificates: ['arn:aws:acm:eu-west-1:123456789012:certificate/1'],
      mutualTls: 'off',
      defaultActions: [
        { type: 'forward', targetGroups: [{ arn: api, weight: 1 }], statusCode: null, body: null, redirectTo: null },
      ],
    },
    {
      arn: `${listener}80`,
      loadBalancer: checkout,
      port: 80,
      protocol: 'HTTP',
      sslPolicy: null,
      certificates: [],
      mutualTls: null,
      defaultActions: [
        {
          type: 'redirect',
          targetGroups: [],
          statusCode: 'HTTP_301',
          body: null,
          redirectTo: 'https://#{host}:443/#{path}?#{query}',
        },
      ],
    },
  ],
});

const rule = (id: string, content: string) =>
  `<member><RuleArn>${listener.replace(':listener/', ':listener-rule/')}/${id}</RuleArn>${content}</member>`;
const ruleArn = (id: string) => `${listener.replace(':listener/', ':listener-rule/')}/${id}`;

describeCall('rules, in the order they are tried', {
  call: rules,
  input: { listener },
  exchanges: [
    {
      asks: { ListenerArn: listener, Marker: undefined },
      answer: xml(
        'DescribeRules',
        `<Rules>
        ${rule('d', `<IsDefault>true</IsDefault><Priority>default</Priority><Conditions/><Actions><member><Type>fixed-response</Type><Order>1</Order><FixedResponseConfig><StatusCode>503</StatusCode><ContentType>text/plain</ContentType><MessageBody>Back soon</MessageBody></FixedResponseConfig></member></Actions>`)}
        ${rule('b', `<IsDefault>false</IsDefault><Priority>20</Priority><Conditions><member><Field>path-pattern</Field><PathPatternConfig><Values><member>/api/*</member><member>/v2/*</member></Values></PathPatternConfig><Values><member>/api/*</member></Values></member><member><Field>http-header</Field><HttpHeaderConfig><HttpHeaderName>X-Canary</HttpHeaderName><Values><member>yes</member></Values></HttpHeaderConfig></member></Conditions><Actions><member><Type>forward</Type><Order>2</Order><ForwardConfig><TargetGroups><member><TargetGroupArn>${api}</TargetGroupArn><Weight>9</Weight></member><member><TargetGroupArn>${web}</TargetGroupArn><Weight>0</Weight></member></TargetGroups></ForwardConfig></member><member><Type>authenticate-oidc</Type><Order>1</Order></member></Actions>`)}
        </Rules><NextMarker>2</NextMarker>`,
      ),
    },
    {
      asks: { ListenerArn: listener, Marker: '2' },
      answer: xml(
        'DescribeRules',
        `<Rules>${rule('a', `<IsDefault>false</IsDefault><Priority>3</Priority><Conditions><member><Field>host-header</Field><Values><member>shop.example.com</member></Values></member><member><Field>query-string</Field><QueryStringConfig><Values><member><Key>beta</Key><Value>1</Value></member><member><Value>old</Value></member></Values></QueryStringConfig></member><member><Field>moon-phase</Field><Values><member>full</member></Values></member></Conditions><Actions><member><Type>forward</Type><TargetGroupArn>${web}</TargetGroupArn><ForwardConfig><TargetGroups><member><TargetGroupArn>${web}</TargetGroupArn></member></TargetGroups></ForwardConfig></member></Actions>`)}</Rules>`,
      ),
    },
  ],
  gives: [
    {
      arn: ruleArn('a'),
      priority: '3',
      conditions: ['host shop.example.com', 'query beta=1 or old', 'moon-phase full'],
      actions: [
        { type: 'forward', targetGroups: [{ arn: web, weight: 1 }], statusCode: null, body: null, redirectTo: null },
      ],
    },
    {
      arn: ruleArn('b'),
      priority: '20',
      conditions: ['path /api/* or /v2/*', 'header X-Canary yes'],
      actions: [
        { type: 'authenticate-oidc', targetGroups: [], statusCode: null, body: null, redirectTo: null },
        {
          type: 'forward',
          targetGroups: [
            { arn: api, weight: 9 },
            { arn: web, weight: 0 },
          ],
          statusCode: null,
          body: null,
          redirectTo: null,
        },
      ],
    },
    {
      arn: ruleArn('d'),
      priority: 'default',
      conditions: [],
      actions: [{ type: 'fixed-response', targetGroups: [], statusCode: '503', body: 'Back soon', redirectTo: null }],
    },
  ],
});

describeCall('target health', {
  call: targetHealth,
  input: { targetGroup: api },
  exchanges: [
    {
      asks: { TargetGroupArn: api },
      answer: xml(
        'DescribeTargetHealth',
        `<TargetHealthDescriptions>
          <member><HealthCheckPort>8080</HealthCheckPort>
            <TargetHealth><State>unhealthy</State><Reason>Target.ResponseCodeMismatch</Reason><Description>Health checks failed with these codes: [404]</Description></TargetHealth>
            <Target><Port>8080</Port><Id>10.0.1.10</Id><AvailabilityZone>eu-west-1a</AvailabilityZone></Target>
            <AdministrativeOverride><State>no_override</State><Reason>AdministrativeOverride.NoOverride</Reason></AdministrativeOverride></member>
          <member><TargetHealth><State>rehabilitating</State></TargetHealth>
            <Target><Id>i-0123456789abcdef0</Id></Target>
            <AdministrativeOverride><State>zonal_shift_active</State><Reason>AdministrativeOverride.ZonalShiftActive</Reason></AdministrativeOverride></member>
          <member/>
        </TargetHealthDescriptions>`,
      ),
    },
  ],
  gives: [
    {
      id: '10.0.1.10',
      port: 8080,
      zone: 'eu-west-1a',
      healthCheckPort: '8080',
      state: 'unhealthy',
      reason: 'Target.ResponseCodeMismatch',
      description: 'Health checks failed with these codes: [404]',
      administrativeOverride: null,
    },
    {
      id: 'i-0123456789abcdef0',
      port: null,
      zone: null,
      healthCheckPort: null,
      state: 'rehabilitating',
      reason: null,
      description: null,
      administrativeOverride: { state: 'zonal_shift_active', reason: 'AdministrativeOverride.ZonalShiftActive' },
    },
    {
      id: '',
      port: null,
      zone: null,
      healthCheckPort: null,
      state: 'unavailable',
      reason: null,
      description: null,
      administrativeOverride: null,
    },
  ],
});

test('a load balancer that does not exist is absent, in the words of AWS', async () => {
  const answer = `<ErrorResponse><Error><Type>Sender</Type><Code>LoadBalancerNotFound</Code><Message>Load balancers '[nope]' not found</Message></Error></ErrorResponse>`;
  answerOnce('elbv2', [{ asks: { operation: 'DescribeLoadBalancers' }, status: 400, answer }]);
  const failure = await failureOf(ask(loadBalancers, { names: ['nope'] }));
  expect(failure).toMatchObject({ why: 'absent', message: "Load balancers '[nope]' not found" });
});

test('names beyond twenty are asked for in further calls', async () => {
  const names = Array.from({ length: 45 }, (_, index) => `lb-${index}`);
  answerOnce(
    'elbv2',
    [0, 20, 40].map((from) => ({
      asks: {
        operation: 'DescribeLoadBalancers',
        'Names.member.1': `lb-${from}`,
        'Names.member.20': names[from + 19],
        'Names.member.21': undefined,
      },
      answer: xml(
        'DescribeLoadBalancers',
        `<LoadBalancers><member><LoadBalancerName>lb-${from}</LoadBalancerName></member></LoadBalancers>`,
      ),
    })),
  );
  const { value, attempts } = await ask(loadBalancers, { names });
  expect(value.map(({ name }) => name)).toEqual(['lb-0', 'lb-20', 'lb-40']);
  expect(attempts).toBe(3);
});

test('a listing whose page token never changes is a failure, not an endless loop', async () => {
  const answer = xml('DescribeRules', '<Rules/><NextMarker>same</NextMarker>');
  const asks = { operation: 'DescribeRules' };
  answerOnce('elbv2', [
    { asks, answer },
    { asks: { ...asks, Marker: 'same' }, answer },
  ]);
  expect(await failureOf(ask(rules, { listener }))).toMatchObject({ why: 'failed' });
});
