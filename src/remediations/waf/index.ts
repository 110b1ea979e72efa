import { allowIp } from './allow-ip.ts';
import { countRule } from './count-rule.ts';

/** What can be done about WAF. */
export const wafRemedies = [countRule, allowIp];
