import type * as sdk from '@aws-sdk/client-elastic-load-balancing-v2';
import type {
  Action,
  Rule,
  TargetDescription,
  TargetHealthDescription,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Account, Elbv2 } from '../account.ts';
import { listener, loadBalancer, notFound, rulesOf, targetGroup } from '../answers/elbv2.ts';
import { loadBalancerDefaults } from '../answers/elbv2-defaults.ts';
import { AwsError } from '../aws-error.ts';
import type { WriteAnswers } from './writes.ts';

export const elbv2Writes: WriteAnswers<typeof sdk> = {
  ModifyLoadBalancerAttributes: {
    needs: (_, { LoadBalancerArn: arn = '' }) => ({ 'elasticloadbalancing:ModifyLoadBalancerAttributes': [arn] }),
    make(account, { LoadBalancerArn: arn = '', Attributes: wanted = [] }) {
      const defaults = loadBalancerDefaults(loadBalancer(account, arn).Type ?? 'application');
      for (const { Key = '', Value = '' } of wanted) refuseAttribute(defaults, Key, Value);
      const given = wanted.map(({ Key = '', Value = '' }) => [Key, Value] as const);
      const own = { ...account.elbv2?.attributes?.[arn], ...Object.fromEntries(given) };
      // What is as nobody configured it is not listed.
      const listed = Object.fromEntries(Object.entries(own).filter(([key, value]) => defaults[key] !== value));
      const { [arn]: _before, ...others } = account.elbv2?.attributes ?? {};
      const attributes = Object.keys(listed).length > 0 ? { ...others, [arn]: listed } : others;
      const all = Object.entries({ ...defaults, ...own }).map(([Key, Value]) => ({ Key, Value }));
      return { account: withElbv2(account, { attributes }), output: { Attributes: all } };
    },
  },

  ModifyTargetGroup: {
    needs: (_, { TargetGroupArn: arn = '' }) => ({ 'elasticloadbalancing:ModifyTargetGroup': [arn] }),
    make(account, { TargetGroupArn: arn, ...settings }) {
      const group = { ...targetGroup(account, arn), ...settings };
      const { HealthCheckTimeoutSeconds: timeout = 5, HealthCheckIntervalSeconds: interval = 30 } = group;
      if (timeout >= interval) {
        throw new AwsError('ValidationError', 'Health check timeout must be smaller than the interval');
      }
      const targetGroups = (account.elbv2?.targetGroups ?? []).map((each) =>
        each.TargetGroupArn === arn ? group : each,
      );
      return { account: withElbv2(account, { targetGroups }), output: { TargetGroups: [group] } };
    },
  },

  DeregisterTargets: {
    needs: (_, { TargetGroupArn: arn = '' }) => ({ 'elasticloadbalancing:DeregisterTargets': [arn] }),
    make(account, { TargetGroupArn: arn = '', Targets: leaving = [] }) {
      targetGroup(account, arn);
      const known = account.elbv2?.targetHealth?.[arn] ?? [];
      const after = known.map((each) => (leaving.some((one) => isOf(each, one)) ? draining(each) : each));
      return { account: withTargets(account, arn, after), output: {} };
    },
  },

  RegisterTargets: {
    needs: (_, { TargetGroupArn: arn = '' }) => ({ 'elasticloadbalancing:RegisterTargets': [arn] }),
    make(account, { TargetGroupArn: arn = '', Targets: coming = [] }) {
      const group = targetGroup(account, arn);
      const known = account.elbv2?.targetHealth?.[arn] ?? [];
      const back = known.map((each) => (coming.some((one) => isOf(each, one)) ? checked(each) : each));
      const fresh = coming.filter((one) => !known.some((each) => isOf(each, one)));
      const added = fresh.map((one) => {
        const Target = { Id: one.Id, Port: one.Port ?? group.Port };
        return checked({ Target, HealthCheckPort: String(Target.Port ?? '') });
      });
      return { account: withTargets(account, arn, [...back, ...added]), output: {} };
    },
  },

  ModifyRule: {
    needs: (_, { RuleArn: arn = '' }) => ({ 'elasticloadbalancing:ModifyRule': [arn] }),
    make(account, { RuleArn: arn = '', Actions, Conditions }) {
      const of = account.elbv2?.listeners?.find((each) =>
        rulesOf(account, each).some(({ RuleArn }) => RuleArn === arn),
      );
      if (!of) throw notFound('Rule');
      const { ListenerArn = '' } = of;
      const rules = rulesOf(account, of);
      if (rules.some(({ RuleArn, IsDefault }) => RuleArn === arn && IsDefault)) {
        throw new AwsError('OperationNotPermitted', `Default rule '${arn}' cannot be modified`);
      }
      const changed = (rule: Rule): Rule =>
        rule.RuleArn === arn
          ? { ...rule, ...(Actions && { Actions: kept(rule.Actions, Actions) }), ...(Conditions && { Conditions }) }
          : rule;
      const own = (account.elbv2?.rules?.[ListenerArn] ?? []).map(changed);
      const Rules = own.filter(({ RuleArn }) => RuleArn === arn);
      return {
        account: withElbv2(account, { rules: { ...account.elbv2?.rules, [ListenerArn]: own } }),
        output: { Rules },
      };
    },
  },

  ModifyListener: {
    needs: (_, { ListenerArn: arn = '' }) => ({ 'elasticloadbalancing:ModifyListener': [arn] }),
    make(account, { ListenerArn: arn = '', DefaultActions: wanted }) {
      const before = listener(account, arn);
      const DefaultActions = wanted ? kept(before.DefaultActions, wanted) : before.DefaultActions;
      const after = { ...before, DefaultActions };
      const listeners = (account.elbv2?.listeners ?? []).map((each) => (each.ListenerArn === arn ? after : each));
      const rules = account.elbv2?.rules?.[arn]?.map((rule) =>
        rule.IsDefault ? { ...rule, Actions: DefaultActions } : rule,
      );
      return {
        account: withElbv2(account, {
          listeners,
          ...(rules && { rules: { ...account.elbv2?.rules, [arn]: rules } }),
        }),
        output: { Listeners: [after] },
      };
    },
  },
};

function refuseAttribute(defaults: Readonly<Record<string, string>>, key: string, value: string): void {
  if (!Object.hasOwn(defaults, key)) {
    throw new AwsError('ValidationError', `Load balancer attribute key '${key}' is not recognized`);
  }
  const seconds = Number(value);
  if (key === 'idle_timeout.timeout_seconds' && !(Number.isInteger(seconds) && seconds >= 1 && seconds <= 4_000)) {
    throw new AwsError(
      'ValidationError',
      `'${key}' value must be between '1' and '4000' inclusive, but it is '${value}'`,
    );
  }
}

function isOf({ Target }: TargetHealthDescription, one: TargetDescription): boolean {
  return Target?.Id === one.Id && (one.Port === undefined || Target?.Port === one.Port);
}

function draining(target: TargetHealthDescription): TargetHealthDescription {
  return {
    ...target,
    TargetHealth: {
      State: 'draining',
      Reason: 'Target.DeregistrationInProgress',
      Description: 'Target deregistration is in progress',
    },
  };
}

/** The simulated load balancer checks at once. */
function checked(target: TargetHealthDescription): TargetHealthDescription {
  return { ...target, TargetHealth: { State: 'healthy' } };
}

/** Actions are replaced as a whole; the secret of an identity provider may be kept. */
function kept(before: readonly Action[] | undefined, wanted: readonly Action[]): Action[] {
  return wanted.map((action) => {
    const { AuthenticateOidcConfig: oidc } = action;
    if (!oidc) return action;
    const { UseExistingClientSecret: keep, ...config } = oidc;
    const known = before?.find(({ AuthenticateOidcConfig: own }) => own?.ClientId === oidc.ClientId);
    if (config.ClientSecret === undefined && !(keep && known)) {
      throw new AwsError('ValidationError', 'Client secret must be specified');
    }
    const { ClientSecret: _, ...shown } = config;
    return { ...action, AuthenticateOidcConfig: shown };
  });
}

function withTargets(account: Account, arn: string, targets: readonly TargetHealthDescription[]): Account {
  return withElbv2(account, { targetHealth: { ...account.elbv2?.targetHealth, [arn]: targets } });
}

function withElbv2(account: Account, part: Partial<Elbv2>): Account {
  return { ...account, elbv2: { loadBalancers: [], ...account.elbv2, ...part } };
}
