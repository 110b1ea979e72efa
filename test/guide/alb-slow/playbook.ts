import { fact, playbook } from '#playbook';
import type { Change } from '#playbook';
import { subject } from '#facts/alb/load-balancer';
import { loadBalancerKind } from '#facts/kinds/load-balancer';
import { someGroupsSlow } from './causes.ts';
import { symptom } from './symptom.ts';

/** Shown beside the diagnosis. playbooks/alb-502/changes.ts reads them from CloudTrail and ECS. */
const changes = fact({
  id: 'alb-slow.changes',
  title: 'Recent changes',
  step: 'Recent changes',
  learn: (): readonly Change[] => [],
});

export default playbook({
  id: 'alb-slow',
  title: 'The load balancer answers slowly',
  summary: 'An Application Load Balancer takes longer to answer than it did: where the time is spent.',
  version: '1',
  kind: loadBalancerKind,
  subject,
  symptom,
  changes,
  causes: [someGroupsSlow],
  next: () => [],
  deadlineMs: 20_000,
});
