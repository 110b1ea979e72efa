import { describe, expect, test } from 'vitest';
import { checkAccount } from '../../src/simulation/check-account.ts';
import { serviceLoader } from '../../src/simulation/services.ts';
import { withUsualAlarms } from '../../src/simulation/usual-alarms.ts';
import { scenarios } from '../../playbooks/scenarios.ts';
import { accountId, now, region, smallAccount } from './small-account.ts';

const samples = Object.values(scenarios)
  .flat()
  .filter(({ sample }) => sample);

describe('the alarms of sample accounts', () => {
  test.each(samples)('$id: one rings and one does not, as AWS would have them', async (scenario) => {
    const account = withUsualAlarms(scenario.account(now), now);
    const alarms = account.cloudwatch?.metricAlarms ?? [];
    expect(alarms.map(({ StateValue }) => StateValue)).toEqual(['ALARM', 'OK']);
    const history = account.cloudwatch?.alarmHistory ?? [];
    expect(history.map(({ Timestamp }) => Timestamp)).toEqual(
      alarms.map(({ StateTransitionedTimestamp }) => StateTransitionedTimestamp),
    );
    expect(history[0]?.HistorySummary).toBe('Alarm updated from OK to ALARM');
    expect(alarms[0]?.AlarmName).toMatch(/^[\w-]+-errors$/);
    expect(await checkAccount(account, serviceLoader())).toEqual([]);
  });

  test('are left alone where an account has its own, and none are made for nothing', () => {
    expect(withUsualAlarms(smallAccount, now)).toBe(smallAccount);
    expect(withUsualAlarms({ id: accountId, region }, now)).toEqual({ id: accountId, region });
  });
});
