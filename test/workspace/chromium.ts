import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { launch, type Browser, type Page } from 'puppeteer-core';

const places = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Where a browser is installed, or undefined. */
export const chromium: string | undefined = places.find((path) => existsSync(path));

export interface OpenBrowser {
  readonly browser: Browser;
  /** What went wrong in any page: uncaught errors, and what the browser refused. */
  readonly troubles: string[];
  readonly visit: (url: string, width?: number) => Promise<Page>;
  readonly close: () => Promise<void>;
}

export async function openBrowser(executablePath: string): Promise<OpenBrowser> {
  const userDataDir = await mkdtemp(join(tmpdir(), 'workspace-page-'));
  const args =
    '--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync';
  const browser = await launch({ executablePath, headless: true, userDataDir, args: args.split(' ') });
  const troubles: string[] = [];
  return {
    browser,
    troubles,
    async visit(url, width = 1200) {
      const context = await browser.createBrowserContext();
      const page = await context.newPage();
      page.on('pageerror', (error) => troubles.push(String(error)));
      page.on('console', (message) => {
        if (message.type() === 'error' || message.type() === 'warn') troubles.push(message.text());
      });
      await page.setViewport({ width, height: 844 });
      page.setDefaultTimeout(10_000);
      await page.goto(url);
      await page.waitForSelector('#title:not(:empty)');
      return page;
    },
    async close() {
      await browser.close();
      await rm(userDataDir, { recursive: true, force: true });
    },
  };
}
