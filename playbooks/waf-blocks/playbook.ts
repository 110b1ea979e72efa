import { playbook } from '#playbook';
import { webAclKind } from '#facts/kinds/web-acl';
import { subject } from '#facts/waf/web-acl';
import { challengeCaptchaApi } from './causes/challenge.ts';
import { anonymousOrHosting, bodySizeBlock, botControl, ipReputation, managedRuleFp } from './causes/managed.ts';
import { allowListOrder } from './causes/order.ts';
import { notWaf, waf500 } from './causes/others.ts';
import { defaultActionBlock, geoBlock, ipSetBlock, oversizeMatch, ownRuleMatch } from './causes/own.ts';
import { rateKeyIsProxy, rateLimitHit, rateLimitSharedIp, rateLimitTooLow } from './causes/rate.ts';
import { fmsManaged, ruleVersionChange } from './causes/responsible.ts';
import { attackBlocked, countModeOnly, metricsOff, samplingOff } from './causes/watching.ts';
import { changes } from './changes.ts';
import { symptom } from './symptom.ts';

export default playbook({
  id: 'waf-blocks',
  title: 'WAF turns honest requests away',
  summary: 'A web ACL of AWS WAF blocks users or partners: which rule, whom, since when, and the narrowest exception.',
  version: '1',
  kind: webAclKind,
  subject,
  symptom,
  changes,
  causes: [
    allowListOrder,
    bodySizeBlock,
    oversizeMatch,
    challengeCaptchaApi,
    rateKeyIsProxy,
    rateLimitSharedIp,
    rateLimitTooLow,
    rateLimitHit,
    geoBlock,
    ipSetBlock,
    ipReputation,
    anonymousOrHosting,
    botControl,
    defaultActionBlock,
    managedRuleFp,
    ownRuleMatch,
    waf500,
    samplingOff,
    metricsOff,
    notWaf,
    ruleVersionChange,
    fmsManaged,
    countModeOnly,
    attackBlocked,
  ],
  next: (cause) => (cause === 'not-waf' || cause === 'waf-500' ? ['alb-502'] : []),
  deadlineMs: 20_000,
});
