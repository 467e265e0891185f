// A computer without an authenticator: the simulated phone stands in for one. With scripts, and with JavaScript switched off, where the
// whole journey still works.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { samplePeople } from '../demo.mjs';
import { World, story } from './harness.mjs';
import { activity, approve, assertEqualWeight, goToLogin, logOut, register } from './steps.mjs';
import { LANGUAGES } from './words.mjs';

const people = samplePeople().filter((person) => person.status === 'valid' && person.water);
let world;

before(async () => (world = await World.open('phone')));
after(() => world?.close());

LANGUAGES.forEach((words, index) => {
  describe(`the simulated phone in ${words.tag}`, () => {
    const step = story(test);
    const person = people[index];
    let device;
    let page;
    let demo;

    before(async () => {
      device = await world.device(words.tag, { locale: words.browser, authenticator: false });
      ({ page, demo } = device);
      await device.open(demo.url);
      await device.choose(words.tag);
    });

    step('keeps the passkey that this computer cannot make', async () => {
      await device.open(`${demo.url}/phone`);
      await device.look('phone-empty');
      await register(device, person, { simulated: true });
      await logOut(device);
      await device.open(`${demo.url}/login`);
      await device.look('login');
    });

    step('logs in and approves in the same window', async () => {
      await goToLogin(device, demo.vaccination);
      await device.follow(page.locator('main form[action="/login/phone"] button'));
      await assertEqualWeight(device, words);
      await device.look('approve');
      await approve(device);
      assert.equal(page.url(), `${demo.vaccination}/record`);
      await logOut(device);
    });

    step('scans the code on the screen beside it', async () => {
      await goToLogin(device, demo.driving);
      await device.follow(page.locator('main form[action$="/qr"] button'), { to: '**/orders/*' });
      const order = page.url();
      await device.look('code', { desktop: false });

      const phone = await device.context.newPage();
      device.watch(phone);
      const [screen] = [device.page];
      device.page = phone;
      await device.open(`${demo.url}/phone`);
      await device.follow(phone.locator('main form[action="/phone/login"] button').first(), { to: /./ });
      await device.look('phone');
      await device.open(`${demo.url}/phone/scan`);
      await device.look('phone-scan', { desktop: false });
      await device.open(order);
      await device.follow(phone.locator('main form[action^="/phone/scan/"] button'), { to: '**/phone/requests/*' });
      await device.look('phone-approve');
      await device.follow(phone.locator('main form[action$="/approve"] button'), { to: '**/phone/requests/*' });
      await device.look('phone-decided', { desktop: false });
      device.page = screen;
      await screen.waitForURL(`${demo.driving}/renewal`);
      assert.equal((await page.request.get(`${demo.url}/activity`, { maxRedirects: 0 })).status(), 200, 'the screen is logged in, too');
    });

    step('scans it in one window alone', async () => {
      for (const name of ['cw_phone', 'vaccination_session']) await device.context.clearCookies({ name });
      await logOut(device);
      await goToLogin(device, demo.vaccination);
      await device.follow(page.locator('main form[action$="/qr"] button'), { to: '**/orders/*' });
      const order = page.url();
      await device.follow(page.locator('main form[action^="/phone/scan/"] button'));
      await device.look('phone-log-in-first', { desktop: false });
      await device.follow(page.locator('main form[action="/phone/login"] button').first());
      await device.open(order);
      await device.follow(page.locator('main form[action^="/phone/scan/"] button'), { to: '**/phone/requests/*' });
      await device.follow(page.locator('main form[action$="/approve"] button'), { to: '**/phone/requests/*' });
      await device.follow(page.locator('main a.govuk-button'), { to: `${demo.vaccination}/record` });
    });
  });
});

describe('with JavaScript switched off', () => {
  const step = story(test);
  const [, , , person] = people;
  let device;
  let page;
  let demo;

  before(async () => {
    device = await world.device('no-script', { authenticator: false, javaScript: false });
    device.lang = 'en';
    ({ page, demo } = device);
  });

  step('every page of a visitor is there', async () => {
    for (const path of ['', 'about', 'register', 'login', 'phone', 'x/AAAA', 'logout']) {
      await device.open(`${demo.url}/${path}`);
      await device.look(path.replaceAll('/', '-') || 'home', { desktop: false });
    }
    assert.ok(await (await device.open(`${demo.url}/login`), page.locator('main noscript').first()).count());
  });

  step('a person registers, logs in, approves, exchanges, sees and withdraws', async () => {
    await register(device, person, { simulated: true });
    await device.look('registered', { desktop: false });
    await logOut(device);
    await goToLogin(device, demo.driving);
    await device.follow(page.locator('main form[action="/login/phone"] button'));
    await device.look('approve', { desktop: false });
    await approve(device);
    await page.check('[name=source][value=year]');
    await device.follow(page.locator('main form button'), { to: '**/requests/*' });
    await approve(device);
    assert.equal(await page.inputValue('[name=line1]'), person.water.lines[0]);
    await device.follow(page.locator('main form button'), { to: '**/renewal/check' });
    await device.follow(page.locator('main form[action="/renewal/check"] button'), { to: '**/renewal/done/*' });
    assert.ok((await activity(device)).length >= 5);
    await device.look('activity', { desktop: false });
    await device.open(`${demo.url}/consents`);
    await device.look('consents', { desktop: false });
    await device.follow(page.locator('main a[href$="/withdraw"]').first());
    await device.follow(page.locator('main form[action$="/withdraw"] button'));
    await device.look('withdrawn', { desktop: false });
    for (const path of ['messages', 'account', 'scan']) {
      await device.open(`${demo.url}/${path}`);
      await device.look(path, { desktop: false });
    }
  });

  step('a code is shown and renewed, and its text can be pasted', async () => {
    const screen = await world.device('no-script-screen', { authenticator: false, javaScript: false });
    screen.lang = 'en';
    await goToLogin(screen, demo.vaccination);
    await screen.follow(screen.page.locator('main form[action$="/qr"] button'), { to: '**/orders/*' });
    await screen.look('code', { desktop: false });
    assert.equal(await screen.page.locator('noscript meta[http-equiv=refresh], head meta[http-equiv=refresh]').count(), 1);
    await screen.page.locator('main details summary').click();
    await device.open(`${demo.url}/scan`);
    await screen.page.reload();
    const text = await screen.page.locator('.cw-code code').textContent();
    await page.fill('[name=frame]', text.trim());
    await device.follow(page.locator('main form[action="/scan"] button'), { to: '**/requests/*' });
    await approve(device);
    await screen.page.waitForURL(`${demo.vaccination}/record`);
    assert.ok((await screen.main().innerText()).includes(person.card));
  });
});
