import { LogLevel, SocketModeReceiver, type App } from '@slack/bolt';
import pino from 'pino';
import type { Page } from 'puppeteer-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startWorkspace, type Workspace } from '../../src/workspace/start.ts';
import { chromium, openBrowser, type OpenBrowser } from './chromium.ts';
import { testManifest } from './manifest.ts';
import { startProbe } from './probe-app.ts';

if (chromium === undefined) {
  process.stderr.write('The browser tests of the workspace are skipped: no Chromium is installed on this machine.\n');
}

const incident = {
  id: 'rule-revoked',
  channel: 'inc-checkout-502',
  title: 'Checkout answers 502',
  ask: '/diagnose alb-502 checkout',
  story: 'Somebody revoked a rule.',
  truth: 'sg-blocks-target',
};

describe.skipIf(chromium === undefined)('the page in a browser', () => {
  let browser: OpenBrowser;
  let workspace: Workspace;
  let app: App;

  beforeAll(async () => {
    browser = await openBrowser(chromium ?? '');
    workspace = await startWorkspace({
      port: 0,
      host: '127.0.0.1',
      manifest: testManifest,
      incidents: [incident],
      playbooks: [
        { id: 'alb-502', title: 'A load balancer answers 502' },
        { id: 'ecs-stopped-tasks', title: 'Tasks stop' },
      ],
      log: pino({ level: 'silent' }),
    });
    const clientOptions = { slackApiUrl: workspace.slackApiUrl };
    const receiver = new SocketModeReceiver({
      appToken: workspace.appToken,
      logLevel: LogLevel.ERROR,
      installerOptions: { clientOptions: { ...clientOptions } },
    });
    app = await startProbe({ token: workspace.botToken, receiver, clientOptions });
    await app.start();
  });

  afterAll(async () => {
    await app.stop();
    await workspace.close();
    await browser.close();
  });

  afterEach(() => {
    const [trouble] = browser.troubles.splice(0);
    if (trouble !== undefined) throw new Error(`the page had an error: ${trouble}`);
  });

  const line = 'main > .composer textarea';
  const text = (page: Page, selector: string) => page.$eval(selector, (element) => element.textContent.trim());
  /** Waits until there is such an element that has these words. */
  const shows = (page: Page, selector: string, words: string) =>
    page.waitForSelector(
      `${selector} ::-p-text(${JSON.stringify(words)}), ${selector}::-p-text(${JSON.stringify(words)})`,
    );

  async function diagnosed(page: Page): Promise<string> {
    await page.type(line, '/diagnose alb-502 checkout');
    await page.keyboard.press('Enter');
    await page.waitForSelector('.message .replies');
    await shows(page, '#messages > li:last-child .replies', '2 replies');
    const id = await page.$eval('#messages > li:last-child', (message) => message.id);
    return `[id="${id}"]`;
  }

  it('a command is completed from the manifest, then the playbook, and its card is kept current', async () => {
    const page = await browser.visit(workspace.url);
    expect(await text(page, '#title')).toBe('#inc-checkout-502');
    await page.type(line, '/di');
    expect(await text(page, '#channel-options')).toBe('/diagnoseFind the root cause');
    await page.keyboard.press('Tab');
    expect(await text(page, 'main .hint')).toBe('/diagnose <playbook> [subject]');
    expect(await page.$$eval('#channel-options b', (all) => all.map((each) => each.textContent))).toEqual([
      'alb-502',
      'ecs-stopped-tasks',
    ]);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Enter');
    expect(await page.$eval(line, (field) => field.value)).toBe('/diagnose alb-502 ');
    await page.keyboard.type('checkout');
    await page.keyboard.press('Enter');
    await page.waitForSelector('.task.complete');
    await shows(page, '.plan .count', '1 of 1');
    expect(await page.$eval(line, (field) => field.value)).toBe('');
  });

  it('a thread opens beside the channel, and what is written there goes there', async () => {
    const page = await browser.visit(workspace.url);
    const card = await diagnosed(page);
    await page.click(`${card} .replies`);
    await shows(page, '#thread', 'Re-run');
    const [file] = await page.$$eval('#thread a.file', (links) => links.map((link) => link.href));
    expect(file).toContain('/files/');
    expect(await (await fetch(file ?? '')).text()).toBe('{"a":1}');
    await page.type('#panel textarea', '/diagnose alb-502');
    expect(await text(page, '#panel .hint')).toContain("don't work in threads");
    await page.keyboard.press('Enter');
    await shows(page, '#notice', 'Slack has no slash commands in threads');
    await page.$eval('#panel textarea', (field) => (field.value = ''));
    await page.type('#panel textarea', '@pro');
    await page.keyboard.press('Tab');
    await page.keyboard.type('hello');
    await page.keyboard.press('Enter');
    await shows(page, '#thread', 'Here');
    await shows(page, `${card} .replies`, '4 replies');
  });

  it('changes reach every page, and disturb neither typing nor reading', async () => {
    const [reader, writer] = [await browser.visit(`${workspace.url}/#/C0GENERAL`), await browser.visit(workspace.url)];
    const { slack } = workspace;
    const general = slack.channel('general').id;
    for (let i = 0; i < 40; i += 1) await slack.person('bob').say(general, `line ${i}`);
    await shows(reader, '#messages > li:last-child', 'line 39');
    await reader.type(line, 'half a sen');
    await reader.$eval('#scroll', (scroll) => scroll.scrollTo(0, 100));
    await writer.select('#who', 'U0BOB');
    await writer.click('[data-channel=C0GENERAL]');
    await shows(writer, '#title', 'general');
    await writer.type(line, 'from the other page');
    await writer.keyboard.press('Enter');
    await shows(reader, '#messages > li:last-child', 'from the other page');
    expect(await reader.$eval('#scroll', (scroll) => scroll.scrollTop)).toBe(100);
    expect(await reader.$eval(line, (field) => field.value)).toBe('half a sen');
    expect(await reader.$eval('#new-messages', (button) => button.hidden)).toBe(false);
    await slack.person('bob').say(slack.channel(incident.channel).id, 'elsewhere');
    await reader.waitForSelector('#sidebar a.unread');
  });

  it('what happened is told on request, after the command to try', async () => {
    const page = await browser.visit(workspace.url);
    await page.click('.story [data-do=try]');
    expect(await page.$eval(line, (field) => field.value)).toBe(incident.ask);
    expect(await page.$eval('.story details', (details) => details.open)).toBe(false);
    await page.click('.story summary');
    expect(await text(page, '.story .truth')).toContain('Somebody revoked a rule.');
  });

  it('a message has a menu with the shortcuts of the app, and its payloads', async () => {
    const page = await browser.visit(workspace.url);
    await page.hover('#messages > li');
    await page.click('#messages > li [data-do=menu]');
    const items = await page.$$eval('#menu button', (all) => all.map((each) => each.textContent));
    expect(items).toEqual(['Reply in thread', 'Diagnose this alarm', 'Show payloads']);
    await page.click('#menu button:nth-child(2)');
    await shows(page, '#messages > li .replies', 'repl');
    await page.hover('#messages > li');
    await page.click('#messages > li [data-do=menu]');
    await page.click('#menu button:nth-child(3)');
    await shows(page, '#payloads', 'interactive message_action');
  });

  it('the home tab is what the app publishes, and links to messages lead to them', async () => {
    const page = await browser.visit(workspace.url);
    const card = await diagnosed(page);
    const link = await page.$eval(`${card} .when`, (when) => when.href);
    await page.click('[data-home]');
    await shows(page, '#home', 'Home');
    await page.goto(link);
    await page.waitForSelector(`${card}.pointed`);
    expect(new URL(page.url()).pathname).toBe('/');
  });

  it('a modal shows the errors of its fields, and closes when they are right', async () => {
    const page = await browser.visit(workspace.url);
    const card = await diagnosed(page);
    await page.click(`${card} .replies`);
    await page.waitForSelector('#thread [data-action=edit]');
    await page.click('#thread [data-action=edit]');
    await page.waitForSelector('#modal[open] input');
    await page.click('#modal .primary');
    await shows(page, '#modal [data-error=minutes]', 'Please complete this required field.');
    await page.type('#modal input', 'soon');
    await page.keyboard.press('Enter');
    await shows(page, '#modal [data-error=minutes]', 'A number, please');
    expect(await page.$eval('#modal input', (field) => field.value)).toBe('soon');
    await page.click('#modal input', { count: 3 });
    await page.keyboard.type('15');
    await page.click('#modal .primary');
    await page.waitForSelector('#modal:not([open])');
  });

  it('the visitor can be somebody else, who is remembered and sees no private messages of others', async () => {
    const page = await browser.visit(workspace.url);
    await page.type(line, '/diagnose');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Enter');
    await shows(page, '.message.private:last-child', 'usage: /diagnose');
    expect(await text(page, '.message.private:last-child .only')).toBe('Only visible to you');
    await page.select('#who', 'U0BOB');
    await page.waitForSelector('.message.private', { hidden: true });
    await page.reload();
    await page.waitForSelector('#messages > li');
    expect(await page.$eval('#who', (select) => select.value)).toBe('U0BOB');
    const card = await diagnosed(page);
    await page.click(`${card} .replies`);
    await page.waitForSelector('#thread [data-action=rerun]');
    await page.click('#thread [data-action=rerun]');
    await shows(page, '#thread', 'Again, for @bob');
  });

  it('an app that is silent is reported, to the person alone and above the messages', async () => {
    const page = await browser.visit(workspace.url);
    await page.type(line, '/silent');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Enter');
    await shows(page, '#notice', 'operation_timeout');
    expect(await text(page, '#notice')).toBe('The app did not answer within three seconds (operation_timeout).');
    await shows(page, '.message.private:last-child', '/silent failed with the error "operation_timeout"');
  });

  it('on a phone nothing is wider than the screen, and the channels and the thread come over it', async () => {
    const page = await browser.visit(workspace.url, 390);
    const width = () => page.$eval('body', (body) => body.scrollWidth);
    const card = await diagnosed(page);
    expect(await width()).toBe(390);
    await page.click('#open-sidebar');
    await page.waitForSelector('#sidebar [data-channel=C0GENERAL]', { visible: true });
    await page.keyboard.press('Escape');
    await page.waitForSelector('#sidebar [data-channel=C0GENERAL]', { hidden: true });
    await page.click(`${card} .replies`);
    await shows(page, '#thread', 'Re-run');
    expect(await page.$eval('#panel', (panel) => panel.clientWidth)).toBe(390);
    expect(await width()).toBe(390);
    await page.click('#close-panel');
    await page.waitForSelector('#panel', { hidden: true });
  });
});
