// What a hostile page, a hostile network neighbour or a hostile applicant can do with a browser: nothing.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, before, describe, test } from 'node:test';
import { samplePeople } from '../demo.mjs';
import { World, story } from './harness.mjs';
import { activity, approve, approveForm, declineForm, fillIn, goToLogin, logInWithPasskey, logOut, register, submit } from './steps.mjs';

const people = samplePeople();
const [alice, bob, carol, dave, erin] = people.filter((person) => person.status === 'valid' && person.water);
const lost = people.find((person) => person.status === 'lost');
let world;

before(async () => (world = await World.open('hostile')));
after(() => world?.close());

describe('a hostile site', () => {
  const step = story(test);
  const pages = new Map();
  let device;
  let page;
  let demo;
  let server;
  let port;

  before(async () => {
    server = createServer((request, response) => {
      response.setHeader('content-type', 'text/html; charset=utf-8');
      response.end(pages.get(request.url) ?? '<!doctype html><title>evil</title>');
    });
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
    ({ port } = server.address());
    device = await world.device('victim');
    device.mayFault = true;
    ({ page, demo } = device);
    await register(device, alice);
    await goToLogin(device, demo.vaccination);
    await approve(device);
  });
  after(() => server.close());

  // Another site altogether, and a neighbour that shares the platform's site as far as browsers know.
  const origins = () => [`http://127.0.0.1:${port}`, `http://evil.localhost:${port}`];

  step('cannot put any page into a frame', async () => {
    const targets = [demo.url, `${demo.url}/login`, `${demo.url}/consents`, `${demo.vaccination}/record`, demo.driving];
    pages.set('/frames', `<!doctype html><title>evil</title>${targets.map((url) => `<iframe src="${url}"></iframe>`).join('')}`);
    for (const origin of origins()) {
      await page.goto(`${origin}/frames`);
      const framed = page.frames().slice(1);
      assert.equal(framed.length, targets.length);
      for (const frame of framed) assert.match(frame.url(), /^chrome-error:/, 'the browser shows its own error instead');
    }
  });

  step('cannot have anything done by a form of its own', async () => {
    await device.open(`${demo.url}/consents`);
    const withdraw = await page.locator('main a[href$="/withdraw"]').first().getAttribute('href');
    for (const origin of origins()) {
      for (const path of [withdraw, '/logout', '/login/qr']) {
        pages.set('/post', `<!doctype html><title>evil</title><form method="post" action="${demo.url}${path}"><button>win</button></form>`);
        await page.goto(`${origin}/post`);
        device.takeShown();
        await device.follow(page.locator('button'));
        const [answer] = device.takeShown().filter((one) => one.method === 'POST');
        // Without cookies there is no authority to misuse; with them the request is refused.
        assert.ok([401, 403].includes(answer?.status) || new URL(page.url()).pathname === '/login' || path === '/login/qr', `${origin} to ${path}: ${answer?.status}`);
      }
    }
    await device.open(`${demo.url}/consents`);
    assert.equal(await page.locator(`main a[href="${withdraw}"]`).count(), 1, 'nothing was withdrawn, nobody was logged out');
  });

  step('cannot be led to by a login', async () => {
    await logOut(device);
    for (const next of [`//127.0.0.1:${port}/`, `http://127.0.0.1:${port}/`, '/\\evil.example', 'javascript:alert(1)']) {
      await device.open(`${demo.url}/login?next=${encodeURIComponent(next)}`);
      await logInWithPasskey(device);
      assert.equal(page.url(), `${demo.url}/`);
      await logOut(device);
    }
  });

  step('cannot run a script of its own in our pages', async () => {
    await device.open(`${demo.url}/register`);
    const payload = `"><img src=x onerror="window.hacked=1"><script>window.hacked=1</script>`;
    await fillIn(device, { ...alice, card: payload, name: payload });
    assert.equal(await submit(device), 400);
    assert.equal(await page.inputValue('[name=name]'), payload, 'shown as it was written');
    const ran = await page.evaluate(async () => {
      // Even if something got in: the policy lets nothing inline run.
      const script = document.createElement('script');
      script.textContent = 'window.hacked = 2';
      const violation = new Promise((resolve) => document.addEventListener('securitypolicyviolation', (event) => resolve(event.effectiveDirective)));
      document.body.append(script);
      return { violated: await violation, hacked: window.hacked };
    });
    assert.deepEqual(ran, { violated: 'script-src-elem', hacked: undefined });
  });
});

describe('an approval', () => {
  const step = story(test);
  let device;
  let page;
  let demo;
  let sent;

  before(async () => {
    device = await world.device('approver');
    device.mayFault = true;
    ({ page, demo } = device);
    await register(device, bob);
  });

  step('is for what was shown, not for what a page was turned into', async () => {
    await goToLogin(device, demo.vaccination);
    const form = approveForm(page);
    const options = JSON.parse(await form.getAttribute('data-options'));
    const changed = { ...options, challenge: `${options.challenge.slice(1)}${options.challenge[0]}` };
    await form.evaluate((element, text) => (element.dataset.options = text), JSON.stringify(changed));
    await device.follow(form.locator('button'));
    assert.match(page.url(), /\/requests\/[^/]*failed/);
    await page.locator('.govuk-error-summary').waitFor();
    await device.look('approval-refused', { desktop: false });
  });

  step('is for the last showing: an earlier one of the same request is worthless', async () => {
    const earlier = await approveForm(page).getAttribute('data-options');
    await page.reload();
    await approveForm(page).evaluate((element, text) => (element.dataset.options = text), earlier);
    await device.follow(approveForm(page).locator('button'));
    await page.locator('.govuk-error-summary').waitFor();
  });

  step('is accepted once', async () => {
    const [request] = await Promise.all([
      page.waitForRequest((one) => one.method() === 'POST' && one.url().endsWith('/approve')),
      approve(device),
    ]);
    assert.equal(page.url(), `${demo.vaccination}/record`);
    sent = { url: request.url(), body: request.postData() };
    const before = await activity(device);
    await page.request.post(sent.url, {
      data: sent.body,
      headers: { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin' },
      maxRedirects: 0,
    });
    assert.deepEqual(await activity(device), before, 'sent again, it does nothing');
  });

  step('does not serve another request', async () => {
    await goToLogin(device, demo.driving);
    const url = `${page.url()}/approve`;
    const answer = await page.request.post(url, {
      data: sent.body,
      headers: { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin' },
      maxRedirects: 0,
    });
    assert.match(answer.headers().location ?? '', /failed/);
    await page.reload();
    assert.equal(await approveForm(page).count(), 1, 'it waits still');
  });

  step('is out of reach of every other browser and person', async () => {
    const request = page.url();
    const stranger = await world.device('stranger');
    stranger.lang = 'en';
    for (const who of ['nobody', 'somebody else']) {
      if (who === 'somebody else') await register(stranger, carol);
      stranger.takeShown();
      await stranger.open(request);
      assert.equal(stranger.takeShown()[0].status, 404, who);
      assert.equal((await approveForm(stranger.page).count()) + (await declineForm(stranger.page).count()), 0);
      assert.doesNotMatch(await stranger.main().innerText(), /Driving|Transport/);
    }
    await stranger.look('request-unknown', { desktop: false });
    assert.equal(await approveForm(page).count(), 1);
  });

  step('needs the person: a device that cannot verify its user approves nothing', async () => {
    await device.verifiesUser(false);
    await approveForm(page).locator('button').click();
    await page.locator('main [role=alert]').filter({ hasText: /\S/ }).waitFor();
    assert.match(page.url(), /\/requests\//);
    await device.verifiesUser(true);
  });
});

describe('a session', () => {
  test('is kept out of scripts’ reach and is worth nothing after logging out', async () => {
    const device = await world.device('session');
    await register(device, dave);
    const cookies = await device.context.cookies(device.demo.url);
    assert.ok(cookies.length >= 2);
    for (const { name, httpOnly, sameSite } of cookies.filter((one) => one.name !== 'cw_lang')) assert.deepEqual({ name, httpOnly, sameSite }, { name, httpOnly: true, sameSite: 'Lax' });
    const kept = cookies.find((one) => one.name === 'cw_session');
    await logOut(device);
    await device.context.addCookies([kept]);
    await device.open(`${device.demo.url}/activity`);
    assert.equal(new URL(device.page.url()).pathname, '/login');
  });
});

describe('a stranger at the registration door', () => {
  const step = story(test);
  let device;
  let holder;
  let text;

  before(async () => {
    device = await world.device('applicant');
    device.lang = 'en';
    holder = await world.device('holder');
    await register(holder, erin);
  });

  const apply = async (person) => {
    await device.open(`${device.demo.url}/register`);
    await fillIn(device, person);
    const status = await submit(device);
    return { status, text: await device.main().innerText() };
  };

  step('learns nothing about who has an account, or whose card is lost', async () => {
    const nobody = await apply({ ...alice, card: 'ZZ100010(0)' });
    const registered = await apply({ ...erin, born: '1950-05-05' });
    const reported = await apply({ ...lost, name: 'WONG Ng' });
    assert.equal(nobody.status, 409);
    assert.deepEqual(registered, nobody);
    assert.deepEqual(reported, nobody);
    text = nobody.text;
  });

  step('is told of a lost card, and of an account, when all is right; and the holder hears of it', async () => {
    const reported = await apply(lost);
    await device.look('lost');
    const taken = await apply(erin);
    await device.look('already-registered');
    assert.equal(new Set([text, reported.text, taken.text]).size, 3);
    await holder.open(`${holder.demo.url}/messages`);
    assert.ok((await holder.page.locator('.cw-message').count()) >= 2, 'the holder has a message');
    await holder.look('message');
  });

  step('cannot go on trying one card', async () => {
    let status = 0;
    for (let attempt = 0; attempt < 8 && status !== 429; attempt += 1) ({ status } = await apply({ ...bob, born: `19${60 + attempt}-01-01` }));
    assert.equal(status, 429);
    await device.look('too-many-attempts');
  });
});
