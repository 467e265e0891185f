// What a person does, step by step, as the pages lead. Fields and buttons are found by what they do, so that one text serves all languages.
import assert from 'node:assert/strict';
import { until } from '../demo.mjs';

/** How soon an act must be in the list and proved in the log. */
export const EVIDENT_WITHIN = 10_000;

export const approveForm = (page) => page.locator('main form[action$="/approve"]');
export const declineForm = (page) => page.locator('main form[action$="/decline"]');

/** Fills in the form on the registration page. */
export async function fillIn(device, { card, name, born, issued }) {
  const { page } = device;
  await page.fill('[name=card_number]', card);
  await page.fill('[name=name]', name);
  for (const [field, date] of [['date_of_issue', issued], ['date_of_birth', born]]) {
    const [year, month, day] = date.split('-').map((part) => String(Number(part)));
    await page.fill(`[name="${field}-day"]`, day);
    await page.fill(`[name="${field}-month"]`, month);
    await page.fill(`[name="${field}-year"]`, year);
  }
  await page.check('[name=agree]');
}

/** Sends the registration form; the status of what comes. */
export async function submit(device) {
  const { page } = device;
  const isPage = (response) => response.request().resourceType() === 'document' && (response.status() < 300 || response.status() >= 400);
  const [answer] = await Promise.all([
    page.waitForResponse(isPage),
    page.locator('main form[action="/register"] button').click(),
  ]);
  await page.waitForLoadState('load');
  return answer.status();
}

/** Registers from the portal's form to the end, with a passkey of this device or on the simulated phone. */
export async function register(device, person, { simulated = false } = {}) {
  const { page, demo } = device;
  await device.open(`${demo.url}/register`);
  await fillIn(device, person);
  await submit(device);
  const form = simulated ? '/phone' : '/passkey';
  await device.follow(page.locator(`form[action^="/register/"][action$="${form}"] button`), { to: '**/register/done**' });
}

/** Logs out of the platform. */
export async function logOut(device) {
  const { page, demo } = device;
  await device.open(`${demo.url}/account`);
  await device.follow(page.locator('form[action="/logout"] button'), { to: '**/logout' });
}

/** From the page of a service to the platform: the login page, the approval screen, or straight back. */
export async function goToLogin(device, service) {
  const { page } = device;
  await device.open(service);
  if (device.lang) await device.choose(device.lang);
  await device.follow(page.locator('main a[href="/login"]'));
}

/** On the login page: with a passkey of this device. */
export async function logInWithPasskey(device) {
  await device.follow(device.page.locator('form[action="/login"] button'));
}

/** Approves what the screen shows. */
export async function approve(device) {
  await device.follow(approveForm(device.page).locator('button'));
}

/** Declines it. */
export async function decline(device) {
  await device.follow(declineForm(device.page).locator('button'));
}

/** The approval screen: both buttons, Decline first, alike in size, colour and font, on one edge. */
export async function assertEqualWeight(device, { decline: no, approve: yes }) {
  const declining = declineForm(device.page).locator('button');
  const approving = approveForm(device.page).locator('button');
  assert.equal((await declining.innerText()).trim(), no);
  assert.equal((await approving.innerText()).trim(), yes);
  const [first, second] = [await declining.boundingBox(), await approving.boundingBox()];
  assert.ok(first.y + first.height <= second.y + 1 || first.x + first.width <= second.x + 1, 'Decline stands before Approve');
  for (const side of ['width', 'height']) {
    assert.ok(Math.abs(first[side] - second[side]) < 1, `the same ${side}: ${first[side]} and ${second[side]}`);
  }
  assert.ok(first.height >= 24 && first.width >= 24, 'large enough to touch (WCAG 2.5.8)');
  const look = (button) =>
    button.evaluate((element) => {
      const { backgroundColor, color, fontSize, fontWeight, borderTopColor, boxShadow, opacity } = getComputedStyle(element);
      return { backgroundColor, color, fontSize, fontWeight, borderTopColor, boxShadow, opacity };
    });
  // Neither has the focus or the pointer while they are compared.
  await device.page.mouse.move(0, 0);
  assert.deepEqual(await look(declining), await look(approving), 'the same look');
  assert.ok(
    await declining.evaluate((element, other) => Boolean(element.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING), await approving.elementHandle()),
    'Decline comes first for a screen reader, too',
  );
}

/** The entries of the activity list as it is now: title with tags, and everything it says. */
export async function activity(device) {
  const { page, demo } = device;
  await device.open(`${demo.url}/activity`);
  return readEntries(page);
}

export function readEntries(page) {
  return page.locator('.cw-entry').evaluateAll((entries) =>
    entries.map((entry) => ({
      title: entry.querySelector('strong:not(.govuk-tag)').innerText.trim(),
      tags: [...entry.querySelectorAll('.govuk-tag')].map((tag) => tag.innerText.trim()),
      text: entry.innerText,
      href: entry.querySelector('a[href^="/activity/"]').getAttribute('href'),
    })),
  );
}

/** Opens an entry, and waits until its receipt can be proved. */
export async function openLoggedEntry(device, href) {
  const { page, demo } = device;
  await until('the receipt is in the log', async () => {
    const receipt = await page.request.get(`${demo.url}${href}/receipt.json`);
    return (await receipt.json()).proof;
  }, { within: EVIDENT_WITHIN });
  await device.open(`${demo.url}${href}`);
}
