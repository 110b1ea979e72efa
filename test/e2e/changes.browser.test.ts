import type { Page } from 'puppeteer-core';
import { describe, expect, test } from 'vitest';
import { chromium, openBrowser } from '../workspace/chromium.ts';
import { closing } from './closing.ts';
import { emptyFolder, ready, start, until } from './program.ts';

if (chromium === undefined) {
  process.stderr.write(
    'The walk through a change in a browser is skipped: no Chromium is installed on this machine.\n',
  );
}

const timeout = 60_000;
const line = 'main > .composer textarea';
const news = '#messages > li';

/** Waits until an element of this kind has these words. */
function shows(page: Page, selector: string, words: string) {
  const quoted = JSON.stringify(words);
  return page.waitForSelector(`${selector} ::-p-text(${quoted}), ${selector}::-p-text(${quoted})`, { timeout });
}

/** Presses the newest button of the channel that says so, and confirms where that is asked. */
async function press(page: Page, words: string, within = '#messages'): Promise<void> {
  await until(
    `a button that says ${words}`,
    () =>
      page.$$eval(
        `${within} button`,
        (all, text) => {
          const found = all.findLast((button) => button.textContent.trim().startsWith(text));
          found?.click();
          return found === undefined ? undefined : true;
        },
        words,
      ),
    timeout,
  );
  if (await page.$('#confirm[open]')) await page.click('#confirm [value=yes]');
}

/** Presses it again where it was lost: while a card is being edited its buttons are made anew. */
async function pressUntil(page: Page, words: string, within: string, selector: string, result: string): Promise<void> {
  const look = `${selector} ::-p-text(${JSON.stringify(result)}), ${selector}::-p-text(${JSON.stringify(result)})`;
  await until(
    result,
    async () => {
      await press(page, words, within);
      return (await page.waitForSelector(look, { timeout: 8_000 }).catch(() => null)) ?? undefined;
    },
    timeout,
  );
}

describe.skipIf(chromium === undefined)('the local workspace in a browser', () => {
  test(
    'a change is proposed by one person, refused to the same, approved by another, seen to help, and undone',
    { timeout: 300_000 },
    async (context) => {
      const use = closing(context);
      const folder = await use(emptyFolder());
      const program = await use(start(['serve'], folder.path, { PORT: '0', OPSMEDIC_DATA: `${folder.path}/data` }));
      const origin = await until('the welcome', () => /http:\/\/127\.0\.0\.1:\d+/u.exec(program.out())?.[0], timeout);
      await ready(program, origin);
      const browser = await use(openBrowser(chromium ?? ''));
      const page = await browser.visit(origin);

      const channels = await page.$$eval('a[data-channel]', (all) => all.map((link) => link.dataset['channel'] ?? ''));
      const channel = channels.findLast((id) => /^C0INC\d+STOREFRONTPROD$/u.test(id));
      await page.click(`a[data-channel="${channel}"]`);
      await shows(page, '#messages', 'Checkout answers 500');
      await page.type(line, '/diagnose alb-502 storefront-prod');
      await page.keyboard.press('Enter');
      await shows(page, news, 'A deployment broke the service');

      await pressUntil(page, 'Propose: Roll a service back', '#messages', '#modal[open]', 'Why?');
      await shows(page, '#modal', 'checkout-api:87');
      await page.type('#modal textarea', 'Half of the orders fail');
      await page.click('#modal .primary');
      await page.waitForSelector('#modal:not([open])', { timeout });
      await shows(page, news, 'Half of the orders fail');

      await page.click(`${news} .replies`);
      await pressUntil(page, 'Approve', '#thread', '#thread', 'Somebody else has to');
      await page.select('#who', 'U0BOB');
      await pressUntil(page, 'Approve', '#thread', '#thread', 'In force');
      await pressUntil(page, 'Re-run', '#messages', news, '🟢 storefront-prod');
      await pressUntil(page, 'Undo', '#thread', '#thread', 'Undone');
      expect(browser.troubles).toEqual([]);
    },
  );
});
