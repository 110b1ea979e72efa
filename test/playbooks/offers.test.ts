import { describeOffers } from './offered.ts';

describeOffers('lambda-timeouts', [
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
    remedy: 'lambda.limit-concurrency',
    risk: 'medium',
    params: { function: 'thumbnails' },
    fill: { limit: '20' },
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
    scenario: 'bad-credentials-after-rotation/old-tasks',
    cause: 'bad-credentials-after-rotation',
    remedy: 'ecs.force-new-deployment',
    risk: 'medium',
    params: { service: '/checkout' },
  },
]);
