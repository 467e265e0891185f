// The staff's console, with real browsers and passkeys: officers, a registrar and an approver do their work in English, by keyboard alone;
// then everything there is is walked through in the other languages. Every page is looked at by axe, on a phone and on a large screen.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join as pathOf } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { World, story } from './harness.mjs';
import { samplePeople } from '../demo.mjs';
import { fillIn, submit } from './steps.mjs';

const people = samplePeople().filter((person) => person.status === 'valid');
/** What a person sees in each language of the console; written out here so that a changed word is noticed. */
const WORDS = {
  en: { console: 'Staff console', desk: 'My desk', confirm: 'Confirm', cancel: 'Cancel', waiting: 'Waiting' },
  'zh-Hant': { console: '職員控制台', desk: '我的工作枱', confirm: '確認', cancel: '取消', waiting: '等候中' },
  'zh-Hans': { console: '职员控制台', desk: '我的工作台', confirm: '确认', cancel: '取消', waiting: '等待中' },
};
const FIRE = { en: 'Fire Services <sample>', 'zh-Hant': '消防部門（示範）', 'zh-Hans': '消防部门（示范）' };

let world;
let officers;

before(async () => {
  world = await World.open('console');
  officers = [...world.demo.said().matchAll(/http:\/\/\S+\/console\/join\/\S+/g)].map(([link]) => link);
  assert.equal(officers.length, 2, 'the demonstration prints a link for each of its first two officers');
});
after(() => world?.close());

// By keyboard alone.

/** Goes on with the key Tab until the element has the focus. */
async function reach(device, locator) {
  const element = await locator.elementHandle();
  for (let steps = 0; steps < 250; steps += 1) {
    if (await element.evaluate((one) => one === document.activeElement)) return;
    await device.page.keyboard.press('Tab');
  }
  assert.fail(`${await element.evaluate((one) => one.outerHTML)} cannot be reached by keyboard`);
}

/** Presses a button, or follows a link, and waits for the page it leads to. */
async function press(device, locator, { to } = {}) {
  await reach(device, locator);
  const seen = await locator.evaluate((one) => getComputedStyle(one).outlineStyle + getComputedStyle(one).boxShadow);
  assert.notEqual(seen, 'nonenone', 'one sees where the focus is (WCAG 2.4.7)');
  await Promise.all([to ? device.page.waitForURL(to) : device.page.waitForEvent('load'), device.page.keyboard.press('Enter')]);
}

/** Writes into a field. */
async function write(device, name, text, nth = 0) {
  await reach(device, device.page.locator(`main [name="${name}"]`).nth(nth));
  await device.page.keyboard.press('Control+A');
  await device.page.keyboard.type(text);
}

/** Ticks a box, or chooses one of several. */
async function choose(device, name, value) {
  const box = device.page.locator(`main input[name="${name}"][value="${value}"]`);
  if ((await box.getAttribute('type')) === 'checkbox') {
    await reach(device, box);
    await device.page.keyboard.press('Space');
  } else {
    // Tab comes to the one that is chosen, or to the first; the arrows go on from there.
    const group = device.page.locator(`main input[name="${name}"]`);
    const chosen = device.page.locator(`main input[name="${name}"]:checked`);
    await reach(device, (await chosen.count()) > 0 ? chosen : group.first());
    await device.page.keyboard.press('Space');
    for (let steps = 0; steps < (await group.count()) && !(await box.isChecked()); steps += 1) await device.page.keyboard.press('ArrowDown');
  }
  assert.ok(await box.isChecked(), `${name}=${value}`);
}

const form = (device, action) => device.page.locator(`main form[action="${action}"] button`).first();
const link = (device, href) => device.page.locator(`main a[href="${href}"]`).first();

// What staff do.

/** Takes a link with this device's passkey; the desk is there then. */
async function join(device, address, name) {
  await device.open(address);
  await write(device, 'work_name', name);
  await press(device, device.page.locator('main form[data-passkey] button'), { to: '**/console?joined=1' });
}

/** On the page that says what will happen: Cancel stands before Confirm, alike in size; then confirms. */
async function confirm(device, { to = '**/console/acts/done*' } = {}) {
  const { page } = device;
  const answers = page.locator('main .govuk-grid-row .govuk-grid-row .govuk-button');
  assert.equal(await answers.count(), 2);
  const [cancel, yes] = [await answers.nth(0).boundingBox(), await answers.nth(1).boundingBox()];
  assert.ok(cancel.y + cancel.height <= yes.y + 1 || cancel.x + cancel.width <= yes.x + 1, 'Cancel stands before Confirm');
  for (const side of ['width', 'height']) assert.ok(Math.abs(cancel[side] - yes[side]) < 1, `the same ${side}`);
  assert.ok((await page.locator('main ul.govuk-list--bullet li').count()) > 0, 'it says what will happen');
  await press(device, answers.nth(1), to ? { to } : {});
}

/** Invites somebody by name; the link that is shown once. */
async function invite(device, name, organisation, roles) {
  await device.open(`${world.demo.url}/console/staff/invite?organisation=${organisation}`);
  await write(device, 'name', name);
  for (const role of roles) await choose(device, 'role', role);
  await press(device, form(device, '/console/staff/invite'), { to: '**/console/acts/*' });
  await confirm(device, { to: null });
  await device.page.locator('#link').waitFor();
  await device.look('invited');
  const address = await device.page.locator('#link').inputValue();
  assert.match(address, new RegExp(`^${world.demo.url}/console/join/[\\w-]{43}$`));
  assert.ok(!device.page.url().includes('join'), 'the secret is in no address');
  return address;
}

/** Approves everything that waits for this officer or approver. */
async function approveAll(device) {
  const { page } = device;
  for (let count = 0; ; count += 1) {
    await device.open(`${world.demo.url}/console`);
    const waiting = page.locator('main table').first().locator('a[href^="/console/proposals/"]');
    const decides = (await page.locator('main h2').first().innerText()) && (await waiting.count()) > 0;
    if (!decides || !(await isToDecide(page))) return count;
    await press(device, waiting.first());
    await press(device, page.locator('main form[action$="/approve"] button'), { to: '**/console/acts/*' });
    await confirm(device);
  }
}

/** Whether the first part of the desk, what waits for a decision, has rows. */
function isToDecide(page) {
  return page.locator('main h2').first().evaluate((heading) => heading.nextElementSibling?.tagName === 'TABLE');
}

/** Somebody with an account of their own, on a device of their own, who is invited into roles and gets them. */
async function hire(name, person, { one, other }, organisation, roles) {
  const address = await invite(one, `${name}, sample`, organisation, roles);
  const device = await world.device(name, { locale: 'en-GB' });
  const { page } = device;
  // Not logged in: one can join with one's own account, gets one on the way, and comes back.
  await device.open(address);
  await device.choose('en');
  await device.look('join-without-account');
  await press(device, page.locator('main a[href^="/login?next="]'));
  await press(device, page.locator('main a[href^="/register?next="]'));
  await fillIn(device, person);
  await submit(device);
  await device.follow(page.locator('form[action^="/register/"][action$="/passkey"] button'), { to: '**/register/done**' });
  await press(device, page.locator(`main a[href="${new URL(address).pathname}"]`));
  await device.look('join-with-account');
  await join(device, address, `${name}, sample`);
  await device.look('desk-before-the-role');
  if (other) await approveAll(other);
  return device;
}

describe('staff at work, in English, by keyboard', () => {
  const step = story(test);
  let one, other, registrar, approver;

  step('two officers join by the links of the command line', async () => {
    [one, other] = [await world.device('officer', { locale: 'en-GB' }), await world.device('second-officer', { locale: 'en-GB' })];
    for (const [index, device] of [one, other].entries()) {
      await device.open(officers[index]);
      await device.choose('en');
      await device.look('join');
      await reach(device, device.page.locator('main form[data-passkey] button'));
      await device.page.keyboard.press('Enter');
      assert.equal(await device.page.evaluate(() => document.activeElement?.getAttribute('name')), 'work_name', 'the name comes first');
      const { credentials } = await device.cdp.send('WebAuthn.getCredentials', { authenticatorId: device.authenticator });
      assert.equal(credentials.length, 0, 'no passkey is made that would open nothing');
      await join(device, officers[index], `Officer ${index + 1}`);
      await device.look('desk');
      assert.equal(await device.page.locator('.govuk-service-navigation__service-name').innerText(), WORDS.en.console);
    }
    await one.open(officers[0]);
    await one.look('link-is-over', { desktop: false });
    assert.equal(await one.page.locator('main form').count(), 0, 'a link serves once');
  });

  step('they log out, and come back by their passkey to where they were', async () => {
    const { page } = one;
    await one.open(`${world.demo.url}/console`);
    await press(one, page.locator('form[action="/console/logout"] button'), { to: '**/console/logout' });
    await one.look('logged-out', { desktop: false });
    await one.open(`${world.demo.url}/console/staff`);
    await one.look('login');
    await one.verifiesUser(false);
    await reach(one, form(one, '/console/login'));
    await page.keyboard.press('Enter');
    await page.locator('main [role=alert]').filter({ hasText: /\S/ }).waitFor();
    await one.verifiesUser(true);
    await press(one, form(one, '/console/login'), { to: '**/console/staff' });
    await one.look('staff');
  });

  step('an officer invites a registrar and an approver; the other lets them have the roles', async () => {
    await one.open(`${world.demo.url}/console/staff/invite`);
    await one.look('invite');
    await press(one, form(one, '/console/staff/invite'));
    await one.look('invite-no-role', { desktop: false });
    await choose(one, 'role', 'auditor');
    await press(one, form(one, '/console/staff/invite'));
    await one.look('invite-no-name', { desktop: false });
    registrar = await hire('registrar', people[0], { one, other }, 'causeway', ['registrar']);
    approver = await hire('approver', people[1], { one, other }, 'causeway', ['approver', 'auditor']);
    await other.look('desk-empty', { desktop: false });
    await one.open(`${world.demo.url}/console/proposals`);
    await one.look('proposals');
    await one.open(`${world.demo.url}/console/invitations`);
    await one.look('invitations', { desktop: false });
  });

  step('the registrar proposes an organisation; leaving the page changes nothing', async () => {
    const { page } = registrar;
    await registrar.open(`${world.demo.url}/console/organisations`);
    await registrar.look('organisations');
    await press(registrar, link(registrar, '/console/organisations/new'));
    await press(registrar, page.locator('main form').last().locator('button').last());
    await registrar.look('organisation-missing');
    assert.equal(await page.evaluate(() => document.activeElement?.className), 'govuk-error-summary', 'what is wrong is read first');
    await write(registrar, 'id', 'fire-services');
    for (const [lang, name] of Object.entries(FIRE)) await write(registrar, `name-${lang}`, name);
    await choose(registrar, 'kind', 'department');
    await press(registrar, page.locator('#add-contact'));
    assert.equal(await page.inputValue('[name=name-en]'), FIRE.en, 'what was typed is still there');
    await write(registrar, 'contact-purpose', 'security');
    await write(registrar, 'contact-email', 'soc@fire.example');
    await registrar.look('organisation-form');
    await press(registrar, page.locator('main form').last().locator('.govuk-button-group button').last(), { to: '**/console/acts/*' });
    await registrar.look('act-organisation');
    const text = await registrar.main().innerText();
    for (const name of Object.values(FIRE)) assert.ok(text.includes(name), name);
    assert.doesNotMatch(text, /[{}]|"en"/, 'no raw JSON');
    const act = page.url();
    await press(registrar, page.locator('main .govuk-button', { hasText: WORDS.en.cancel }), { to: '**/console/organisations' });
    assert.equal(await link(registrar, '/console/organisations/fire-services').count(), 0, 'tried dry');
    await registrar.open(act);
    await confirm(registrar);
    await registrar.look('proposed', { desktop: false });
  });

  step('its maker cannot approve it; the approver can, with a passkey, and sees exactly what', async () => {
    await press(registrar, registrar.page.locator('main a[href^="/console/proposals/"]'));
    await registrar.look('proposal-own');
    assert.equal(await registrar.page.locator('main form[action$="/approve"]').count(), 0);
    const { page } = approver;
    await approver.open(registrar.page.url());
    await approver.look('proposal');
    await press(approver, page.locator('main form[action$="/approve"] button'), { to: '**/console/acts/*' });
    await approver.look('act-approve');
    await approver.verifiesUser(false);
    await reach(approver, page.locator('main form[data-passkey] button'));
    await page.keyboard.press('Enter');
    await page.locator('main [role=alert]').filter({ hasText: /\S/ }).waitFor();
    await approver.verifiesUser(true);
    await confirm(approver);
    await approver.look('approved', { desktop: false });
    await registrar.open(`${world.demo.url}/console/organisations/fire-services`);
    await registrar.look('organisation');
    assert.equal(await registrar.heading(), FIRE.en);
  });

  step('lists are searched and exported; what is exported is what is seen', async () => {
    const { page } = registrar;
    await registrar.open(`${world.demo.url}/console/organisations`);
    await write(registrar, 'q', '消防');
    await press(registrar, page.locator('main form[role=search] button'));
    await registrar.look('organisations-found');
    assert.equal(await page.locator('main tbody tr').count(), 1);
    await reach(registrar, page.locator('main a[href*="format=csv"]'));
    const [download] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('Enter')]);
    assert.equal(download.suggestedFilename(), 'causeway-organisations.csv');
    const file = pathOf(registrar.output, 'organisations.csv');
    await download.saveAs(file);
    assert.match(readFileSync(file, 'utf8'), /^\ufeffName,Short name,Kind,Status\r\n[^\n]*fire-services,Government department,Takes part\r\n$/);
    await write(registrar, 'q', 'nothing like this');
    await press(registrar, page.locator('main form[role=search] button'));
    await registrar.look('organisations-none', { desktop: false });
  });

  step('a change says what it was; a proposal can be declined', async () => {
    const { page } = registrar;
    await registrar.open(`${world.demo.url}/console/organisations/fire-services/change`);
    await write(registrar, 'name-en', 'Fire and Rescue');
    await press(registrar, page.locator('main form').last().locator('.govuk-button-group button').last(), { to: '**/console/acts/*' });
    assert.ok((await registrar.main().innerText()).includes(`Before: English: ${FIRE.en}`));
    await confirm(registrar);
    await press(registrar, page.locator('main a[href^="/console/proposals/"]'));
    const proposal = page.url();
    await approver.open(proposal);
    await press(approver, approver.page.locator('main form[action$="/decline"] button'), { to: '**/console/acts/*' });
    await confirm(approver);
    await registrar.open(proposal);
    await registrar.look('proposal-declined', { desktop: false });
  });

  step('a member is looked at, given a role, loses it again', async () => {
    const { page } = one;
    await one.open(`${world.demo.url}/console/staff`);
    await press(one, page.locator('main tbody th a', { hasText: 'approver, sample' }));
    await one.look('member');
    const member = page.url();
    await press(one, page.locator('main a[href$="/role"]'));
    await one.look('role-form');
    await choose(one, 'role', 'operator');
    await press(one, page.locator('main form button').first(), { to: '**/console/acts/*' });
    await one.look('act-role', { desktop: false });
    await confirm(one);
    await one.open(member);
    await press(one, page.locator('main form[action^="/console/grants/"] button').first(), { to: '**/console/acts/*' });
    await one.look('act-end-role');
    await press(one, page.locator('main .govuk-button', { hasText: WORDS.en.cancel }));
  });

  step('what somebody may not see is not there, in the console’s own words', async () => {
    for (const path of ['system', 'officers', 'staff/invite']) {
      await approver.open(`${world.demo.url}/console/${path === 'system' ? 'people' : path}`);
      assert.equal(approver.takeShown().at(-1).status, 404, path);
    }
    await approver.look('not-found', { desktop: false });
    await approver.open(`${world.demo.url}/console/me`);
    await approver.look('me');
  });

  step('the person sees in their own list what was done as staff, and the console is closed to that session', async () => {
    await registrar.open(`${world.demo.url}/activity`);
    const text = await registrar.main().innerText();
    assert.match(text, /Joined the staff of/);
    await registrar.look('activity', { desktop: false });
    await registrar.open(`${world.demo.url}/console`);
    await press(registrar, registrar.page.locator('form[action="/console/logout"] button'), { to: '**/console/logout' });
    await registrar.open(`${world.demo.url}/console`);
    assert.match(registrar.page.url(), /\/console\/login\?next=/, 'the citizen’s session is still there and opens nothing here');
    await registrar.open(`${world.demo.url}/account`);
    assert.equal(new URL(registrar.page.url()).pathname, '/account');
  });

  for (const lang of ['zh-Hant', 'zh-Hans']) {
    step(`a walk through everything in ${lang}`, async () => {
      const { page } = one;
      one.lang = undefined;
      await one.open(`${world.demo.url}/console`);
      await one.choose(lang);
      const words = WORDS[lang];
      assert.equal(await page.locator('.govuk-service-navigation__service-name').innerText(), words.console);
      const links = await page.locator('.govuk-service-navigation__list a').evaluateAll((all) => all.map((one) => one.getAttribute('href')));
      assert.ok(links.length >= 5, `${links}`);
      for (const path of [...links, '/console/proposals', '/console/invitations', '/console/reviews', '/console/me', '/console/staff/invite']) {
        await one.open(`${world.demo.url}${path}`);
        await one.look(`${lang}-${path.slice(1).replaceAll('/', '-')}`, { desktop: links.includes(path) });
      }
      await one.open(`${world.demo.url}/console/proposals?state=waiting`);
      assert.equal(await page.locator('main tbody .govuk-tag').first().innerText(), words.waiting);
      await press(one, page.locator('main tbody th a').first());
      await one.look(`${lang}-proposal`);
      await one.open(`${world.demo.url}/console/staff`);
      await press(one, page.locator('main tbody th a', { hasText: 'registrar, sample' }));
      await one.look(`${lang}-member`);
      await press(one, page.locator('main form[action^="/console/grants/"] button').first(), { to: '**/console/acts/*' });
      await one.look(`${lang}-act`);
      const answers = await page.locator('main .govuk-grid-row .govuk-grid-row .govuk-button').allInnerTexts();
      assert.deepEqual(answers.map((text) => text.trim()), [words.cancel, words.confirm]);
      await press(one, page.locator('main .govuk-grid-row .govuk-grid-row .govuk-button').first());
      await one.open(`${world.demo.url}/console/organisations/fire-services`);
      assert.equal(await one.heading(), FIRE[lang]);
      await press(one, page.locator('form[action="/console/logout"] button'), { to: '**/console/logout' });
      await one.open(`${world.demo.url}/console`);
      await one.look(`${lang}-login`);
      await press(one, form(one, '/console/login'), { to: '**/console' });
      assert.equal(await one.heading(), words.desk);
    });
  }
});
