// Uses the page as somebody would, in headless Chromium; prints what is wrong with it and exits with 1.
//
//   node page.js URL [FOLDER]      FOLDER: screenshots go there
'use strict';

const path = require('path');
const cache = process.env.MILLRACE_DEPS;
const { chromium } = require(path.join(cache, 'playwright-core-1.61.0/node_modules/playwright-core'));

const [url, folder] = process.argv.slice(2);
const VIEWS = ['overview', 'checkpoints', 'partitions', 'state', 'why', 'troubles', 'configuration'];
const LONG = { timeout: 120000 }; // of a busy machine
const faults = [];
function expect(truth, what) {
  if (!truth) faults.push(what);
}

// Whatever the page does that a page here must not do.
function watch(page) {
  page.on('console', (said) => expect(['log', 'info', 'debug'].includes(said.type()), `console ${said.type()}: ${said.text()}`));
  page.on('pageerror', (error) => faults.push(`exception: ${error.message}`));
  page.on('request', (request) => {
    const asked = request.url();
    expect(asked.startsWith(url) || asked.startsWith('data:'), `request elsewhere: ${asked}`);
  });
  page.on('response', (response) => expect(response.status() < 400, `${response.status()}: ${response.url()}`));
}

const looks = (page, count) =>
  page.waitForFunction((n) => Number(document.body.dataset.looks || 0) >= n, count, LONG);
const shot = async (page, name) => folder && page.screenshot({ path: path.join(folder, `${name}.png`) });

async function showsLiveNumbers(page) {
  await page.goto(url);
  await page.waitForFunction(() => document.querySelector('#job-state').textContent === 'running', null, LONG);
  const total = () => document.querySelector('.tile small').textContent;
  const first = await page.evaluate(total);
  await page.waitForFunction((before) => document.querySelector('.tile small').textContent !== before, first, LONG);
  await page.waitForFunction(() => /^[1-9].*\/s$/.test(document.querySelector('.tile b').textContent), null, LONG);
  await page.waitForFunction(() => document.querySelectorAll('#strip .bar').length >= 3, null, LONG);
  const boxes = await page.locator('#picture rect').count();
  expect(boxes === 3, `the picture has ${boxes} boxes, not a source, a query and a topic`);
}

// By keyboard alone: Tab to each link, Enter.
async function turnsByKeyboard(page) {
  for (const view of VIEWS) {
    await page.locator(`nav a[href="#${view}"]`).focus();
    await page.keyboard.press('Enter');
    await page.waitForFunction((id) => !document.getElementById(id).hidden, view, LONG);
    const visible = await page.locator('main > section:not([hidden])').count();
    expect(visible === 1, `${visible} views are visible at #${view}`);
    await looks(page, 1 + Number(await page.evaluate(() => document.body.dataset.looks)));
    expect((await page.locator(`#${view}`).innerText()).trim().length > 20, `#${view} is empty`);
    await shot(page, view);
  }
  await page.goto(`${url}#overview`);
  await page.keyboard.press('Tab');
  expect(await page.evaluate(() => document.activeElement !== document.body), 'Tab reaches nothing');
}

// However late one of its scripts arrives: none may miss what another has begun.
async function offersItsQueriesWhateverScriptIsLate(page) {
  await page.goto(url);
  const scripts = await page.evaluate(() => [...document.scripts].map((script) => script.src));
  expect(scripts.length > 1, 'the page has a single script');
  for (const script of scripts) {
    const late = async (route) => {
      await new Promise((resolve) => setTimeout(resolve, 300)); // the delay that is tested; nothing waits for it
      await route.continue();
    };
    await page.route(script, late);
    await page.goto('about:blank');
    await page.goto(`${url}#state`);
    await looks(page, 1);
    const offered = await page.locator('#state-form option').count();
    expect(offered === 1, `with a late ${script} the form offers ${offered} queries`);
    await page.unrouteAll({ behavior: 'wait' });
  }
}

// From the list of all keys to one row's why, by keyboard; what is asked is in the address.
async function looksIntoStateAndAsksWhy(page) {
  await page.goto(`${url}#state`);
  await looks(page, 1);
  await page.locator('#state-form input[name=key]').focus();
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => document.querySelectorAll('#rows tbody tr').length > 0, null, LONG);
  const row = await page.locator('#rows tbody tr').first().innerText();
  expect(/"user_id":".+"orders":\d+/.test(row), `no row of the sink is in: ${row}`);
  await shot(page, 'state');
  await page.locator('#rows tbody a').first().focus();
  await page.keyboard.press('Enter');
  const told = () => /watermark|written|passed/.test(document.querySelector('#answer .card')?.textContent || '');
  await page.waitForFunction(told, null, LONG);
  await shot(page, 'why');
  await page.reload();
  await page.waitForFunction(told, null, LONG);
  expect(await page.locator('#why-form input[name=key]').inputValue() !== '', 'the form has lost the key');
}

// A decimal has up to 38 digits, and the zeros behind its point are a part of it; in a key they tell whose row it is.
async function showsEveryDigit(page) {
  const key = '{"account":12345678901234567890123456789012345.670}';
  const row = '{"account":12345678901234567890123456789012345.670,"n":2,"mean":-0.1000000000000000055,"note":"a \\"1.50"}';
  const answer = `{"query":"orders_per_user","checkpoint":1,"committed":"2026-01-02T03:04:05.000Z","rows":[{"fired":true,
    "window_start":"2026-01-02T03:04:00.000Z","window_end":"2026-01-02T03:05:00.000Z","key":${key},"row":${row}}]}`;
  await page.route('**/api/v1/state?**', (route) => route.fulfill({ contentType: 'application/json', body: answer }));
  await page.goto(`${url}#state?query=orders_per_user&key=any`);
  await page.waitForFunction(() => document.querySelector('#rows')?.innerText.includes('"note"'), null, LONG);
  const shown = await page.locator('#rows tbody code').allInnerTexts();
  expect(shown[0] === key && shown[1] === row, `decimals are shown as ${shown}`);
  const link = await page.locator('#rows tbody a').getAttribute('href');
  expect(new URLSearchParams(link.split('?')[1]).get('key') === key, `why asks for another key: ${link}`);
  await page.unroute('**/api/v1/state?**');
}

// A row whose key is `user`, as /api/v1/state answers; `more` goes before the rows.
const answerWith = (user, more = '') => `{"query":"orders_per_user","checkpoint":1,"committed":"2026-01-02T03:04:05.000Z",${more}
  "rows":[{"fired":true,"window_start":"2026-01-02T03:04:00.000Z","window_end":"2026-01-02T03:04:00.500Z",
           "key":{"user_id":"${user}"},"row":{"n":1}}]}`;
const asking = (key) => `${url}#state?query=orders_per_user&key=${key}`;
const rowsHold = (page, words) =>
  page.waitForFunction((text) => document.getElementById('rows').innerText.includes(text), words, LONG);
const moreLooks = async (page) => looks(page, 2 + Number(await page.evaluate(() => document.body.dataset.looks || 0)));

// However late the answer to what was asked before arrives.
async function showsWhatWasAskedLast(page) {
  let answerSlow = null;
  await page.route('**/api/v1/state?**', (route) => {
    const key = new URL(route.request().url()).searchParams.get('key');
    const answer = () => route.fulfill({ contentType: 'application/json', body: answerWith(key) });
    if (key === 'slow') answerSlow = answer; else answer();
  });
  const asked = page.waitForRequest(/state\?.*key=slow/);
  await page.goto(asking('slow'));
  await asked;
  await page.goto(asking('fast'));
  await rowsHold(page, 'fast');
  const overtaken = page.waitForResponse(/state\?.*key=slow/);
  await answerSlow();
  await overtaken;
  await moreLooks(page);
  const shown = await page.locator('#rows').innerText();
  expect(shown.includes('fast') && !shown.includes('slow'), `an overtaken answer is shown: ${shown}`);
  expect(shown.includes('03:04:00.500'), `the end of a window of half a second is lost: ${shown}`);
  await page.unroute('**/api/v1/state?**');
}

async function asksNoKeyAfterGoingBack(page) {
  await page.goto(`${url}#state?query=orders_per_user`);
  await rowsHold(page, 'As of checkpoint');
  await page.locator('#state-form input[name=key]').fill('{"user_id":"nobody"}');
  await page.keyboard.press('Enter');
  await rowsHold(page, 'holds nothing of it');
  await page.goBack();
  await rowsHold(page, 'As of checkpoint');
  const left = await page.locator('#state-form input[name=key]').inputValue();
  expect(left === '', `the form asks for ${left}, the address for all keys`);
}

// As after a restart between two looks: nothing has failed, and nothing tells but the time of the start.
async function learnsThatAnotherProcessAnswers(page) {
  await page.goto(`${url}#state?query=orders_per_user`);
  await moreLooks(page);
  await page.locator('#state-form input[name=key]').fill('typed');
  const changed = (change) => async (route) => {
    const answer = await (await route.fetch()).json();
    await route.fulfill({ contentType: 'application/json', body: JSON.stringify({ ...answer, ...change }) });
  };
  await page.route('**/api/v1/pipeline', changed({ configuration: { renewed: true } }));
  await page.route('**/api/v1/overview', changed({ started: '2026-01-02T03:04:05.000Z' }));
  await page.waitForFunction(() => document.getElementById('settings').textContent.includes('renewed'), null, LONG);
  await page.unrouteAll({ behavior: 'wait' });
  await page.waitForFunction(() => !document.getElementById('settings').textContent.includes('renewed'), null, LONG);
  const typed = await page.locator('#state-form input[name=key]').inputValue();
  expect(typed === 'typed', `what was typed is now: ${typed}`);
}

async function showsTheLedger(page) {
  await page.goto(`${url}#checkpoints`);
  await page.waitForFunction(() => document.querySelectorAll('#ledger tr').length >= 3, null, LONG);
  const text = await page.locator('#ledger').innerText();
  expect(text.includes('every sum balances'), `the ledger says: ${text}`);
}

const fullyVisible = (node) => {
  const { left, right } = node.getBoundingClientRect();
  const box = node.closest('.scroll')?.getBoundingClientRect();
  return left >= (box?.left ?? 0) && right <= Math.min(box?.right ?? Infinity, window.innerWidth);
};

async function showsEveryTabOnAPhone(page) {
  for (const view of VIEWS) {
    expect(await page.locator(`nav a[href="#${view}"]`).evaluate(fullyVisible), `the tab ${view} is beyond the edge of a phone`);
  }
}

// All there is to know of a checkpoint, without scrolling sideways.
async function showsWholeCheckpointsOnAPhone(page) {
  await page.goto(`${url}#checkpoints`);
  await page.waitForFunction(() => document.querySelector('#history td.good'), null, LONG);
  const cells = page.locator('#history tr:has(td.good)').first().locator('td');
  expect(await cells.count() === 8, `a checkpoint has ${await cells.count()} cells`);
  for (const cell of await cells.all()) {
    expect(await cell.evaluate(fullyVisible), `beyond the edge of a phone: ${await cell.evaluate((td) => td.outerHTML)}`);
  }
  await shot(page, 'phone-checkpoints');
}

// All that is known of a partition or of a window's row, without scrolling sideways.
async function showsWholeRowsOnAPhone(page, address, rows) {
  await page.goto(`${url}#${address}`);
  await page.waitForFunction((tr) => document.querySelector(tr), rows, LONG);
  for (const cell of await page.locator(rows).first().locator('td').all()) {
    expect(await cell.evaluate(fullyVisible), `beyond the edge of a phone: ${await cell.evaluate((td) => td.outerHTML)}`);
  }
  const spills = await page.locator('main > section:not([hidden]) .scroll').evaluateAll((boxes) =>
    Math.max(...boxes.map((box) => box.scrollWidth - box.clientWidth)));
  expect(spills <= 0, `#${address} has to be scrolled by ${spills} px on a phone`);
}

async function showsAViewWhateverTheAddress(page) {
  await page.goto(`${url}#nothing`);
  await looks(page, 1);
  expect(await page.locator('main > section:not([hidden])').count() === 1, 'an unknown address shows an empty page');
}

// However narrow the window is. The picture may scroll in its box; the window may not.
async function keepsThePictureReadable(page) {
  for (const width of [360, 640, 900, 1180]) {
    await page.setViewportSize({ width, height: 740 });
    await page.goto(url);
    await page.waitForFunction(() => document.querySelector('#picture text.fact'), null, LONG);
    const smallest = await page.evaluate(() => {
      const picture = document.getElementById('picture');
      const scale = picture.getBoundingClientRect().width / picture.viewBox.baseVal.width;
      return scale * Math.min(...[...picture.querySelectorAll('text')].map((text) => parseFloat(getComputedStyle(text).fontSize)));
    });
    expect(smallest >= 11, `at ${width} px the picture's text is ${smallest.toFixed(1)} px high`);
  }
  await page.setViewportSize({ width: 360, height: 740 });
}

async function fitsAPhone(page) {
  for (const view of VIEWS) {
    await page.goto(`${url}#${view}`);
    await looks(page, 1);
    const spills = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(spills <= 0, `#${view} is ${spills} px wider than a phone`);
  }
  await showsEveryTabOnAPhone(page);
  await showsWholeCheckpointsOnAPhone(page);
  await showsWholeRowsOnAPhone(page, 'partitions', '.parts tbody tr');
  await shot(page, 'phone-partitions');
  await showsWholeRowsOnAPhone(page, 'state?query=orders_per_user', '.panes tbody tr');
  await shot(page, 'phone-state');
  await showsAViewWhateverTheAddress(page);
  await keepsThePictureReadable(page);
  await page.goto(url);
}

async function saysWhenItGetsNoAnswer(page) {
  await looks(page, 1);
  page.removeAllListeners('console');
  page.removeAllListeners('response');
  await page.goto(asking(encodeURIComponent('{"user_id":"nobody"}')));
  await rowsHold(page, 'holds nothing of it');
  await page.route('**/api/v1/**', (route) => route.abort());
  await page.waitForFunction(() => !document.getElementById('silence').hidden, null, LONG);
  await page.locator('#state-form input[name=key]').fill('typed');
  await page.unroute('**/api/v1/**');
  await page.waitForFunction(() => document.getElementById('silence').hidden, null, LONG);
  const typed = await page.locator('#state-form input[name=key]').inputValue();
  expect(typed === 'typed', `what was typed is now: ${typed}`);
}

async function keepsItsRowsIfMoreFails(page) {
  await page.route('**/api/v1/state?**', (route) => (route.request().url().includes('from=') ? route.abort()
    : route.fulfill({ contentType: 'application/json', body: answerWith('paged', '"next":"further",') })));
  await page.goto(asking('paged'));
  await rowsHold(page, 'paged');
  await page.locator('#rows button').click();
  await page.waitForFunction(() => document.querySelector('#rows .banner'), null, LONG);
  const left = [await page.locator('#rows tbody tr').count(), await page.locator('#rows button').count()];
  expect(left.join() === '1,1', `after More failed there are ${left[0]} rows and ${left[1]} buttons`);
  await page.unroute('**/api/v1/state?**');
}

async function test(browser) {
  for (const colorScheme of ['light', 'dark']) {
    const page = await browser.newPage({ colorScheme, viewport: { width: 1180, height: 860 } });
    page.setDefaultTimeout(LONG.timeout);
    watch(page);
    await showsLiveNumbers(page);
    await looks(page, 12);
    await shot(page, `overview-${colorScheme}`);
    await turnsByKeyboard(page);
    await offersItsQueriesWhateverScriptIsLate(page);
    await looksIntoStateAndAsksWhy(page);
    await showsEveryDigit(page);
    await showsWhatWasAskedLast(page);
    await asksNoKeyAfterGoingBack(page);
    await learnsThatAnotherProcessAnswers(page);
    await showsTheLedger(page);
    const paper = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const bright = Number(paper.match(/\d+/)[0]) > 128;
    expect(bright === (colorScheme === 'light'), `${colorScheme} has the background ${paper}`);
    await page.close();
  }
  const phone = await browser.newPage({ viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true });
  phone.setDefaultTimeout(LONG.timeout);
  watch(phone);
  await fitsAPhone(phone);
  await shot(phone, 'phone');
  await saysWhenItGetsNoAnswer(phone);
  await keepsItsRowsIfMoreFails(phone);
}

(async () => {
  const browser = await chromium.launch({ executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'] });
  try {
    await test(browser);
  } catch (error) {
    faults.push(error.message);
  }
  await browser.close();
  for (const fault of faults) console.log(fault);
  process.exit(faults.length ? 1 : 0);
})();
