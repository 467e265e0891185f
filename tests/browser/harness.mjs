// The browser: devices with what a page may not do watched on each of them, a virtual authenticator, pictures, axe.
import assert from 'node:assert/strict';
import { mkdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AxeBuilder } from '@axe-core/playwright';
import { chromium } from 'playwright-core';
import { startDemo } from '../demo.mjs';

const OUTPUT = join(dirname(fileURLToPath(import.meta.url)), 'output');
const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
/** WCAG 2.2, levels A and AA, with all it took over from 2.0 and 2.1. */
const WCAG = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
/** A small phone. A screen of 1280 pixels at 400 per cent zoom is just as wide (WCAG 2.2, 1.4.10). */
export const PHONE = { width: 320, height: 640 };
export const DESKTOP = { width: 1280, height: 900 };
/** Nothing on this one machine takes longer. */
const PATIENCE = 15_000;

/** A demo of its own, and a browser. Pictures of this test go to `output/<folder>/`. */
export class World {
  static async open(name) {
    const world = new World();
    world.output = join(OUTPUT, name);
    rmSync(world.output, { recursive: true, force: true });
    mkdirSync(world.output, { recursive: true });
    world.demo = await startDemo(join(world.output, 'demo.log'));
    world.browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
    world.devices = [];
    return world;
  }

  /** A device: a browser profile with one page. */
  async device(name, options = {}) {
    const device = await Device.open(this, name, options);
    this.devices.push(device);
    return device;
  }

  /** Whether the platform or one of its services lives there. */
  owns(origin) {
    return [this.demo.url, this.demo.vaccination, this.demo.driving].includes(origin);
  }

  /** Ends everything; fails if any page did what no page may do. */
  async close() {
    // Where an attack is tried, the browser complains: that is what the test looks at.
    const faults = this.devices.filter((device) => !device.mayFault).flatMap((device) => device.faults.map((fault) => `${device.name}: ${fault}`));
    await this.browser?.close();
    await this.demo?.stop();
    assert.deepEqual(faults, [], 'no page did anything that it may not do');
  }
}

export class Device {
  static async open(world, name, { locale = 'en-GB', authenticator = true, javaScript = true, viewport = PHONE }) {
    const device = new Device();
    Object.assign(device, { world, demo: world.demo, name, viewport, javaScript, faults: [], documents: [], pictures: 0 });
    device.output = join(world.output, name);
    device.context = await world.browser.newContext({
      locale,
      viewport,
      deviceScaleFactor: 2,
      javaScriptEnabled: javaScript,
      acceptDownloads: true,
    });
    device.context.setDefaultTimeout(PATIENCE);
    device.page = await device.context.newPage();
    device.watch(device.page);
    if (authenticator) await device.addAuthenticator();
    return device;
  }

  /** A platform authenticator that verifies its user and asks nobody. */
  async addAuthenticator() {
    this.cdp = await this.context.newCDPSession(this.page);
    await this.cdp.send('WebAuthn.enable', { enableUI: false });
    const options = {
      protocol: 'ctap2',
      ctap2Version: 'ctap2_1',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    };
    this.authenticator = (await this.cdp.send('WebAuthn.addVirtualAuthenticator', { options })).authenticatorId;
  }

  /** Whether the person in front of the device can be verified: a finger that fits, or one that does not. */
  async verifiesUser(isUserVerified) {
    await this.cdp.send('WebAuthn.setUserVerified', { authenticatorId: this.authenticator, isUserVerified });
  }

  watch(page) {
    page.on('console', (message) => {
      // What could not be loaded is judged below, where one sees what it was.
      if (message.type() !== 'error' || message.text().startsWith('Failed to load resource')) return;
      this.faults.push(`console: ${message.text()} at ${page.url()}`);
    });
    page.on('pageerror', (error) => this.faults.push(`script: ${error.message} at ${page.url()}`));
    page.on('response', (response) => {
      const request = response.request();
      const url = new URL(response.url());
      if (!url.hostname.endsWith('localhost')) this.faults.push(`a stranger was asked: ${url}`);
      if (request.resourceType() === 'document') {
        this.documents.push({ method: request.method(), path: url.pathname, origin: url.origin, status: response.status() });
        if (this.world.owns(url.origin)) this.faults.push(...headerFaults(response));
      } else if (response.status() >= 400) {
        this.faults.push(`${request.resourceType()} ${url} answered ${response.status()}`);
      }
    });
  }

  /** Documents that were really shown, not passed through by a redirect, since the last call. */
  takeShown() {
    return this.documents.splice(0).filter((one) => one.status < 300 || one.status >= 400);
  }

  async open(url) {
    await this.page.goto(url);
  }

  /** Presses what leads to another page, and waits until that is there. */
  async follow(locator, { to } = {}) {
    await Promise.all([to ? this.page.waitForURL(to) : this.page.waitForEvent('load'), locator.click()]);
  }

  /** Chooses a language by its link, where it is not chosen yet. */
  async choose(lang) {
    this.lang = lang;
    if ((await this.page.locator('html').getAttribute('lang')) === lang) return;
    await this.page.locator(`.govuk-language-navigation a[hreflang="${lang}"]`).click();
    await this.page.locator(`html[lang="${lang}"]`).waitFor({ state: 'attached' });
  }

  main() {
    return this.page.locator('main');
  }

  /** What the site calls itself, in the bar at the top. */
  async site() {
    return (await this.page.locator('.govuk-generic-header').first().innerText()).trim();
  }

  async heading() {
    return (await this.page.locator('h1').innerText()).trim();
  }

  /** The rows of all summary lists in the page: the value by its label. */
  async facts() {
    return this.page.locator('.govuk-summary-list__row').evaluateAll((rows) =>
      rows.map((row) => [row.querySelector('dt').innerText.trim(), row.querySelector('.govuk-summary-list__value').innerText.trim()]),
    );
  }

  /** A page of ours as it has to be: complete, accessible, nothing wider than the screen; and a picture of it. */
  async look(name, { desktop = true } = {}) {
    await this.page.waitForLoadState('load');
    const number = String((this.pictures += 1)).padStart(2, '0');
    await this.inspect(name);
    await this.picture(`${number}-${name}.png`);
    if (!desktop) return;
    await this.page.setViewportSize(DESKTOP);
    await this.inspect(`${name}, on a large screen`);
    await this.picture(join('large', `${number}-${name}.png`));
    await this.page.setViewportSize(this.viewport);
  }

  async picture(name) {
    await this.page.screenshot({ path: join(this.output, name), fullPage: true });
  }

  async inspect(name) {
    const seen = await this.page.evaluate(() => ({
      lang: document.documentElement.lang,
      title: document.title,
      headings: document.querySelectorAll('h1').length,
      sandbox: document.querySelectorAll('.govuk-phase-banner').length,
      text: document.documentElement.outerHTML,
      over: document.documentElement.scrollWidth - document.documentElement.clientWidth,
      inline: [...document.querySelectorAll('script:not([src]), style, [style]:not([style=""])')].map((one) => one.outerHTML.slice(0, 100)),
      handlers: [...document.querySelectorAll('*')].flatMap((one) => one.getAttributeNames().filter((attribute) => attribute.startsWith('on'))),
    }));
    if (this.lang) assert.equal(seen.lang, this.lang, `${name}: the language of the page`);
    assert.ok(seen.title.length > 0, `${name}: a title`);
    assert.equal(seen.headings, 1, `${name}: one main heading`);
    assert.equal(seen.sandbox, 1, `${name}: says that this is a sandbox`);
    assert.doesNotMatch(seen.text, /⟦|\{ ?\$|undefined/, `${name}: a word is missing`);
    assert.ok(seen.over <= 0, `${name}: ${seen.over} pixels wider than the screen (WCAG 1.4.10)`);
    assert.deepEqual([...seen.inline, ...seen.handlers], [], `${name}: nothing inline`);
    if (this.javaScript) await this.scan(name);
  }

  /** axe: not one violation. */
  async scan(name) {
    // Legacy mode keeps axe from opening a page of its own in this device; there are no frames here that would need it.
    const { violations } = await new AxeBuilder({ page: this.page }).withTags(WCAG).setLegacyMode(true).analyze();
    const told = violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map((node) => node.html).join(' | ')}`);
    assert.deepEqual(told, [], `${name}: axe`);
  }
}

/** What every document of ours must carry, whatever it is. */
export function headerFaults(response) {
  const headers = response.headers();
  const policy = Object.fromEntries(
    (headers['content-security-policy'] ?? '').split(';').map((part) => {
      const [name, ...values] = part.trim().split(/\s+/);
      return [name, values.join(' ')];
    }),
  );
  const wanted = [
    ['default-src', policy['default-src'] === "'none'"],
    ['script-src', policy['script-src'] === "'self'"],
    ['style-src', policy['style-src'] === "'self'"],
    ['base-uri', policy['base-uri'] === "'none'"],
    ['frame-ancestors', policy['frame-ancestors'] === "'none'"],
    ['form-action', /^'self'( http:\/\/[a-z-]*\.?localhost:\d+)?$/.test(policy['form-action'] ?? '')],
    ['x-frame-options', headers['x-frame-options'] === 'DENY'],
    ['x-content-type-options', headers['x-content-type-options'] === 'nosniff'],
    ['referrer-policy', headers['referrer-policy'] === 'same-origin'],
    ['cache-control', /no-store/.test(headers['cache-control'] ?? '')],
  ];
  return wanted.filter(([, holds]) => !holds).map(([name]) => `${response.url()} (${response.status()}) has no right ${name}`);
}

/** Steps of one story: when one fails, those after it are not tried, for they stand on it. */
export function story(test) {
  let broken = false;
  return (name, step) =>
    test(name, async (context) => {
      if (broken) return context.skip('an earlier step failed');
      broken = true;
      await step(context);
      broken = false;
    });
}
