import { describe, expect, test } from 'vitest';
import { appOf, shop } from './support/shop.ts';
import { finalCard, isCard, rig, saidIn, textIn, toldTo } from './support/rig.ts';
import type { Mode } from './support/rig.ts';
import { until } from './support/quick-clock.ts';

const modes: readonly Mode[] = ['in process', 'http', 'socket'];

describe.each(modes)('asked %s', (mode) => {
  test('a slash command leads to one card in the channel and one reply with evidence', async () => {
    const at = await rig(appOf(shop()), mode);
    await at.alice.slash(at.channel, '/diagnose', 'alb-502 checkout');
    const card = await finalCard(at);
    expect(textIn(card)).toContain('🔴 checkout · Tasks run out of memory');
    expect(card.text).toMatch(/^checkout: Tasks run out of memory\. Sure, since 22 Nov 02:14 UTC/u);
    await until('the evidence is there', () => saidIn(at, card.ts).length > 0);
    expect(saidIn(at)).toHaveLength(1);
    const [evidence] = saidIn(at, card.ts);
    expect(textIn(evidence)).toContain('Why: Tasks run out of memory');
    expect(saidIn(at, card.ts)).toHaveLength(1);
  });

  test('a question is answered with buttons, of which one goes on', async () => {
    const at = await rig(appOf({ ...shop(), balancers: ['checkout', 'search'] }), mode);
    await at.alice.slash(at.channel, '/diagnose', 'alb-502');
    await until('the question is there', () => toldTo(at, at.alice).length > 0);
    const [question] = toldTo(at, at.alice);
    expect(textIn(question)).toMatch(/Which load balancer\?.*checkout.*search/su);
    expect(saidIn(at)).toEqual([]);
    if (question) await at.alice.click(question, 'press:choose:1');
    expect(textIn(await finalCard(at))).toContain('🔴 search');
    expect(toldTo(at, at.alice)).toEqual([]);
  });

  test('a mention in a thread is answered in that thread', async () => {
    const at = await rig(appOf(shop()), mode);
    const root = await at.bob.say(at.channel, 'checkout is down?');
    await at.alice.say(at.channel, '@opsmedic diagnose alb-502 checkout', root.ts);
    const card = await finalCard(at, 1, root.ts);
    await until('the evidence is there', () => saidIn(at, root.ts).length === 2);
    expect(card.threadTs).toBe(root.ts);
    expect(saidIn(at)).toEqual([]);
  });

  test('“Diagnose this alert” reads the alert and answers below it', async () => {
    const at = await rig(appOf({ ...shop(), balancers: ['checkout', 'search'] }), mode);
    const text = 'ALARM: HTTPCode_ELB_5XX_Count, LoadBalancer app/search/50dc6c495c0c9188';
    const alert = at.slack.postAs('CloudWatch', { channel: at.channel, text, blocks: null });
    await at.alice.messageShortcut(alert, 'diagnose_alert');
    expect(textIn(await finalCard(at, 1, alert.ts))).toContain('🔴 search');
  });

  test('Re-run investigates again and says what has changed', async () => {
    const world = shop();
    const at = await rig(appOf(world), mode);
    await at.alice.slash(at.channel, '/diagnose', 'alb-502 checkout');
    const first = await finalCard(at);
    world.symptom = { seen: false, says: 'No request got a 502' };
    await at.bob.click(first, 'press:rerun');
    const second = await finalCard(at, 2);
    expect(textIn(second)).toMatch(/checkout · not happening.*Since the last run:.*No request got a 502/su);
    expect(textIn(first)).toContain('🔴 checkout');
  });

  test('the home tab lists what one asked oneself', async () => {
    const at = await rig(appOf(shop()), mode);
    await at.alice.slash(at.channel, '/diagnose', 'alb-502 checkout');
    await finalCard(at);
    await at.alice.openHome();
    await at.bob.openHome();
    await until('both have a home', () => at.alice.home() !== undefined && at.bob.home() !== undefined);
    expect(JSON.stringify(at.alice.home()?.body)).toMatch(/checkout.*\/archives\/C0INCIDENTS\/p\d{16}/u);
    expect(JSON.stringify(at.bob.home()?.body)).toContain('None yet');
  });

  test('help and text replies are for the person who asked', async () => {
    const at = await rig(appOf(shop()), mode);
    await at.alice.slash(at.channel, '/opsmedic', 'help');
    await at.alice.slash(at.channel, '/opsmedic', 'playbooks');
    await until('both are there', () => toldTo(at, at.alice).length === 2);
    const told = toldTo(at, at.alice).map(textIn).join('\n');
    expect(told).toContain('Ask in a channel: /diagnose alb-502 checkout');
    expect(told).toContain('- **alb-502**: when a load balancer answers 502');
    expect(saidIn(at).filter(isCard)).toEqual([]);
  });
});
