import { expect, test } from 'vitest';
import { balancingTags } from '../../src/aws/elbv2-tags.ts';
import { withWeights, wholeRule } from '../../src/aws/elbv2-whole-rule.ts';
import { xml } from './elbv2-wire.ts';
import { answerOnce, ask, describeCall } from './wire.ts';

const elb = 'arn:aws:elasticloadbalancing:eu-west-1:123456789012';
const arn = `${elb}:listener-rule/app/checkout/50dc6c495c0c9188/f2f7dc8efc522ab2/9683b2d02a6cabee`;
const [api, next] = [`${elb}:targetgroup/api/1111`, `${elb}:targetgroup/api-next/2222`];

const rule = (more = '') => `<Rules><member>
  <RuleArn>${arn}</RuleArn><Priority>10</Priority><IsDefault>false</IsDefault>
  <Conditions><member><Field>path-pattern</Field><Values><member>/api/*</member></Values>
    <PathPatternConfig><Values><member>/api/*</member></Values></PathPatternConfig></member></Conditions>
  <Actions><member><Type>forward</Type><Order>1</Order><ForwardConfig><TargetGroups>
    <member><TargetGroupArn>${api}</TargetGroupArn><Weight>1</Weight></member>
    <member><TargetGroupArn>${next}</TargetGroupArn><Weight>9</Weight></member>
  </TargetGroups><TargetGroupStickinessConfig><Enabled>true</Enabled><DurationSeconds>600</DurationSeconds>
  </TargetGroupStickinessConfig>${more}</ForwardConfig></member></Actions><Transforms/></member></Rules>`;

const actions = [
  {
    Type: 'forward' as const,
    Order: 1,
    ForwardConfig: {
      TargetGroups: [
        { TargetGroupArn: api, Weight: 1 },
        { TargetGroupArn: next, Weight: 9 },
      ],
      TargetGroupStickinessConfig: { Enabled: true, DurationSeconds: 600 },
    },
  },
];

describeCall('a rule with all that its actions have', {
  call: wholeRule,
  input: { arn },
  exchanges: [{ asks: { 'RuleArns.member.1': arn }, answer: xml('DescribeRules', rule()) }],
  gives: {
    arn,
    priority: '10',
    conditions: ['path /api/*'],
    actions: [
      {
        type: 'forward',
        targetGroups: [
          { arn: api, weight: 1 },
          { arn: next, weight: 9 },
        ],
        statusCode: null,
        body: null,
        redirectTo: null,
      },
    ],
    listener: `${elb}:listener/app/checkout/50dc6c495c0c9188/f2f7dc8efc522ab2`,
    isDefault: false,
    wire: actions,
    fingerprint: '515b244f891c3512b8193daafc2573ae77fc7bfd47bdeaeb6d78fca0a6d260b9',
    unknown: [],
  },
});

test('what the SDK does not know of a rule is named, since it would be taken away', async () => {
  const answer = xml('DescribeRules', rule('<Shadow><Percent>5</Percent></Shadow>'));
  answerOnce('elbv2', [{ asks: { operation: 'DescribeRules' }, answer }]);
  const { value } = await ask(wholeRule, { arn });
  expect(value.unknown).toEqual(['Shadow', 'Percent']);
});

describeCall('the tags of a load balancer', {
  call: balancingTags,
  input: { arn: api },
  exchanges: [
    {
      asks: { 'ResourceArns.member.1': api },
      answer: xml(
        'DescribeTags',
        `<TagDescriptions><member><ResourceArn>${api}</ResourceArn><Tags>
          <member><Key>team</Key><Value>shop</Value></member><member><Key>empty</Key><Value></Value></member>
        </Tags></member></TagDescriptions>`,
      ),
    },
  ],
  gives: { team: 'shop', empty: '' },
});

test('weights are changed and everything else of the actions goes along; a secret is kept by AWS', () => {
  const login = {
    Type: 'authenticate-oidc' as const,
    Order: 1,
    AuthenticateOidcConfig: {
      Issuer: 'https://id.example.com',
      AuthorizationEndpoint: 'https://id.example.com/a',
      TokenEndpoint: 'https://id.example.com/t',
      UserInfoEndpoint: 'https://id.example.com/u',
      ClientId: 'shop',
    },
  };
  expect(withWeights([login, ...actions], { [api]: 10, [next]: 0 })).toEqual([
    { ...login, AuthenticateOidcConfig: { ...login.AuthenticateOidcConfig, UseExistingClientSecret: true } },
    {
      Type: 'forward',
      Order: 1,
      ForwardConfig: {
        TargetGroups: [
          { TargetGroupArn: api, Weight: 10 },
          { TargetGroupArn: next, Weight: 0 },
        ],
        TargetGroupStickinessConfig: { Enabled: true, DurationSeconds: 600 },
      },
    },
  ]);
});
