// A person at the page, in headless Chromium. Commands come as JSON lines on standard input, answers go to standard output, one a line:
//   {"open": "http://…", "stranger": true}: by somebody who has never been here; else by one who wants all tools
//   {"open": "http://…"}               opens a page (a folder's path is served first, below a path of its own, like any static host does)
//   {"see": "text", "within": 1000}    waits until the text is on the page; with "in": "selector", inside what that selects
//   {"press": "name"}                  presses the button (or link, tab) of that name
//   {"click": "selector"}, {"key": "Space"}, {"fill": "label", "text": "…"}
//   {"choose": "label", "text": "…"}   chooses in a select of a form
//   {"has": "selector", "within": n}   waits until it is there
//   {"theme": "light"}                 what the system prefers
//   {"overflow": true}                 by how many pixels the page is wider than its window
//   {"note": "selector"}               remembers what it shows
//   {"change": "selector", "within": n} waits until it shows something else than was noted, or than now
//   {"same": "selector", "during": n}  makes sure that it stays as it is
//   {"count": "selector"}              how many there are
//   {"visible": "selector"}            how many of them can be seen
//   {"texts": "selector"}              what they say
//   {"smallest": "selector"}           how high the smallest letters among them are, in pixels on the screen
//   {"picture": "name"}                a screenshot
//   {"value": "label"}                 what stands in the field of that name
//   {"save": "name"}                   presses the link of that name, and gives the file that it saves
//   {"choose_file": "selector", "file": "name", "text": "…"}  chooses a file with that text in a field for files
//   {"reload": true}                   opens the same address anew; how long that takes until the page is alive, in ms
//   {"measure": frames}                how long frames and the script in them take in the middle, in ms, and how many messages fly
//   {"scrub": true}                    pulls the handle of the time strip somewhere; how long it takes until that is drawn, in ms
//   {"axe": true}                      what axe-core has against the page as it is now: id, impact, help and the first places of each
//   {"tab": "selector", "text": "…"}   presses Tab until that has the focus (with "back": Shift and Tab); fails where the focus cannot be seen
//   {"focused": "selector"}            makes sure that the focus is on that, or inside
//   {"type": "text"}                   types it where the focus is, in the place of what is there
//   {"small": "selector", "least": 44} those that are seen and less than so many pixels high or wide
//   {"overlap": ["one", "other"]}      by how many pixels they lie over each other, from top to bottom
//   {"changes": "selector", "during": n} how often it shows something else
//   {"evaluate": "expression"}         what it comes to in the page
//   {"motion": "reduce"}               what the system prefers
//   {"refuse": "glob"}                 lets no request for such an address through; with "no_more": lets them through again
//   {"files": "folder"}                takes what an address serves from there, from now on, as far as it is there
//   {"errors": true}                   what the page has complained about: uncaught errors, failed requests, refusals of its policy
// An answer is {"ok": …} or {"failed": "why"}.
import { createServer } from 'node:http';
import { existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { extname, join } from 'node:path';
import { createInterface } from 'node:readline';

const root = new URL('../../', import.meta.url).pathname;
const pictures = join(root, 'target/screenshots');
const installed = createRequire(join(root, 'target/tools/playwright/'));
const { chromium } = installed('playwright-core');
const axe = readFileSync(installed.resolve('axe-core/axe.min.js'), 'utf8');

const MEDIA_TYPES = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.wasm': 'application/wasm',
  '.svg': 'image/svg+xml',
};

function serveFolder(folder) {
  return new Promise((resolve) => {
    const server = createServer((request, response) => {
      const path = new URL(request.url, 'http://localhost').pathname;
      const inside = path.startsWith('/some/folder/') ? path.slice('/some/folder/'.length) || 'index.html' : '';
      const file = join(folder, inside);
      if (!inside || inside.includes('..') || !existsSync(file) || !statSync(file).isFile()) {
        response.writeHead(404).end();
        return;
      }
      response.writeHead(200, { 'content-type': MEDIA_TYPES[extname(file)] ?? 'application/octet-stream' });
      response.end(readFileSync(file));
    });
    server.listen(0, '127.0.0.1', () => resolve(`http://127.0.0.1:${server.address().port}/some/folder/`));
    server.unref();
  });
}

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-features=LocalNetworkAccessChecks', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
});
const page = await browser.newPage({ viewport: { width: 1280, height: 720 } });
const errors = [];
page.on('pageerror', (error) => errors.push(String(error)));
page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
const shown = new Map();

const what = async (selector) => (await page.locator(selector).allTextContents()).join('\n') + (await page.locator(selector).count());

const everything = () => {
  const texts = [document.body.innerText];
  for (const element of document.querySelectorAll('[aria-label], svg text, svg title')) {
    texts.push(element.getAttribute('aria-label') ?? '', element.textContent ?? '');
  }
  return texts.join('\n');
};

// What axe-core finds in the page at rest: what just fades in has no contrast yet. It is brought into the page first, past the page's policy, unless it is there already.
const examine = async () => {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe);
  await page.emulateMedia({ reducedMotion: 'reduce' });
  const { violations } = await page.evaluate(() => window.axe.run({ resultTypes: ['violations'], rules: { 'target-size': { enabled: true } } }));
  await page.emulateMedia({ reducedMotion: 'no-preference' });
  const place = ({ target, failureSummary }) => `${target.flat().join(' ')}: ${failureSummary.split('\n').slice(1, 3).join(' ').trim()}`;
  return violations.map(({ id, impact, help, nodes }) => ({ id, impact, help, count: nodes.length, nodes: nodes.slice(0, 4).map(place) }));
};

// What has the focus, and by how many pixels of outline (or stroke, where it is a shape) that is shown.
const focused = () => {
  const element = document.activeElement;
  if (!element || element === document.body) return { name: 'nothing', shown: 0 };
  const shapes = element.namespaceURI.endsWith('svg') ? [...element.querySelectorAll('.box, .ground, .wire')] : [];
  const strokes = shapes.map((shape) => getComputedStyle(shape)).filter(({ stroke }) => stroke !== 'none');
  // a link that is as large as its card shows it there
  const outlines = [undefined, '::after'].map((part) => getComputedStyle(element, part)).filter(({ outlineStyle }) => outlineStyle !== 'none');
  const widths = ['0', ...outlines.map(({ outlineWidth }) => outlineWidth), ...strokes.map(({ strokeWidth }) => strokeWidth)];
  const { bottom, right, top, left } = element.getBoundingClientRect();
  const inside = bottom > 0 && right > 0 && top < innerHeight && left < innerWidth && element.checkVisibility({ visibilityProperty: true });
  const name = `${element.tagName} ${element.getAttribute('class') ?? ''} ${element.getAttribute('aria-label') ?? element.textContent.slice(0, 40)}`;
  return { name, shown: inside ? Math.max(...widths.map(parseFloat)) : 0 };
};

const verbs = {
  async open(where, { stranger = false }) {
    if (!stranger) {
      await page.addInitScript(() => {
        localStorage.setItem('glasslog-met', 'yes');
        localStorage.setItem('glasslog-depth', 'study');
      });
    }
    const [, place, rest] = /^([^?#]*)(.*)$/.exec(where);
    const url = (where.startsWith('http') ? place : await serveFolder(place)) + rest;
    const start = Date.now();
    await page.goto(url);
    await page.waitForFunction(() => !document.getElementById('loading'), null, { timeout: 20000 });
    return Date.now() - start;
  },
  async see(text, { within = 5000, in: place }) {
    const start = Date.now();
    const now = async () => (place ? (await page.locator(place).allTextContents()).join('\n') : page.evaluate(everything));
    while (!(await now()).includes(text)) {
      if (Date.now() - start > within) throw new Error(`"${text}" did not appear within ${within} ms in:\n${await now()}`);
      await page.waitForTimeout(20);
    }
    return Date.now() - start;
  },
  async press(name) {
    const found = ['button', 'link', 'tab', 'radio'].map((role) => page.getByRole(role, { name, exact: true }));
    await found.reduce((all, one) => all.or(one)).first().click({ timeout: 5000 });
    return true;
  },
  async click(selector) {
    await page.locator(selector).last().click({ timeout: 5000 });
    return true;
  },
  async key(name) {
    await page.keyboard.press(name);
    return true;
  },
  async fill(label, { text }) {
    await page.locator('form').getByLabel(label, { exact: true }).first().fill(text, { timeout: 5000 });
    return true;
  },
  async choose(label, { text }) {
    const inForm = page.locator('form label').filter({ hasText: label }).locator('select');
    const field = inForm.or(page.getByRole('combobox', { name: label, exact: true }));
    await field.first().selectOption(text, { timeout: 5000 });
    return true;
  },
  async value(label) {
    return page.getByLabel(label, { exact: true }).first().inputValue({ timeout: 5000 });
  },
  async save(name) {
    const [download] = await Promise.all([page.waitForEvent('download', { timeout: 5000 }), verbs.press(name)]);
    return readFileSync(await download.path(), 'utf8');
  },
  async choose_file(selector, { file, text }) {
    await page.locator(selector).setInputFiles({ name: file, mimeType: 'text/plain', buffer: Buffer.from(text) });
    return true;
  },
  async has(selector, { within = 5000 }) {
    const start = Date.now();
    await page.locator(selector).first().waitFor({ state: 'attached', timeout: within });
    return Date.now() - start;
  },
  async theme(colorScheme) {
    await page.emulateMedia({ colorScheme });
    return true;
  },
  async overflow() {
    return page.evaluate(() => Math.max(0, document.documentElement.scrollWidth - window.innerWidth));
  },
  async note(selector) {
    shown.set(selector, await what(selector));
    return true;
  },
  async change(selector, { within = 5000 }) {
    const before = shown.get(selector) ?? (await what(selector));
    shown.delete(selector);
    const start = Date.now();
    while ((await what(selector)) === before) {
      if (Date.now() - start > within) throw new Error(`${selector} stayed as it was for ${within} ms`);
      await page.waitForTimeout(20);
    }
    return Date.now() - start;
  },
  async same(selector, { during = 1000 }) {
    const before = await what(selector);
    await page.waitForTimeout(during);
    if ((await what(selector)) !== before) throw new Error(`${selector} changed`);
    return true;
  },
  async count(selector) {
    return page.locator(selector).count();
  },
  async visible(selector) {
    return page.locator(selector).filter({ visible: true }).count();
  },
  async texts(selector) {
    return (await page.locator(selector).allTextContents()).join('\n');
  },
  async smallest(selector) {
    return page.locator(selector).evaluateAll((all) => Math.min(...all.map((one) => {
      const shown = one.getScreenCTM?.();
      return parseFloat(getComputedStyle(one).fontSize) * (shown ? shown.d : 1);
    })));
  },
  async text() {
    return page.evaluate(everything);
  },
  async picture(name) {
    mkdirSync(pictures, { recursive: true });
    await page.screenshot({ path: join(pictures, `${name}.png`) });
    return true;
  },
  async size({ width, height }) {
    await page.setViewportSize({ width, height });
    return true;
  },
  async reload() {
    const start = Date.now();
    await page.reload();
    await page.waitForFunction(() => !document.getElementById('loading'), null, { timeout: 20000 });
    return Date.now() - start;
  },
  async measure(frames) {
    const session = await page.context().newCDPSession(page);
    await session.send('Performance.enable');
    const metric = async (name) => (await session.send('Performance.getMetrics')).metrics.find((one) => one.name === name).value;
    const script = await metric('ScriptDuration');
    const seen = await page.evaluate((count) => new Promise((done) => {
      const [spans, flights] = [[], []];
      let last;
      const frame = (now) => {
        if (last !== undefined) spans.push(now - last);
        last = now;
        if (spans.length % 20) return spans.length < count && requestAnimationFrame(frame);
        const flying = [...document.querySelectorAll('svg.flights > *')];
        const streams = flying.map((one) => Number(/^×(\d+)$/.exec(one.querySelector('text')?.textContent ?? '')?.[1] ?? 1));
        flights.push(streams.reduce((one, other) => one + other, 0));
        if (spans.length < count) requestAnimationFrame(frame);
        else done({ spans, flights });
      };
      requestAnimationFrame(frame);
    }), frames);
    const spent = ((await metric('ScriptDuration')) - script) * 1000;
    const middle = (all) => all.sort((one, other) => one - other)[Math.floor(all.length / 2)];
    return {
      frame_ms: middle(seen.spans),
      script_ms: spent / frames,
      flights: middle(seen.flights),
      elements: await page.locator('svg *').count(),
    };
  },
  async scrub() {
    const place = 0.05 + 0.9 * Math.random();
    return page.evaluate((part) => new Promise((done) => {
      const handle = document.querySelector('.strip input');
      const start = performance.now();
      handle.value = String(Math.round(part * Number(handle.max)));
      handle.dispatchEvent(new InputEvent('input', { bubbles: true }));
      requestAnimationFrame(() => requestAnimationFrame(() => done(Math.round(performance.now() - start))));
    }), place);
  },
  async axe() {
    return examine();
  },
  async tab(selector, { text = '', back = false, most = 120 }) {
    const there = ([selector, text]) => {
      const element = document.activeElement;
      return element.closest(selector) && (element.textContent + (element.getAttribute('aria-label') ?? '')).includes(text);
    };
    const seen = [];
    for (let count = 1; count <= most; count += 1) {
      await page.keyboard.press(back ? 'Shift+Tab' : 'Tab');
      const { name, shown } = await page.evaluate(focused);
      seen.push(name);
      // behind the last one the browser's own window is next
      if (name !== 'nothing' && shown < 2) throw new Error(`the focus cannot be seen on ${name}`);
      if (await page.evaluate(there, [selector, text])) return count;
    }
    throw new Error(`no way to ${selector} "${text}" by Tab, but to:\n${seen.join('\n')}`);
  },
  async focused(selector, { within = 8000 }) {
    const start = Date.now();
    while (!(await page.evaluate((selector) => document.activeElement.closest(selector) !== null, selector))) {
      if (Date.now() - start > within) throw new Error(`not ${selector} has the focus, but ${(await page.evaluate(focused)).name}`);
      await page.waitForTimeout(20);
    }
    const { name, shown } = await page.evaluate(focused);
    if (shown < 2) throw new Error(`the focus cannot be seen on ${name}`);
    return name;
  },
  async type(text) {
    await page.keyboard.press('ControlOrMeta+A');
    await page.keyboard.type(text);
    return true;
  },
  async small(selector, { least }) {
    return page.evaluate(([selector, least]) => {
      const seen = [...document.querySelectorAll(selector)].filter((element) => element.checkVisibility());
      const size = (element) => [element, element.getBoundingClientRect()];
      const small = seen.map(size).filter(([, { width, height }]) => width < least || height < least);
      return small.map(([element, { width, height }]) => `${element.textContent}: ${width} x ${height}`);
    }, [selector, least]);
  },
  async overlap(selectors) {
    const [one, other] = await Promise.all(selectors.map((selector) => page.locator(selector).first().boundingBox()));
    return Math.max(0, Math.min(one.y + one.height, other.y + other.height) - Math.max(one.y, other.y));
  },
  async changes(selector, { during = 5000 }) {
    let [before, count] = [await what(selector), 0];
    for (const start = Date.now(); Date.now() - start < during; await page.waitForTimeout(20)) {
      const now = await what(selector);
      count += now !== before;
      before = now;
    }
    return count;
  },
  async evaluate(expression) {
    return page.evaluate(expression);
  },
  async motion(reducedMotion) {
    await page.emulateMedia({ reducedMotion });
    return true;
  },
  async files(folder) {
    await page.route('**/*', (route) => {
      const path = new URL(route.request().url()).pathname;
      const file = join(folder, path.endsWith('/') ? `${path}index.html` : path);
      return existsSync(file) ? route.fulfill({ path: file, contentType: MEDIA_TYPES[extname(file)] }) : route.continue();
    });
  },
  async refuse(glob, { no_more: noMore = false }) {
    if (noMore) await page.unroute(glob);
    else await page.route(glob, (route) => route.abort());
    return true;
  },
  async errors() {
    return errors;
  },
};

for await (const line of createInterface({ input: process.stdin })) {
  const command = JSON.parse(line);
  const verb = Object.keys(command).find((key) => key in verbs);
  try {
    console.log(JSON.stringify({ ok: await verbs[verb](command[verb], command) }));
  } catch (error) {
    await verbs.picture('failed').catch(() => {});
    console.log(JSON.stringify({ failed: String(error) }));
  }
}
await browser.close();
process.exit(0);
