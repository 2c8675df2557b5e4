// Every page by keys, on a phone, at twice the size, with wider letters, on paper, without motion and in few colours.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { eachInPages, everyKind, open, sample, told } from "./sample.mjs";
import { launch, typeSearch } from "./support.mjs";

let browser;
let site;

before(async () => {
  site = await sample();
  browser = await launch();
});
after(() => Promise.all([browser?.close(), site?.remove()]));

/** Opens a page in a window of its own, which closes with the test. */
async function show(test, route, settings = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...settings });
  test.after(() => context.close());
  const page = await context.newPage();
  await page.goto(site.address(route));
  return page;
}

const STOPS = "a[href], button, input, select, textarea, summary, [tabindex='0']";

/** Presses Tab until the focus is on something that matches. */
async function reach(page, selector) {
  for (let presses = 0; presses < 500; presses++) {
    await page.keyboard.press("Tab");
    if (await page.evaluate((selector) => document.activeElement?.matches(selector), selector)) return;
  }
  assert.fail(`no key leads to ${selector} on ${page.url()}`);
}

async function follow(page, selector, address) {
  await reach(page, selector);
  await Promise.all([page.waitForURL(address), page.keyboard.press("Enter")]);
}

test("a reader without a mouse gets from the home page to a procedure, its role and its holder, and back", async (t) => {
  const page = await show(t, "index.html");
  await reach(page, "[role=combobox]");
  await typeSearch(page, "load patron records");
  await page.locator("[role=option]", { hasText: "Load patron records" }).first().waitFor();
  await page.keyboard.press("ArrowDown");
  await Promise.all([page.waitForURL("**/load-patrons.html*"), page.keyboard.press("Enter")]);
  await follow(page, ".who a[href*='roles/']", "**/roles/*.html");
  await follow(page, "main a[href*='people/']", "**/people/*.html");
  await follow(page, ".trail a[href$='index.html']", "**/index.html");
  for (const step of ["people/", "roles/", "load-patrons.html"]) {
    await page.goBack();
    assert.ok(page.url().includes(step), page.url());
  }
});

test("Escape closes the search and gives the focus back to where it was", async (t) => {
  const page = await show(t, "procedures/circulation/load-patrons.html");
  await reach(page, "main a[href*='roles/']");
  const before = await page.evaluate(() => document.activeElement.outerHTML);
  await page.keyboard.press("/");
  await typeSearch(page, "patron");
  const field = page.locator("[role=combobox]");
  await page.locator("[role=combobox][aria-expanded=true]").waitFor();
  assert.ok(await field.evaluate((at) => document.getElementById(at.getAttribute("aria-controls"))?.matches("[role=listbox]")));
  await page.keyboard.press("ArrowDown");
  const marked = await field.evaluate((at) => document.getElementById(at.getAttribute("aria-activedescendant"))?.getAttribute("aria-selected"));
  assert.equal(marked, "true");
  await page.keyboard.press("Escape");
  assert.equal(await field.getAttribute("aria-expanded"), "false");
  assert.equal(await page.evaluate(() => document.activeElement.outerHTML), before);
});

test("the headings of a long table sort it by keys, and say by which of them it is sorted", async (t) => {
  const page = await show(t, "coverage.html");
  const sorted = () => page.evaluate(() => [...document.querySelectorAll("main th[aria-sort]")].map((at) => [at.cellIndex, at.ariaSort]));
  const names = () => page.evaluate(() => [...document.querySelectorAll("main tbody th")].map((at) => at.textContent.trim().toLowerCase()));
  const order = (list) => list.toSorted(new Intl.Collator("en", { numeric: true, sensitivity: "base" }).compare);
  await reach(page, "main th:first-child button");
  await page.keyboard.press("Enter");
  assert.deepEqual(await sorted(), [[0, "ascending"]]);
  assert.deepEqual(await names(), order(await names()));
  await page.keyboard.press("Enter");
  assert.deepEqual(await sorted(), [[0, "descending"]]);
  assert.deepEqual(await names(), order(await names()).reverse());
  await reach(page, "main th:nth-child(2) button");
  await page.keyboard.press("Space");
  assert.deepEqual(await sorted(), [[1, "ascending"]]);
});

test("the first key leads past what stands around the text", async (t) => {
  const page = await show(t, "procedures/circulation/load-patrons.html");
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.className), "skip");
  const box = await page.locator(".skip").boundingBox();
  assert.ok(box.y >= 0 && box.x >= 0, "it is to be seen");
  await page.keyboard.press("Enter");
  assert.equal(await page.evaluate(() => document.activeElement.localName), "main");
  await page.keyboard.press("Tab");
  assert.ok(await page.evaluate(() => document.activeElement.closest("main")));
});

test("the keys lead to everything that can be followed, in the order of the text, and out again", async (t) => {
  for (const route of ["index.html", "procedures/circulation/load-patrons.html", "roles/interlibrary-loan.html", "matrix.html"]) {
    const page = await show(t, route);
    const missed = await walk(page);
    assert.equal(missed.length, 0, `${route}: ${told(missed)}`);
  }
});

/** Presses Tab through a whole page; returns what can be followed and was not reached in its turn. */
async function walk(page) {
  const wanted = await page.evaluate((stops) => {
    const seen = (at) => at.checkVisibility({ visibilityProperty: true }) && !at.disabled;
    window.stops = [...document.querySelectorAll(stops)].filter(seen);
    return window.stops.length;
  }, STOPS);
  const order = [];
  for (let presses = 0; presses < wanted; presses++) {
    await page.keyboard.press("Tab");
    order.push(await page.evaluate(() => window.stops.indexOf(document.activeElement)));
  }
  await page.keyboard.press("Tab");
  assert.ok(await page.evaluate(() => document.activeElement !== window.stops.at(-1)), "the keys do not get away from the last stop");
  return order.map((at, index) => (at === index ? "" : `stop ${index} is ${at}`)).filter(Boolean);
}

test("whatever has the focus shows it, and nothing stands before it", async (t) => {
  const context = await browser.newContext({ reducedMotion: "reduce" });
  t.after(() => context.close());
  const faults = [];
  await eachInPages(context, everyKind(site), async (page, route) => {
    await open(page, site, route);
    for (const width of [1280, 320]) {
      await page.setViewportSize({ width, height: 700 });
      await page.keyboard.press("Tab"); // From here on the browser shows the focus as it does for keys.
      for (const fault of await page.evaluate(hiddenFocus, STOPS)) faults.push(`${route}, ${width}: ${fault}`);
    }
  });
  assert.equal(faults.length, 0, told(faults));
});

/** Runs in a page: gives the focus to each stop, and returns those of which it is not seen. */
function hiddenFocus(stops) {
  const wrong = [];
  for (const stop of document.querySelectorAll(stops)) {
    if (!stop.checkVisibility({ visibilityProperty: true }) || stop.disabled) continue;
    stop.focus();
    const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(stop);
    if (outlineStyle === "none" || parseFloat(outlineWidth) < 2 || outlineColor === "rgba(0, 0, 0, 0)")
      wrong.push(`no mark: ${stop.cloneNode().outerHTML}`);
    const frames = [".table", ".menu", ".contents", "html"].map((frame) => stop.parentElement.closest(frame)).filter(Boolean);
    const edges = frames.map((frame) => (frame.matches("html") ? new DOMRect(0, 0, innerWidth, innerHeight) : frame.getBoundingClientRect()));
    const met = (rect) => {
      const [left, top] = ["left", "top"].map((edge) => Math.max(rect[edge], ...edges.map((at) => at[edge])));
      const [right, bottom] = ["right", "bottom"].map((edge) => Math.min(rect[edge], ...edges.map((at) => at[edge])));
      if (left >= right || top >= bottom) return false;
      const at = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
      return at && (stop.contains(at) || at.contains(stop) && at.matches("label"));
    };
    const inner = [...stop.querySelectorAll("*")].flatMap((at) => [...at.getClientRects()]);
    if (![...stop.getClientRects(), ...inner].some(met)) wrong.push(`not to be seen: ${stop.cloneNode().outerHTML} ${stop.textContent.slice(0, 40)}`);
  }
  return wrong;
}

test("no page is wider than a phone or loses words to wider letters, and none asks for anything from elsewhere", async (t) => {
  const context = await browser.newContext({ viewport: { width: 320, height: 640 } });
  t.after(() => context.close());
  const faults = [];
  const top = site.address("");
  context.on("request", (asked) => asked.url().startsWith(top) || faults.push(`asks for ${asked.url()}`));
  context.on("requestfailed", (asked) => faults.push(`is not there: ${asked.url()}`));
  context.on("console", (said) => faults.push(`${said.page()?.url()}: ${said.text()}`));
  context.on("weberror", (error) => faults.push(`${error.page()?.url()}: ${error.error().message}`));
  await eachInPages(context, site.pages, async (page, route) => {
    await page.setViewportSize({ width: 320, height: 640 });
    await open(page, site, route);
    const hold = async (name) => {
      for (const fault of await page.evaluate(lost)) faults.push(`${route}, ${name}: ${fault}`);
    };
    await hold("on a phone");
    await page.evaluate(spaceOut);
    await hold("on a phone, letters apart");
    await page.setViewportSize({ width: 640, height: 400 }); // A window of 1280 pixels at twice the size.
    await hold("at twice the size, letters apart");
  });
  assert.equal(faults.length, 0, told(faults));
});

/** Runs in a page: the spacing that WCAG 1.4.12 lets a reader ask for. Scripts may set it, the page's policy forbids sheets. */
function spaceOut() {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(
    "* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }" +
      "p { margin-bottom: 2em !important; }",
  );
  document.adoptedStyleSheets.push(sheet);
}

/** Runs in a page: returns what goes beyond the window, and boxes that cut off what they hold. */
function lost() {
  const wrong = [];
  const { scrollWidth } = document.documentElement;
  if (scrollWidth > innerWidth) {
    const far = [...document.querySelectorAll("body *")].filter((at) => at.getBoundingClientRect().right > innerWidth + 1);
    wrong.push(`${scrollWidth} pixels wide: ${far.map((at) => at.cloneNode().outerHTML).slice(0, 3).join(" ")}`);
  }
  for (const at of document.querySelectorAll("body *")) {
    const style = getComputedStyle(at);
    if (at.closest(".unseen, svg") || style.clipPath !== "none" || !/hidden|clip/.test(style.overflow)) continue;
    if (at.scrollWidth > at.clientWidth + 1 || at.scrollHeight > at.clientHeight + 1)
      wrong.push(`cut off: ${at.cloneNode().outerHTML} ${at.textContent.slice(0, 40)}`);
  }
  return wrong;
}

test("nothing moves for a reader who wants no motion, every state keeps its word in few colours, and paper shows all", async (t) => {
  const context = await browser.newContext();
  t.after(() => context.close());
  const faults = [];
  await eachInPages(context, everyKind(site), async (page, route) => {
    await open(page, site, route);
    const hold = async (look) => {
      for (const fault of await page.evaluate(look)) faults.push(`${route}: ${fault}`);
    };
    await page.emulateMedia({ reducedMotion: "reduce" });
    await hold(moves);
    await page.emulateMedia({ reducedMotion: null, forcedColors: "active" });
    await hold(fades);
    await page.emulateMedia({ forcedColors: null, media: "print" });
    await hold(prints);
    await page.emulateMedia({ media: null });
  });
  assert.equal(faults.length, 0, told(faults));
});

/** Runs in a page: returns what would move. */
function moves() {
  const long = (time) => time.split(",").some((one) => parseFloat(one) > 0);
  return [...document.querySelectorAll("*")].flatMap((at) =>
    ["", "::before", "::after"].flatMap((part) => {
      const style = getComputedStyle(at, part || null);
      const still = !long(style.animationDuration) && !long(style.transitionDuration) && style.scrollBehavior === "auto";
      return still ? [] : [`moves: ${at.cloneNode().outerHTML}${part}`];
    }),
  );
}

/** Runs in a page that shows the system's colours alone: returns the states that are no longer to be read. */
function fades() {
  return [...document.querySelectorAll(".state, .status, .alert-word, .cell")].flatMap((at) => {
    const { color, backgroundColor, visibility, borderTopStyle } = getComputedStyle(at);
    const bordered = at.matches(".state") ? borderTopStyle !== "none" : true;
    const read = color !== backgroundColor && visibility === "visible" && bordered;
    return read ? [] : [`not to be read in few colours: ${at.outerHTML}`];
  });
}

/** Runs in a page as it is printed: returns what is folded away, and tables whose head does not come again. */
function prints() {
  const wrong = [];
  const drawn = (at) => at.checkVisibility({ contentVisibilityAuto: true, visibilityProperty: true });
  for (const folded of document.querySelectorAll("main details > :not(summary)"))
    if (!drawn(folded)) wrong.push(`folded away on paper: ${folded.textContent.slice(0, 60)}`);
  for (const head of document.querySelectorAll("main thead"))
    if (drawn(head) && getComputedStyle(head).display !== "table-header-group") wrong.push("the head of a table does not come again");
  for (const at of document.querySelectorAll(".menu, .skip, .trail, .finders"))
    if (drawn(at)) wrong.push(`on paper: ${at.cloneNode().outerHTML}`);
  return wrong;
}
