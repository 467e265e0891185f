// The rotating code (cw-qr) between two devices: a computer without an authenticator shows it, a phone scans its picture. The picture is
// read by zbarimg, which is not ours, and by the phone's own scan page.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { samplePeople, until } from '../demo.mjs';
import { DESKTOP, World, story } from './harness.mjs';
import { activity, approve, approveForm, declineForm, decline, goToLogin, register } from './steps.mjs';
import { LANGUAGES } from './words.mjs';

const run = promisify(execFile);
const people = samplePeople().filter((person) => person.status === 'valid' && person.water);
let world;

before(async () => (world = await World.open('qr')));
after(() => world?.close());

/** The two digits on a screen. */
async function number(device) {
  return (await device.main().innerText()).match(/(?<!\d)\d{2}(?!\d)/)?.[0];
}

/** Takes a picture of the code on the screen, and reads it with zbarimg. */
async function photograph(screen) {
  const picture = join(screen.output, 'code.png');
  await screen.page.locator('[data-qr-show] img').screenshot({ path: picture });
  const { stdout } = await run('zbarimg', ['--quiet', '--raw', picture]);
  return { picture, text: stdout.trim(), at: Date.now() };
}

/** Has a service ask for a login on `screen`, and a code shown for it. */
async function showCode(screen) {
  await screen.context.clearCookies();
  await goToLogin(screen, screen.demo.vaccination);
  await screen.follow(screen.page.locator('main form[action$="/qr"] button'), { to: '**/orders/*' });
}

/** Gives the scan page a text. The page that follows: a request, or the scan page once more with what was wrong. */
async function paste(phone, text) {
  await phone.open(`${phone.demo.url}/scan`);
  await phone.page.fill('[name=frame]', text);
  await Promise.all([phone.page.waitForEvent('load'), phone.page.locator('main form[action="/scan"] button[type=submit], main form[action="/scan"] button:not([type])').first().click()]);
}

const isRefused = async (phone) => new URL(phone.page.url()).pathname === '/scan' && phone.page.locator('.govuk-error-summary').isVisible();

LANGUAGES.forEach((words, index) => {
  describe(`a login by code in ${words.tag}`, () => {
    const step = story(test);
    const person = people[index];
    let screen;
    let phone;

    before(async () => {
      const locale = words.tag === 'en' ? 'en-GB' : words.tag === 'zh-Hant' ? 'zh-HK' : 'zh-CN';
      screen = await world.device(`${words.tag}-screen`, { locale, authenticator: false, viewport: DESKTOP });
      phone = await world.device(`${words.tag}-phone`, { locale });
      screen.lang = phone.lang = words.tag;
      await register(phone, person);
    });

    step('the picture of the code, given to the scan page, brings the request to the phone', async () => {
      await showCode(screen);
      await screen.look('code', { desktop: false });
      const shown = await number(screen);
      await phone.open(`${phone.demo.url}/scan`);
      await phone.look('scan', { desktop: false });
      const { picture, text } = await photograph(screen);
      assert.ok(text.startsWith(`${screen.demo.url}/x/`), `zbarimg reads our address: ${text}`);
      await Promise.all([phone.page.waitForURL('**/requests/*'), phone.page.locator('[data-qr-picture]').setInputFiles(picture)]);
      assert.match(shown, /^\d{2}$/);
      assert.equal(await number(phone), shown, 'the same two digits on both screens');
      await until('the screen knows of the scan', async () => !(await screen.page.locator('[data-qr-show] img').isVisible()));
      assert.equal(await number(screen), shown);
      await phone.look('approve');
      await screen.look('scanned', { desktop: false });
    });

    step('approved on the phone, the other screen goes on logged in', async () => {
      await approve(phone);
      await phone.look('decided', { desktop: false });
      await screen.page.waitForURL(`${screen.demo.vaccination}/record`);
      assert.ok((await screen.main().innerText()).includes(person.card));
      const entries = await activity(phone);
      assert.ok(entries.some((entry) => entry.text.includes(words.vaccination)));
    });

    step('declined on the phone, the service says so and nobody is logged in', async () => {
      await showCode(screen);
      await paste(phone, (await photograph(screen)).text);
      await decline(phone);
      await phone.look('declined', { desktop: false });
      await screen.page.waitForURL(`${screen.demo.vaccination}/**`);
      await screen.look('declined', { desktop: false });
      await screen.open(`${screen.demo.url}/activity`);
      assert.equal(new URL(screen.page.url()).pathname, '/login');
    });

    step('the platform’s own login by code', async () => {
      await screen.context.clearCookies();
      await screen.open(`${screen.demo.url}/login`);
      await screen.follow(screen.page.locator('main form[action="/login/qr"] button'), { to: '**/orders/*' });
      await paste(phone, (await photograph(screen)).text);
      await phone.look('approve-own-login', { desktop: false });
      await approve(phone);
      await screen.page.waitForURL(`${screen.demo.url}/`);
      assert.equal((await screen.page.request.get(`${screen.demo.url}/activity`, { maxRedirects: 0 })).status(), 200);
    });
  });
});

describe('a code in the wrong hands', () => {
  const step = story(test);
  const [, , , alice, mallory] = people;
  let screen;
  let phone;
  let other;

  before(async () => {
    screen = await world.device('wrong-screen', { authenticator: false, viewport: DESKTOP });
    phone = await world.device('wrong-phone');
    other = await world.device('wrong-other-phone');
    screen.lang = phone.lang = other.lang = 'en';
    await register(phone, alice);
    await register(other, mallory);
  });

  step('a frame ten seconds old, and one that was changed, are refused', async () => {
    await showCode(screen);
    const { text, at } = await photograph(screen);
    const end = text.at(-6) === 'A' ? 'B' : 'A';
    await paste(phone, text.slice(0, -6) + end + text.slice(-5));
    assert.ok(await isRefused(phone), 'a changed one');
    await phone.look('scan-refused', { desktop: false });
    await paste(phone, 'https://evil.example/x/AAAA');
    assert.ok(await isRefused(phone), 'somebody else’s address');

    await until('ten seconds have passed', () => Date.now() - at >= 10_000);
    await paste(phone, text);
    assert.ok(await isRefused(phone), 'the same frame ten seconds later');
    assert.ok(await screen.page.locator('[data-qr-show] img').isVisible(), 'the code still waits: nothing was done to it');
    await paste(phone, (await photograph(screen)).text);
    assert.equal(await approveForm(phone.page).count(), 1, 'a fresh frame is good');
  });

  step('an ordinary camera opens a page that does nothing', async () => {
    await showCode(screen);
    const { text } = await photograph(screen);
    await phone.open(text);
    await phone.look('camera');
    assert.equal(await approveForm(phone.page).count(), 0);
    assert.ok(await screen.page.locator('[data-qr-show] img').isVisible(), 'the code was not claimed');
  });

  step('a second phone that scans the code stops both', async () => {
    await showCode(screen);
    const { text } = await photograph(screen);
    await paste(phone, text);
    assert.equal(await approveForm(phone.page).count(), 1);
    await paste(other, text);
    assert.ok(await isRefused(other));
    await approveForm(phone.page).locator('button').click();
    await until('the first phone is told, too', async () => {
      await phone.page.waitForLoadState('load');
      return (await approveForm(phone.page).count()) === 0 && (await declineForm(phone.page).count()) === 0;
    });
    await phone.look('stopped', { desktop: false });
    await until('the screen is told', async () => !(await screen.page.locator('[data-qr-show]').count()));
    await screen.look('stopped', { desktop: false });
    await screen.open(`${screen.demo.url}/activity`);
    assert.equal(new URL(screen.page.url()).pathname, '/login', 'nobody is logged in');
  });
});
