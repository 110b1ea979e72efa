import { describeOffers } from './offered.ts';

describeOffers('lambda-timeouts', [
  {
    scenario: 'endpoint-table-not-attached/dynamodb',
    cause: 'endpoint-table-not-attached',
    remedy: 'network.attach-gateway-endpoint',
    risk: 'high',
    params: { endpoint: 'vpce-', routeTable: 'rtb-' },
  },
  {
    scenario: 'bad-release/canary',
    cause: 'bad-release',
    remedy: 'lambda.roll-back-alias',
    risk: 'medium',
    params: { function: 'book-transfer', alias: 'live', version: '41' },
  },
  {
    scenario: 'bad-release/all-at-once',
    cause: 'bad-release',
    remedy: 'lambda.roll-back-alias',
    risk: 'medium',
    params: { function: 'book-transfer', alias: 'live', version: '41' },
  },
  {
    scenario: 'recursion/writes-to-its-own-bucket',
    cause: 'recursion',
    remedy: 'lambda.limit-concurrency',
    risk: 'high',
    params: { function: 'thumbnails', limit: '0' },
  },
  {
    scenario: 'reserved-zero/kill-switch',
    cause: 'reserved-zero',
    remedy: 'lambda.lift-limit',
    risk: 'medium',
    params: { function: 'thumbnails' },
  },
  {
    scenario: 'throttled-reserved/two',
    cause: 'throttled-reserved',
    remedy: 'lambda.limit-concurrency',
    risk: 'medium',
    params: { function: 'geocode' },
    fill: { limit: '20' },
  },
  {
    scenario: 'throttled-account/bulk-import',
    cause: 'throttled-account',
    remedy: 'lambda.limit-concurrency',
    risk: 'medium',
    params: { function: 'bulk-import' },
    fill: { limit: '500' },
  },
]);

describeOffers('alb-502', [
  {
    scenario: 'single-az/shift-enabled',
    cause: 'single-az',
    remedy: 'alb.zonal-shift',
    risk: 'medium',
    params: { loadBalancer: ':loadbalancer/app/tix-public/', zone: 'ap-southeast-2b' },
  },
  {
    scenario: 'sg-blocks-target/rule-revoked',
    cause: 'sg-blocks-target',
    remedy: 'network.allow-ingress',
    risk: null,
    params: { group: 'sg-', from: 'sg-', port: '' },
  },
  {
    scenario: 'cluster-stopped/by-a-schedule',
    cause: 'cluster-stopped',
    remedy: 'aurora.start-cluster',
    risk: 'medium',
    params: { cluster: '' },
  },
  {
    scenario: 'keepalive-mismatch/idle-timeout-raised',
    cause: 'keepalive-mismatch',
    remedy: 'alb.idle-timeout',
    risk: 'medium',
    params: { loadBalancer: ':loadbalancer/app/storefront-prod/' },
    fill: { seconds: '60' },
  },
  {
    scenario: 'single-target-502/full-disk',
    cause: 'single-target-502',
    remedy: 'alb.deregister-target',
    risk: 'medium',
    params: { targetGroup: 'image-proxy', target: 'i-', port: '80' },
  },
  {
    scenario: 'single-target-502/one-task-refuses',
    cause: 'single-target-502',
    remedy: 'ecs.stop-task',
    risk: 'medium',
    params: { task: ':task/' },
  },
  {
    scenario: 'no-registered-targets/scaled-to-zero',
    cause: 'no-registered-targets',
    remedy: 'ecs.set-desired-count',
    risk: 'medium',
    params: { service: '/catalog-web' },
    fill: { count: '3' },
  },
  {
    scenario: 'wrong-tg-weight/green-is-empty',
    cause: 'wrong-tg-weight',
    remedy: 'alb.rule-weights',
    risk: 'medium',
    params: { rule: ':listener-rule/', weights: '=0' },
  },
  {
    scenario: 'bad-rollout/checkout-500s',
    cause: 'bad-rollout',
    remedy: 'ecs.roll-back',
    risk: 'medium',
    params: { service: '/checkout-api' },
  },
]);

describeOffers('ecs-stopped-tasks', [
  {
    scenario: 'log-group-missing/new-name',
    cause: 'log-group-missing',
    remedy: 'logs.create-group',
    risk: null,
    params: { group: '' },
  },
  {
    scenario: 'grace-period-too-short/slow-start',
    cause: 'grace-period-too-short',
    remedy: 'ecs.grace-period',
    risk: 'medium',
    params: { service: '/transfers', seconds: '' },
  },
  {
    scenario: 'image-tag-missing/never-pushed',
    cause: 'image-tag-missing',
    remedy: 'ecs.stop-deployment',
    risk: 'medium',
    params: { service: '/articles' },
  },
  {
    scenario: 'image-tag-missing/never-pushed',
    cause: 'image-tag-missing',
    remedy: 'ecs.roll-back',
    risk: 'medium',
    params: { service: '/articles' },
  },
  {
    scenario: 'bad-credentials-after-rotation/tasks-keep-the-old-one',
    cause: 'bad-credentials-after-rotation',
    remedy: 'ecs.force-new-deployment',
    risk: 'medium',
    params: { service: '/transfers' },
  },
]);

describeOffers('aurora-connectivity', [
  {
    scenario: 'sg-missing-ingress/rule-revoked',
    cause: 'sg-missing-ingress',
    remedy: 'network.allow-ingress',
    risk: null,
    params: { group: 'sg-', from: 'sg-', port: '' },
  },
  {
    scenario: 'secret-pending-deletion/behind-a-proxy',
    cause: 'secret-pending-deletion',
    remedy: 'secrets.restore',
    risk: null,
    params: { secret: '' },
  },
  {
    scenario: 'cluster-stopped/by-hand',
    cause: 'cluster-stopped',
    remedy: 'aurora.start-cluster',
    risk: 'medium',
    params: { cluster: 'ledger-cluster' },
  },
  {
    scenario: 'acu-ceiling/at-the-maximum',
    cause: 'acu-ceiling',
    remedy: 'aurora.raise-capacity',
    risk: 'medium',
    params: { cluster: '' },
    fill: { max: '16' },
  },
  {
    scenario: 'bad-credentials-after-rotation/old-tasks',
    cause: 'bad-credentials-after-rotation',
    remedy: 'ecs.force-new-deployment',
    risk: 'medium',
    params: { service: '/checkout' },
  },
]);

describeOffers('waf-blocks', [
  {
    scenario: 'managed-rule-fp/html-editor',
    cause: 'managed-rule-fp',
    remedy: 'waf.count-rule',
    risk: 'medium',
    params: { webAcl: ':global/webacl/', rule: '', inGroup: '' },
    region: 'us-east-1',
  },
  {
    scenario: 'own-rule-match/admin-in-the-path',
    cause: 'own-rule-match',
    remedy: 'waf.count-rule',
    risk: 'medium',
    params: { webAcl: '/webacl/', rule: '' },
  },
  {
    scenario: 'body-size-block/uploads',
    cause: 'body-size-block',
    remedy: 'waf.count-rule',
    risk: 'medium',
    params: { webAcl: ':regional/webacl/', rule: '', inGroup: 'SizeRestrictions_BODY' },
  },
]);
