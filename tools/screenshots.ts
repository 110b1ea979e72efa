import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { launch } from 'puppeteer-core';
import type { Browser, Page } from 'puppeteer-core';

/** One picture of the local workspace, as the README shows it. */
interface Picture {
  readonly file: string;
  /** CSS pixels; the picture has twice as many each way. */
  readonly width: number;
  readonly height: number;
  /** The sample incident: the name of its channel. */
  readonly incident: string;
  /** What is looked at when the diagnosis is there: its card, its thread too, or a change that it proposed. */
  readonly shows: 'card' | 'thread' | 'change';
}

const pictures: readonly Picture[] = [
  { file: 'diagnosis.png', width: 1440, height: 1000, incident: 'inc-1-storefront-prod', shows: 'thread' },
  { file: 'diagnosis-phone.png', width: 390, height: 844, incident: 'inc-5-storefront-prod', shows: 'card' },
  { file: 'change-phone.png', width: 390, height: 1000, incident: 'inc-11-ledger-cluster', shows: 'change' },
];

const repository = join(import.meta.dirname, '..');
const folder = join(repository, 'docs', 'images');
const browsers = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

process.exitCode = await main();

/** Makes the pictures in docs/images anew from the running program. Needs Chromium. Exit code 2 where there is none. */
async function main(): Promise<number> {
  const executablePath = browsers.find((path) => existsSync(path));
  if (executablePath === undefined) {
    process.stderr.write(
      `No Chromium at ${browsers.join(', ')}: install one, on Debian with apt-get install chromium.\n`,
    );
    return 2;
  }
  await mkdir(folder, { recursive: true });
  const data = await mkdtemp(join(tmpdir(), 'opsmedic-pictures-'));
  const program = await start(data);
  const browser = await launch({ executablePath, headless: true, args: ['--no-sandbox', '--disable-gpu'] });
  try {
    for (const picture of pictures) process.stdout.write(`${await take(picture, program.url, browser)}\n`);
    return 0;
  } finally {
    await browser.close();
    await program.stop();
    await rm(data, { recursive: true, force: true });
  }
}

/** Starts the program without tokens, with a store of its own, on any free port. */
async function start(data: string) {
  const { PATH, HOME } = process.env;
  const env = { PATH, HOME, OPSMEDIC_DATA: data, PORT: '0', HOST: '127.0.0.1', LOG_LEVEL: 'error', TZ: 'UTC' };
  const child = spawn(process.execPath, ['src/main.ts', 'serve'], {
    cwd: repository,
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const stop = async (): Promise<void> => {
    if (child.exitCode !== null || !child.kill('SIGTERM')) return;
    await once(child, 'exit');
  };
  child.stdout.setEncoding('utf8');
  let said = '';
  for await (const part of child.stdout.iterator({ destroyOnReturn: false })) {
    said += String(part);
    const [url] = /http:\/\/\S+/u.exec(said) ?? [];
    if (url !== undefined) {
      child.stdout.resume();
      return { url, stop };
    }
  }
  throw new Error('the program ended before it was ready');
}

/** Diagnoses the incident as a visitor does, and keeps what can then be seen. Returns the file. */
async function take({ file, width, height, incident, shows }: Picture, url: string, browser: Browser): Promise<string> {
  const context = await browser.createBrowserContext();
  const page = await context.newPage();
  await page.setViewport({ width, height, deviceScaleFactor: 2 });
  page.setDefaultTimeout(30_000);
  await page.goto(`${url}/#/C0${incident.replaceAll('-', '').toUpperCase()}`);
  await page.waitForSelector(`#title ::-p-text(${incident}), #title::-p-text(${incident})`);
  await diagnose(page);
  if (shows === 'thread') {
    await page.click('#messages > li:last-child .replies');
    await page.waitForSelector('#thread .message:nth-of-type(2)');
  }
  if (shows === 'change') await propose(page);
  // Nothing that only shows because the pointer happens to be there.
  await page.mouse.move(0, 0);
  await page.evaluate('document.fonts.ready');
  await page.evaluate('document.activeElement?.blur()');
  const path = join(folder, file);
  await page.screenshot({ path });
  await context.close();
  return path;
}

/** Asks for the change that the card proposes, and looks at what somebody else is to approve. */
async function propose(page: Page): Promise<void> {
  await page.locator('#messages button ::-p-text(Propose)').click();
  await page.locator('dialog textarea').fill('The ledger is down: a schedule stopped its database.');
  await page.waitForSelector('dialog ::-p-text(Who may approve)');
  await page.locator('dialog ::-p-text(Ask for approval)').click();
  await page.waitForSelector('#messages ::-p-text(Waits for approval)');
  await page.select('#who', 'U0BOB');
  await page.waitForSelector('#messages ::-p-text(Waits for approval)');
}

async function diagnose(page: Page): Promise<void> {
  const done = '#messages > li:last-child .replies';
  if ((await page.$(done)) === null) {
    await page.click('.story [data-do=try]');
    await page.keyboard.press('Enter');
  }
  await page.waitForSelector(done);
  await page.waitForNetworkIdle({ idleTime: 500, concurrency: 2 });
}
