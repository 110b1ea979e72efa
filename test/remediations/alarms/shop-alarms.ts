import type { Account } from '#simulation/account';

const place = 'eu-west-1:123456789012';

export const alarmArn = (name: string) => `arn:aws:cloudwatch:${place}:alarm:${name}`;
export const ruleArn = (name: string) => `arn:aws:cloudwatch:${place}:alarm-mute-rule:${name}`;
export const topic = `arn:aws:sns:${place}:pages`;
export const scaling = `arn:aws:autoscaling:eu-west-1:123456789012:scalingPolicy:1:resource/ecs/service/shop/checkout:policyName/cpu-high`;

type Alarms = NonNullable<Account['cloudwatch']>;

function alarm(name: string, actions: readonly string[], on = true) {
  return {
    AlarmName: name,
    AlarmArn: alarmArn(name),
    ActionsEnabled: on,
    AlarmActions: [...actions],
    StateValue: 'ALARM' as const,
  };
}

/** Two that page, one composite that pages, one that is off, one that scales, and one that nobody hears. */
export function shop(more: Partial<Alarms> = {}): Account {
  return {
    id: '123456789012',
    region: 'eu-west-1',
    cloudwatch: {
      metricAlarms: [
        alarm('checkout-5xx', [topic]),
        alarm('checkout-latency', [topic, 'arn:aws:lambda:eu-west-1:123456789012:function:tell']),
        alarm('checkout-off', [topic], false),
        alarm('checkout-cpu', [topic, scaling]),
        alarm('checkout-idle', []),
      ],
      compositeAlarms: [{ ...alarm('checkout', [topic]), AlarmRule: 'ALARM("checkout-5xx")' }],
      muteRules: [],
      ...more,
    },
  };
}

/** The account with something about its alarms changed. */
export function withAlarms(account: Account, part: (own: Alarms) => Partial<Alarms>): Account {
  const own = account.cloudwatch ?? {};
  return { ...account, cloudwatch: { ...own, ...part(own) } };
}

/** Turns the actions of some alarms on or off. */
export const turned =
  (on: boolean, ...names: readonly string[]) =>
  (account: Account) =>
    withAlarms(account, ({ metricAlarms = [], compositeAlarms = [] }) => ({
      metricAlarms: metricAlarms.map((one) =>
        names.includes(one.AlarmName ?? '') ? { ...one, ActionsEnabled: on } : one,
      ),
      compositeAlarms: compositeAlarms.map((one) =>
        names.includes(one.AlarmName ?? '') ? { ...one, ActionsEnabled: on } : one,
      ),
    }));
