// The journey, steps 1 to 6, on a phone-sized screen, in each language, by a person with a passkey and nothing else.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { BINARY, samplePeople, until } from '../demo.mjs';
import { DESKTOP, World, story } from './harness.mjs';
import {
  EVIDENT_WITHIN, activity, approve, assertEqualWeight, decline, fillIn, goToLogin, logInWithPasskey, openLoggedEntry, readEntries, submit,
} from './steps.mjs';
import { LANGUAGES } from './words.mjs';

const people = samplePeople().filter((person) => person.status === 'valid' && person.water);
let world;

before(async () => (world = await World.open('journey')));
after(() => world?.close());

LANGUAGES.forEach((words, index) => {
  const person = people[index];
  const wrong = { ...person, born: '1970-01-01' };

  describe(`the journey in ${words.tag}`, () => {
    const step = story(test);
    let device;
    let page;
    let demo;

    before(async () => {
      device = await world.device(words.tag, { locale: words.browser });
      ({ page, demo } = device);
    });

    step('1. a person chooses a language and registers', async () => {
      await device.open(demo.url);
      assert.notEqual(await page.locator('html').getAttribute('lang'), words.tag);
      await device.choose(words.tag);
      await device.look('home');
      await device.follow(page.locator('main a[href="/register"]'));
      await device.look('register');

      await fillIn(device, { ...person, card: 'ZZ100001(2)' });
      assert.equal(await submit(device), 400, 'a malformed number is told at once');
      const summary = page.locator('.govuk-error-summary');
      assert.equal(await summary.locator('a').count(), 1);
      assert.equal(await summary.locator('a').getAttribute('href'), '#card_number');
      assert.ok(await page.locator('#card_number-error').isVisible());
      assert.equal(await page.inputValue('[name=name]'), person.name, 'what was entered is still there');
      await device.look('register-malformed');

      await fillIn(device, wrong);
      assert.equal(await submit(device), 409);
      const heading = await device.heading();
      await device.look('register-refused');
      await device.follow(page.locator('main a[href="/register"]'));
      await fillIn(device, { ...wrong, card: 'ZZ100011(9)' });
      assert.equal(await submit(device), 409);
      assert.equal(await device.heading(), heading, 'a card that is reported lost gets the same answer while not all fields match');

      await device.follow(page.locator('main a[href="/register"]'));
      await fillIn(device, person);
      await submit(device);
      await device.look('register-passkey');

      await device.verifiesUser(false);
      await page.locator('form[data-passkey=create] button').click();
      await page.locator('main [role=alert]').filter({ hasText: /\S/ }).waitFor();
      await device.look('register-passkey-cancelled', { desktop: false });
      await device.verifiesUser(true);
      await device.follow(page.locator('form[data-passkey=create] button'), { to: '**/register/done**' });
      await device.look('registered');
    });

    step('the pages of a new account', async () => {
      for (const path of ['activity', 'consents', 'messages', 'account', 'scan', 'about']) {
        await device.open(`${demo.url}/${path}`);
        await device.look(`new-${path}`);
      }
      await device.open(demo.url);
      await device.look('new-home');
      await device.open(`${demo.url}/there-is-no-such-page`);
      await device.look('not-found', { desktop: false });
    });

    step('2. first login to a service: the approval screen says everything, and nothing less is equal', async () => {
      await device.open(`${demo.url}/account`);
      await device.follow(page.locator('form[action="/logout"] button'), { to: '**/logout' });
      await device.look('logged-out', { desktop: false });
      await device.open(`${demo.url}/login`);
      await device.look('login');

      await device.open(demo.url);
      await device.follow(page.locator(`main a[href="${demo.vaccination}"]`), { to: `${demo.vaccination}/**` });
      await device.choose(words.tag);
      assert.equal(await device.site(), words.vaccination, 'the service calls itself what the platform calls it');
      await device.look('vaccination');
      await device.follow(page.locator('main a[href="/login"]'), { to: '**/requests/*' });
      assert.match(await device.heading(), new RegExp(words.vaccination));
      await device.look('login-for-vaccination');
      await logInWithPasskey(device);

      assert.match(await device.heading(), new RegExp(words.vaccination));
      const shown = (await device.facts()).map(([, value]) => value);
      assert.deepEqual(shown.slice(0, 5), [words.vaccination, words.health, demo.vaccination, words.vaccinationPurpose, person.card]);
      assert.equal(shown.length, 6, 'and how long; nothing else is asked');
      await assertEqualWeight(device, words);
      await device.look('approve-login');
      await page.setViewportSize(DESKTOP);
      await assertEqualWeight(device, words);
      await page.setViewportSize(device.viewport);
    });

    step('2a. declining is as good an answer: the service says so and has learnt nothing', async () => {
      await decline(device);
      assert.equal(new URL(page.url()).origin, demo.vaccination);
      assert.doesNotMatch(await page.locator('body').innerText(), /ZZ10/);
      await device.look('declined');
      await device.follow(page.locator('main a[href="/login"]'), { to: '**/requests/*' });
      await approve(device);
      assert.equal(page.url(), `${demo.vaccination}/record`);
      assert.ok((await device.main().innerText()).includes(person.card), 'the service shows the number that it was given');
      await page.locator('main details summary').click();
      await device.look('vaccination-record');
    });

    step('3. logging in again goes straight in', async () => {
      await device.follow(page.locator('form[action="/logout"] button'), { to: `${demo.vaccination}/` });
      device.takeShown();
      await device.follow(page.locator('main a[href="/login"]'), { to: '**/record' });
      const shown = device.takeShown().map((one) => `${one.origin}${one.path}`);
      assert.deepEqual(shown, [`${demo.vaccination}/record`], 'no page of the platform in between');
      assert.ok((await device.main().innerText()).includes(person.card));
    });

    step('4. an address is exchanged under a standing consent, and the form is filled from it', async () => {
      await goToLogin(device, demo.driving);
      await device.look('approve-driving-login');
      const asked = (await device.facts()).map(([, value]) => value);
      assert.deepEqual(asked.slice(0, 4), [words.driving, words.transport, demo.driving, words.drivingPurpose]);
      assert.ok(!asked.includes(person.card), 'this service is not given the number');
      await approve(device);
      assert.equal(page.url(), `${demo.driving}/renewal`);
      assert.equal(await device.site(), words.driving);
      await device.look('driving-choose');
      await page.locator('main form button').click();
      await page.locator('.govuk-error-summary').waitFor();
      await device.look('driving-choose-missing', { desktop: false });
      await page.check('[name=source][value=year]');
      await device.follow(page.locator('main form button'), { to: '**/requests/*' });

      const shown = (await device.facts()).map(([, value]) => value);
      assert.deepEqual(shown.slice(0, 3), [words.driving, words.transport, demo.driving]);
      assert.deepEqual(shown.slice(shown.indexOf(words.addressPurpose)).slice(0, 2), [words.addressPurpose, words.water], 'why, and from whom');
      const text = await device.main().innerText();
      for (const word of [words.dataset, words.field, String(new Date().getFullYear() + 1)]) assert.ok(text.includes(word), word);
      assert.ok(!text.includes(person.water.lines[0]), 'the platform cannot show the address: it does not have it');
      await assertEqualWeight(device, words);
      await device.look('approve-exchange');
      await approve(device);

      assert.equal(page.url(), `${demo.driving}/renewal/address`);
      const filled = await page.locator('main form input').evaluateAll((inputs) => inputs.map((input) => input.value).filter(Boolean));
      assert.deepEqual(filled, [...person.water.lines, person.water.district]);
      await device.look('driving-address');
      await device.follow(page.locator('main form button'), { to: '**/renewal/check' });
      await device.look('driving-check');
      await device.follow(page.locator('main form[action="/renewal/check"] button'), { to: '**/renewal/done/*' });
      await device.look('driving-done');
      await device.open(`${demo.driving}/applications`);
      await device.look('driving-applications');
    });

    step('5. everything is in the activity list, and a receipt is proved offline', async () => {
      const entries = await until('the read is in the list', async () => {
        const seen = await activity(device);
        return seen.some((entry) => entry.text.includes(words.addressPurpose)) && seen;
      }, { within: EVIDENT_WITHIN });
      await device.look('activity');
      const having = (...parts) => entries.filter((entry) => parts.every((part) => entry.text.includes(part)));
      assert.equal(having(words.vaccination, words.vaccinationPurpose).length > 0, true, 'the login and its purpose');
      const reads = having(words.dataset, words.water, words.field, words.addressPurpose);
      assert.ok(reads.length > 0, 'the read: by whom, from whom, which fields, why');
      assert.ok(having(words.driving, words.dataset).length >= reads.length, 'the consent');
      for (const entry of entries) assert.doesNotMatch(entry.text, /ZZ10|Sample Garden|Specimen House/, 'never the values');

      const delivered = reads[0];
      await openLoggedEntry(device, delivered.href);
      assert.equal(await device.heading(), delivered.title);
      await device.look('receipt');
      await provesItsReceipt(device, index === 0 ? everyByte : someBytes);
    });

    step('6. a withdrawal works at once', async () => {
      await device.open(`${demo.url}/consents`);
      await device.look('consents');
      const card = page.locator('.govuk-summary-card', { hasText: words.dataset });
      assert.equal(await card.count(), 1);
      await device.follow(card.locator('a:not([href$="/withdraw"])').first());
      await device.look('consent');
      await device.follow(page.locator('main a[href$="/withdraw"]'));
      await device.look('withdraw');
      await device.follow(page.locator('main form[action$="/withdraw"] button'));
      await device.look('withdrawn');

      await device.open(`${demo.driving}/applications`);
      await device.follow(page.locator('main form[action="/applications"] button'));
      const refusedAt = Date.now();
      assert.equal(page.url(), `${demo.driving}/applications/unavailable`);
      assert.equal((await page.locator('main code').innerText()).trim(), 'consent_withdrawn', 'the refusal is typed');
      await device.look('refused', { desktop: false });

      await until('the refusal is in the list', async () => {
        const [newest] = await activity(device);
        return newest.tags.includes(words.refused) && newest.text.includes(words.dataset) && newest.text.includes(words.driving);
      }, { within: EVIDENT_WITHIN - (Date.now() - refusedAt) });
      await device.look('activity-refused');
      await device.open(`${demo.url}/messages`);
      await device.look('messages');
    });

    step('the list renews itself while it is looked at', async () => {
      await device.open(`${demo.url}/activity`);
      const [newest] = await readEntries(page);
      const other = await device.context.newPage();
      device.watch(other);
      await other.goto(`${demo.vaccination}/`);
      await other.locator('form[action="/logout"] button').click();
      await other.locator('main a[href="/login"]').click();
      await other.waitForURL('**/record');
      await other.close();
      await until('a new entry appears by itself', async () => (await readEntries(page))[0].href !== newest.href, { within: EVIDENT_WITHIN });
    });
  });
});

/** Downloads the receipt of the entry that is open; it is proved, and no longer when a single bit of it is changed. */
async function provesItsReceipt(device, changes) {
  const { page, demo } = device;
  const folder = mkdtempSync(join(tmpdir(), 'causeway-receipt-'));
  try {
    const [download] = await Promise.all([page.waitForEvent('download'), page.locator('main a[href$="/receipt.json"]').click()]);
    assert.match(download.suggestedFilename(), /^receipt-[0-9a-f-]+\.json$/);
    const [receipt, foreign, trust] = ['receipt.json', 'foreign.pub', 'log.pub'].map((name) => join(folder, name));
    await download.saveAs(receipt);
    writeFileSync(trust, await (await fetch(`${demo.url}/log/key`)).text());
    assert.equal((await verify(trust, receipt)).status, 0, (await verify(trust, receipt)).said);

    const bytes = readFileSync(receipt);
    assert.deepEqual(await stillProved(trust, bytes, changes(bytes), folder), [], 'places (byte, bit) at which a change goes unnoticed');
    writeFileSync(foreign, 'localhost/log+00000000+AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n');
    assert.notEqual((await verify(foreign, receipt)).status, 0, 'another log’s key does not prove it');
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function verify(trust, receipt) {
  return new Promise((resolve) => {
    execFile(BINARY, ['verify', '--trust', trust, receipt], (error, stdout, stderr) => resolve({ status: error?.code ?? 0, said: stdout + stderr }));
  });
}

/** Of every byte the bit that tells capital letters from small ones, and another. */
const everyByte = (bytes) => [...bytes.keys()].flatMap((place) => [[place, 5], [place, (place * 7) % 8]]);
const someBytes = (bytes) => Array.from({ length: 48 }, (_, place) => [Math.floor((bytes.length * place) / 48), place % 8]);

/** The single-bit changes with which the receipt would still be proved. A few at a time, for each is a process. */
async function stillProved(trust, bytes, changes, folder) {
  const proved = [];
  const waiting = [...changes];
  const worker = async (_, number) => {
    const changed = join(folder, `changed-${number}.json`);
    for (let change = waiting.pop(); change; change = waiting.pop()) {
      const [at, bit] = change;
      const flipped = Buffer.from(bytes);
      flipped[at] ^= 1 << bit;
      writeFileSync(changed, flipped);
      if ((await verify(trust, changed)).status === 0) proved.push(change);
    }
  };
  await Promise.all(Array.from({ length: 4 }, worker));
  return proved;
}
