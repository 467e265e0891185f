// Each role at its own work, in each of the three languages: what it may do it does, from the form to the approval, and every page on the
// way is looked at by axe, on a phone and on a large screen. That all of it works by keyboard alone is in console.test.mjs.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { World, story } from './harness.mjs';
import { samplePeople } from '../demo.mjs';
import { register } from './steps.mjs';

const LANGS = ['en', 'zh-Hant', 'zh-Hans'];
const people = samplePeople().filter((person) => person.status === 'valid');
/** Nobody's work: looked up, named in cases and erased in the end. */
const citizen = people.at(-1);
const approverOf = {};
let world;
let url;

before(async () => {
  world = await World.open('roles');
  url = world.demo.url;
});
after(() => world?.close());

/** Fills in the page's form: each field by its name. A list of values ticks or fills in, one after another. */
async function fill(device, fields) {
  for (const [name, wanted] of Object.entries(fields)) {
    for (const [nth, value] of [wanted].flat().entries()) {
      const named = device.page.locator(`main [name="${name}"]`);
      const kind = await named.first().evaluate((one) => `${one.tagName} ${one.type}`);
      if (/checkbox|radio/.test(kind)) await device.page.locator(`main [name="${name}"][value="${value}"]`).check();
      else if (kind.startsWith('SELECT')) await named.nth(nth).selectOption(value);
      else await named.nth(nth).fill(value);
    }
  }
}

/** Presses the last button of the page's form: the one that goes on. */
async function send(device) {
  await device.follow(device.page.locator('main form').last().locator('button:not([name=add])').last());
}

async function fillAndSend(device, fields) {
  await fill(device, fields);
  await send(device);
}

/** On the page that says what will happen, with the passkey. What comes then is looked at. */
async function confirm(device, name) {
  assert.match(new URL(device.page.url()).pathname, /^\/console\/acts\//, await device.main().innerText());
  assert.doesNotMatch(await device.main().innerText(), /[{}]/, 'no raw JSON');
  await device.look(`${name}-act`);
  const form = device.page.locator('main form').filter({ has: device.page.locator('button') }).last();
  await device.follow(form.locator('button').last());
  await device.look(`${name}-done`, { desktop: false });
}

/** What begins by a button on the page. */
async function press(device, action, name) {
  await device.follow(device.page.locator(`main form[action="${action}"] button, main a[href="${action}"]`).first());
  await device.look(name);
}

/** Opens a page of the console as it is in the device's language. */
async function see(device, path, name) {
  await device.open(`${url}/console${path}`);
  await device.look(name);
}

/** Approves what waits longest. */
async function approve(device, name) {
  await device.open(`${url}/console`);
  await device.follow(device.page.locator('main table').first().locator('a[href^="/console/proposals/"]').first());
  await device.look(`${name}-proposal`);
  await device.follow(device.page.locator('main form[action$="/approve"] button'));
  await confirm(device, name);
}

/** How many things wait for this member's decision. */
async function waiting(device) {
  await device.open(`${url}/console`);
  const first = device.page.locator('main h2').first();
  if (!(await first.evaluate((heading) => heading.nextElementSibling?.tagName === 'TABLE'))) return 0;
  return device.page.locator('main table').first().locator('a[href^="/console/proposals/"]').count();
}

/** Somebody with an account is invited into a role; a second officer agrees where that is needed. */
async function hire(role, person, organisation) {
  const device = await world.device(role, { locale: 'en-GB' });
  await register(device, person);
  const { one, other } = approverOf;
  await one.open(`${url}/console/staff/invite?organisation=${organisation}`);
  await fillAndSend(one, { name: `${role}, sample`, role });
  await one.follow(one.page.locator('main form[data-passkey] button'));
  await device.open(await one.page.locator('#link').inputValue());
  await device.page.fill('[name=work_name]', `${role}, sample`);
  await device.follow(device.page.locator('main form[data-passkey] button'), { to: '**/console?joined=1' });
  while ((await waiting(other)) > 0) {
    await other.follow(other.page.locator('main table').first().locator('a[href^="/console/proposals/"]').first());
    await other.follow(other.page.locator('main form[action$="/approve"] button'));
    await other.follow(other.page.locator('main form[data-passkey] button'), { to: '**/console/acts/done*' });
  }
  return device;
}

/** A day so many days from now, as the three fields of a date. */
function dateIn(name, days) {
  const day = new Date(Date.now() + days * 24 * 3600 * 1000);
  return { [`${name}-day`]: `${day.getDate()}`, [`${name}-month`]: `${day.getMonth() + 1}`, [`${name}-year`]: `${day.getFullYear()}` };
}

/** What one calls a thing in three languages. */
const words = (field, en, hant, hans) => ({ [`${field}-en`]: en, [`${field}-zh-Hant`]: hant, [`${field}-zh-Hans`]: hans });

describe('each role in three languages', () => {
  const step = story(test);
  const staff = {};
  let receipt;

  step('the staff is there', async () => {
    const links = [...world.demo.said().matchAll(/http:\/\/\S+\/console\/join\/\S+/g)].map(([link]) => link);
    for (const [index, name] of ['one', 'other'].entries()) {
      const device = (approverOf[name] = await world.device(`officer-${name}`, { locale: 'en-GB' }));
      await device.open(links[index]);
      await device.choose('en');
      await device.page.fill('[name=work_name]', `Officer ${index + 1}`);
      await device.follow(device.page.locator('main form[data-passkey] button'), { to: '**/console?joined=1' });
    }
    const places = { registrar: 'causeway', integrator: 'health', data_steward: 'water', approver: 'causeway', auditor: 'causeway', operator: 'causeway' };
    for (const [index, [role, organisation]] of Object.entries(places).entries()) {
      staff[role] = await hire(role, people[index], organisation);
    }
    const device = await world.device('citizen', { locale: 'en-GB' });
    await register(device, citizen);
    await device.open(`${url}/activity`);
    receipt = (await device.page.locator('.cw-entry a[href^="/activity/"]').first().getAttribute('href')).split('/').at(-1);
    staff.citizen = device;
  });

  for (const lang of LANGS) {
    const id = `library-${lang.toLowerCase()}`;
    const device = async (role) => {
      const one = staff[role] ?? approverOf[role];
      one.lang = undefined;
      await one.open(`${url}/console`);
      await one.choose(lang);
      return one;
    };

    step(`${lang}: the integrator registers a client, and makes its secret anew`, async () => {
      const one = await device('integrator');
      await see(one, '/clients', `${lang}-clients`);
      await see(one, '/clients/new', `${lang}-client-new`);
      await send(one);
      await one.look(`${lang}-client-faults`);
      assert.equal(await one.page.evaluate(() => document.activeElement?.className), 'govuk-error-summary');
      assert.equal(await one.page.locator('.govuk-error-summary a', { hasText: '繁體中文' }).count(), 2, 'each says which language');
      await fillAndSend(one, {
        id,
        ...words('name', `Library ${lang}`, '圖書證', '图书证'),
        ...words('description', 'See what you have borrowed.', '查閱你借了甚麼。', '查看你借了什么。'),
        home_url: 'https://library.example/',
        login_purpose: 'vaccination-record',
        redirect_uris: 'https://library.example/callback',
        auth: 'client_secret_basic',
      });
      await confirm(one, `${lang}-client`);
      await see(one, `/clients/${id}`, `${lang}-client-one`);
      await press(one, `/console/clients/${id}/secret`, `${lang}-secret`);
      if ((await one.page.locator('main [name=old]').count()) > 0) await fill(one, { old: 'keep' });
      await send(one);
      await confirm(one, `${lang}-secret`);
      assert.equal((await one.page.locator('#secret').inputValue()).length, 43, 'shown once');
    });

    step(`${lang}: the operator sees how the system is, and stops a client that harms it; it is set going by two`, async () => {
      const one = await device('operator');
      await see(one, '/system', `${lang}-system`);
      await see(one, '/system/jobs', `${lang}-jobs`);
      await see(one, `/clients/${id}/stop`, `${lang}-stop`);
      await fillAndSend(one, { reason: 'leaked_key' });
      await confirm(one, `${lang}-stop`);
      const maker = await device('integrator');
      await see(maker, `/clients/${id}`, `${lang}-stopped`);
      await maker.follow(maker.page.locator(`main form[action="/console/clients/${id}/resume"] button`));
      await confirm(maker, `${lang}-resume`);
      await approve(await device('approver'), `${lang}-resume`);
    });

    step(`${lang}: the data steward proposes a dataset and a purpose; the approver lets them be`, async () => {
      const one = await device('data_steward');
      await see(one, '/providers', `${lang}-providers`);
      await see(one, '/providers/water', `${lang}-provider`);
      await see(one, '/providers/water/change', `${lang}-provider-change`);
      await see(one, '/datasets', `${lang}-datasets`);
      await see(one, '/datasets/new', `${lang}-dataset-new`);
      await one.follow(one.page.locator('main button[name=add]'));
      await fillAndSend(one, {
        id: `water.${id}`,
        ...words('name', 'Water meter', '水錶', '水表'),
        ...words('description', 'Which meter is yours', '你的水錶', '你的水表'),
        life_cycle: 'published',
        'field-name': ['number', 'reading'],
        'field-label-en': ['Number of the meter', 'Last reading'],
        'field-label-zh-Hant': ['水錶號碼', '上次讀數'],
        'field-label-zh-Hans': ['水表号码', '上次读数'],
        'field-class': ['personal', 'sensitive'],
      });
      await confirm(one, `${lang}-dataset`);
      await see(one, '/purposes', `${lang}-purposes`);
      await see(one, '/purposes/new', `${lang}-purpose-new`);
      await one.follow(one.page.locator('main button[name=add]'));
      await fillAndSend(one, {
        id: `bill-${lang.toLowerCase()}`,
        ...words('text', 'To send you the bill', '寄送帳單', '寄送账单'),
        'use-client': 'driving-licence',
        'use-dataset': 'water.address',
        'use-fields': 'residential_address',
      });
      await confirm(one, `${lang}-purpose`);
      const approver = await device('approver');
      await approve(approver, `${lang}-dataset`);
      await approve(approver, `${lang}-purpose`);
      await see(one, `/datasets/water.${id}`, `${lang}-dataset-one`);
      await see(one, `/purposes/bill-${lang.toLowerCase()}`, `${lang}-purpose-one`);
    });

    step(`${lang}: the registrar gives a mandate and ends it, and looks a person up; the person sees it`, async () => {
      const one = await device('registrar');
      await see(one, '/mandates', `${lang}-mandates`);
      await see(one, '/mandates/new', `${lang}-mandate-new`);
      await one.page.locator('main label', { hasText: 'operator, sample' }).click();
      await fillAndSend(one, { scope: ['sign', 'pay'], limit: '50,000.00', ...dateIn('until', 30), basis: 'decision', reference: `M-${lang}/26` });
      assert.ok((await one.main().innerText()).includes('operator, sample'), 'it says whom it is given');
      await confirm(one, `${lang}-mandate`);
      await see(one, '/mandates', `${lang}-mandate-given`);
      assert.ok((await one.main().innerText()).includes('50,000.00'), 'the limit stands in the list');
      await one.follow(one.page.locator('main form[action^="/console/mandates/"][action$="/end"] button').first());
      assert.ok((await one.main().innerText()).includes('operator, sample'), 'it says whose it is');
      await confirm(one, `${lang}-mandate-ended`);
      await see(one, '/people', `${lang}-people`);
      await send(one);
      await one.look(`${lang}-people-faults`, { desktop: false });
      await fillAndSend(one, { card: citizen.card, reason: 'person_asked', case: `HD-${lang}/26` });
      await one.look(`${lang}-person`);
      assert.doesNotMatch(await one.main().innerText(), new RegExp(citizen.name), 'no value of theirs');
      await staff.citizen.open(`${url}/activity`);
      assert.ok((await staff.citizen.main().innerText()).includes(`HD-${lang}/26`), 'the case stands in their own list');
    });

    step(`${lang}: the auditor reads what was done, and can do nothing`, async () => {
      const one = await device('auditor');
      await see(one, '/evidence', `${lang}-evidence`);
      await one.follow(one.page.locator('main tbody th a').first());
      await one.look(`${lang}-receipt`);
      for (const path of ['/staff', '/organisations/water', '/clients', '/proposals?state=approved']) {
        await see(one, path, `${lang}-reads${path.split('?')[0].replaceAll('/', '-')}`);
        assert.equal(await one.page.locator('main form:not([role=search])').count(), 0, `${path}: nothing to be done`);
      }
      one.takeShown();
      for (const path of ['/clients/new', '/staff/invite', '/people', '/officers', '/datasets/new']) {
        await one.open(`${url}/console${path}`);
        assert.equal(one.takeShown().at(-1).status, 404, path);
      }
    });

    step(`${lang}: two officers do what cannot be undone; one alone does nothing`, async () => {
      const [one, other] = [await device('one'), await device('other')];
      await see(one, '/officers', `${lang}-officers`);
      for (const deed of ['erasure', 'opening', 'suspension']) {
        await see(one, `/officers/${deed}`, `${lang}-${deed}`);
        await send(one);
        await one.look(`${lang}-${deed}-faults`, { desktop: false });
      }
      // One of the three in each language.
      const [deed, fields] = {
        en: ['opening', { receipt }],
        'zh-Hant': ['suspension', dateIn('until', 30)],
        'zh-Hans': ['erasure', { reason: 'deceased' }],
      }[lang];
      const named = { card: citizen.card, case: `C-${lang}/26` };
      await one.open(`${url}/console/officers/${deed}`);
      await fillAndSend(one, { ...named, ...fields });
      assert.ok(!(await one.main().innerText()).includes(citizen.card), 'the card is on no page');
      await confirm(one, `${lang}-${deed}`);
      await other.open(`${url}/console/officers`);
      await other.follow(other.page.locator('main a[href^="/console/officers/check/"]').first());
      await other.look(`${lang}-${deed}-check`);
      await fillAndSend(other, named);
      await other.look(`${lang}-${deed}-checked`);
      await approve(other, `${lang}-${deed}`);
    });
  }

  step('who was erased is a stranger now', async () => {
    await staff.citizen.open(`${url}/account`);
    assert.equal(new URL(staff.citizen.page.url()).pathname, '/login');
  });
});
