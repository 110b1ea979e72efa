import { describe, expect, test } from 'vitest';
import { alertWords, textOfMessage } from '../../src/slack/alert.ts';
import { loadBalancer } from './support/reports.ts';

const known = new Set(['alb-502']);
const words = (message: unknown): readonly string[] | null => alertWords(textOfMessage(message), known);

describe('an alert', () => {
  test('by Amazon Q names its load balancer in an attachment', () => {
    const message = {
      text: '',
      ts: '1.1',
      attachments: [
        {
          fallback: 'CloudWatch Alarm | checkout-5xx | eu-west-1',
          fields: [
            { title: 'Metric', value: 'AWS/ApplicationELB HTTPCode_ELB_5XX_Count' },
            { title: 'Dimensions', value: 'LoadBalancer: app/checkout/50dc6c495c0c9188' },
            {
              title: 'Link',
              value: 'https://console.aws.amazon.com/cloudwatch/home?region=eu-west-1#alarmsV2:alarm/checkout-5xx',
            },
          ],
        },
      ],
    };
    expect(words(message)).toEqual(['diagnose', 'alb-502', 'subject=checkout', 'region=eu-west-1']);
  });

  test('of SNS as JSON in a code block names an ARN', () => {
    const arn = loadBalancer('checkout');
    expect(words({ text: `\`\`\`{"Metric":"HTTPCode_Target_5XX_Count","Resource":"${arn}"}\`\`\`` })).toEqual([
      'diagnose',
      'alb-502',
      `subject=${arn}`,
      'region=eu-west-1',
    ]);
  });

  test('in rich text names a DNS name and a status', () => {
    const blocks = [
      {
        type: 'rich_text',
        elements: [
          {
            type: 'rich_text_section',
            elements: [{ type: 'text', text: 'web-123.us-east-1.elb.amazonaws.com answers 502' }],
          },
        ],
      },
    ];
    expect(words({ text: '', blocks })).toEqual([
      'diagnose',
      'alb-502',
      'subject=web-123.us-east-1.elb.amazonaws.com',
      'region=us-east-1',
    ]);
  });

  test('that names a target group is about what is before it', () => {
    expect(words({ text: 'TargetGroup targetgroup/checkout-api/73e2d6bc24d8a067: HTTPCode_Target_5XX_Count' })).toEqual(
      ['diagnose', 'alb-502', 'subject=checkout-api'],
    );
  });

  test('without a name leaves the name to be asked for', () => {
    expect(words({ text: 'lots of 502s again' })).toEqual(['diagnose', 'alb-502']);
  });

  test('of another kind leaves the playbook to be asked for', () => {
    expect(words({ text: `RequestCount is low on ${loadBalancer('web')}` })).toEqual([
      'diagnose',
      `subject=${loadBalancer('web')}`,
      'region=eu-west-1',
    ]);
  });

  test.each([['lunch at 12?'], [''], ['user U502 said 5021']])('is none when it says %j', (text) => {
    expect(words({ text, user: 'U0502', ts: '502.1' })).toBeNull();
  });

  test('does not end in endless nesting or length', () => {
    let nested: unknown = '502';
    for (let depth = 0; depth < 100; depth += 1) nested = { text: nested };
    expect(words(nested)).toBeNull();
    expect(textOfMessage({ text: 'x'.repeat(1_000_000) }).length).toBe(40_000);
  });
});
