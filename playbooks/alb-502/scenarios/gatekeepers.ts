import type { Action } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Account } from '#simulation/account';
import { denied } from '#simulation/incidents/limits';
import { limitBalancerEgress } from '#simulation/incidents/network';
import { groupNamed, routeTo } from '#simulation/incidents/find';
import { requestsFail } from '#simulation/incidents/targets';
import type { Scenario } from '#simulation/scenario';
import { shop } from '#simulation/shop';
import type { Happening, ShopOptions } from '#simulation/shop';
import { answered, signedIn, unguarded } from '#simulation/shop/outcome';
import type { Outcome } from '#simulation/shop/outcome';
import { backoffice, payments, storefront, tickets, video } from './shops.ts';

/** Where the identity provider sends a browser back to: the load balancer itself answers there. */
const CALLBACK = '/oauth2/idpresponse?code=SplxlOBeZQQYbYS6WxSbIA&state=af0ifjsldkj';

/** A shop whose pages are for people who have signed in. */
function withCallback(options: ShopOptions): ShopOptions {
  const pages = [
    { method: 'GET', path: '/' },
    { method: 'GET', path: '/reports' },
    { method: 'POST', path: '/reports' },
    { method: 'GET', path: CALLBACK },
  ];
  return { ...options, services: options.services.map((service) => ({ ...service, pages })) };
}

/** Every rule that forwards asks people to sign in first. */
function withSignIn(account: Account): Account {
  const { elbv2 } = account;
  if (!elbv2) return account;
  const signIn: Action = {
    Type: 'authenticate-oidc',
    Order: 1,
    AuthenticateOidcConfig: {
      Issuer: 'https://login.example.com/tenant',
      AuthorizationEndpoint: 'https://login.example.com/tenant/authorize',
      TokenEndpoint: 'https://login.example.com/tenant/token',
      UserInfoEndpoint: 'https://login.example.com/tenant/userinfo',
      ClientId: '6731de76-14a6-49ae-97bc-6eba6914391e',
      SessionCookieName: 'AWSELBAuthSessionCookie',
      Scope: 'openid',
      SessionTimeout: 604_800,
      OnUnauthenticatedRequest: 'authenticate',
    },
  };
  const rules = Object.entries(elbv2.rules ?? {}).map(([listener, ofListener]) => [
    listener,
    ofListener.map((rule) => {
      const [first] = rule.Actions ?? [];
      return first?.Type === 'forward' ? { ...rule, Actions: [signIn, { ...first, Order: 2 }] } : rule;
    }),
  ]);
  return { ...account, elbv2: { ...elbv2, rules: Object.fromEntries(rules) } };
}

/** People sign in as ever until so many minutes ago, and from then on like this. */
function signInEnds(service: string, since: number, outcome: () => Outcome): Happening {
  return (made) => {
    const route = routeTo(made, service);
    const asks = {
      share: 1,
      hits: (hit: { route: unknown; page: { path: string } }) => hit.route === route && hit.page.path === CALLBACK,
    };
    made.troubles.push(
      { ...asks, from: 9_999, until: since, outcome: () => signedIn(302, 0.21) },
      { ...asks, from: since, until: 0, outcome },
    );
  };
}

/** The load balancer may talk to its targets and to nobody else. */
function onlyToTargets(minutesAgo: number): Happening {
  return (made) => {
    const tasks = made.services.map(({ securityGroup }) => ({ GroupId: securityGroup, UserId: made.place.account }));
    const rule = { IpProtocol: 'tcp', FromPort: 1_024, ToPort: 65_535, UserIdGroupPairs: tasks };
    limitBalancerEgress([{ ...rule, IpRanges: [], Ipv6Ranges: [], PrefixListIds: [] }], minutesAgo, 'd.osei')(made);
  };
}

const timesOut = () => signedIn(500, 5.004, 'AuthTokenEpRequestTimeout');
const isRefused = () => signedIn(561, 0.34, 'AuthTokenEpRequestFailed');
const firewallAway = (group: string, since: number, share: number): Happening =>
  requestsFail({
    group,
    since,
    share,
    outcome: (chance) => unguarded(chance() < 0.8 ? 'WAFConnectionTimeout' : 'WAFConnectionError'),
  });

export const gatekeepers: readonly Scenario[] = [
  {
    id: 'waf-500/out-of-reach',
    title: 'A third of the requests gets a 500, and no task knows of it',
    story:
      'The load balancer asks a web ACL about every request and may not let one through without an answer. Since 26 minutes AWS WAF can be reached only some of the time: connections to it time out after five seconds, and a third of the requests ends in a 500 that no target ever saw. Tasks are healthy and idle; nothing was changed.',
    ask: 'tix-public',
    account: (now) =>
      shop(now, tickets('waf-away'), firewallAway('seatmap', 26, 0.33), firewallAway('orders', 26, 0.33)),
    truth: {
      kind: 'diagnosed',
      rootCause: ['waf-500'],
      resource: 'tix-public',
      quotes: 'WAFConnectionTimeout',
      mustNotClaim: ['target-generated-5xx', 'auth-idp-error', 'bad-rollout', 'lb-impaired', 'connect-timeout'],
    },
  },
  {
    id: 'waf-500/passed-and-failed-behind',
    title: 'The firewall lets them through, and the application fails',
    story:
      'Every request passes the web ACL, as the log says: “waf,forward”. catalog-web answers 500 itself since 31 minutes, to four in ten, because its search index is being rebuilt.',
    ask: 'storefront-prod',
    account: (now) =>
      shop(
        now,
        storefront('waf-passed'),
        requestsFail({
          group: 'catalog-web',
          since: 31,
          share: 0.4,
          outcome: (chance) => ({ ...answered(500, 0.05 + chance() * 0.1, 640), actions: 'waf,forward' }),
        }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['target-generated-5xx'],
      resource: 'catalog-web',
      mustNotClaim: ['waf-500', 'auth-idp-error', 'bad-rollout', 'malformed-response'],
    },
  },
  {
    id: 'waf-500/logs-denied',
    title: 'The load balancer answers 500 itself, and the log may not be read',
    story:
      'AWS WAF is out of reach for a third of the requests since 26 minutes. No metric counts that: what can be seen are 500s that the load balancer made itself. Why stands in the access log alone, which may not be read.',
    ask: 'tix-public',
    account: (now) =>
      shop(
        now,
        tickets('waf-denied'),
        firewallAway('seatmap', 26, 0.33),
        firewallAway('orders', 26, 0.33),
        denied('s3:GetObject'),
      ),
    truth: {
      kind: 'blind',
      rootCause: null,
      gaps: ['s3:GetObject'],
      mustNotClaim: ['waf-500', 'target-generated-5xx', 'auth-idp-error', 'lb-impaired', 'bad-rollout'],
    },
  },
  {
    id: 'waf-500/no-log',
    title: 'The load balancer answers 500 itself, and writes no log',
    story:
      'AWS WAF is out of reach for a quarter of the invoices’ requests since 24 minutes. The back office keeps no access log, the only place where that would stand: the load balancer makes 500s, and nothing that can be read tells why.',
    ask: 'backoffice-int',
    account: (now) => shop(now, backoffice('waf-no-log'), firewallAway('invoices', 24, 0.25)),
    truth: {
      kind: 'blind',
      rootCause: null,
      mustNotClaim: ['waf-500', 'target-generated-5xx', 'auth-idp-error', 'lb-impaired'],
    },
  },
  {
    id: 'auth-idp-error/egress-narrowed',
    title: 'Whoever is signed in can work, whoever signs in gets a 500',
    story:
      'The load balancer asks people to sign in. 43 minutes ago Daniel let its security group send to the tasks only, which reads like good practice; but to finish a sign-in the load balancer itself must call the identity provider. That call now times out after five seconds, and the browser gets a 500. Those with a session notice nothing.',
    ask: 'storefront-prod',
    account: (now) =>
      withSignIn(
        shop(
          now,
          withCallback(storefront('auth-egress')),
          onlyToTargets(43),
          signInEnds('checkout-api', 43, timesOut),
          signInEnds('catalog-web', 43, timesOut),
        ),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['auth-idp-error'],
      resource: 'storefront-prod',
      quotes: 'AuthTokenEpRequestTimeout',
      mustNotClaim: ['waf-500', 'target-generated-5xx', 'sg-blocks-target', 'target-slow', 'connect-timeout'],
    },
  },
  {
    id: 'auth-idp-error/secret-expired',
    title: '561 after every sign-in',
    story:
      'The client secret with which the load balancer asks the identity provider for tokens expired 32 minutes ago. The provider refuses, the load balancer answers 561 to everyone who signs in. Nothing was changed on AWS.',
    ask: 'stream-api',
    account: (now) =>
      withSignIn(
        shop(
          now,
          withCallback(video('auth-secret')),
          signInEnds('playback', 32, isRefused),
          signInEnds('profiles', 32, isRefused),
        ),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['auth-idp-error'],
      resource: 'stream-api',
      quotes: 'AuthTokenEpRequestFailed',
      mustNotClaim: ['waf-500', 'target-generated-5xx', 'bad-rollout', 'lb-impaired'],
    },
  },
  {
    id: 'auth-idp-error/login-of-its-own',
    title: 'A login that the application runs itself',
    story:
      'The staff portal signs people in by itself. Its login page answers 500 since 27 minutes, because the directory it asks is away. The load balancer has no part in it: it passes on what the tasks say. There is no access log.',
    ask: 'backoffice-int',
    account: (now) =>
      shop(now, withCallback(backoffice('auth-own-login')), (made) => {
        const group = groupNamed(made, 'staff-portal');
        made.troubles.push({
          from: 27,
          until: 0,
          share: 1,
          hits: (hit) => hit.group === group && hit.target !== null && hit.page.path === CALLBACK,
          outcome: (chance) => answered(500, 0.9 + chance() * 0.3, 380),
        });
      }),
    truth: {
      kind: 'diagnosed',
      rootCause: ['target-generated-5xx'],
      resource: 'staff-portal',
      mustNotClaim: ['auth-idp-error', 'waf-500', 'bad-rollout'],
    },
  },
  {
    id: 'auth-idp-error/logs-denied',
    title: 'Sign-ins fail, and the log may not be read',
    story:
      'The identity provider is out of reach since 38 minutes and every sign-in to the payment pages ends in a 500. The log may not be read, but CloudWatch counts as many failed authentications as the load balancer made 500s.',
    ask: 'payments-edge',
    account: (now) =>
      withSignIn(
        shop(
          now,
          withCallback(payments('auth-denied')),
          signInEnds('ledger', 38, timesOut),
          signInEnds('fraud-score', 38, timesOut),
          signInEnds('webhooks', 38, timesOut),
          denied('s3:GetObject'),
        ),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['auth-idp-error'],
      resource: 'payments-edge',
      gaps: ['s3:GetObject'],
      mustNotClaim: ['waf-500', 'target-generated-5xx', 'lb-impaired'],
    },
  },
];
