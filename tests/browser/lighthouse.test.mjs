// How heavy, quick and steady a page is, and what Lighthouse says to it.

import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import net from "node:net";
import path from "node:path";
import { after, before, test } from "node:test";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import lighthouse from "lighthouse";
import { sample } from "./sample.mjs";
import { serve } from "./server.mjs";
import { launch } from "./support.mjs";

const PAGES = ["index.html", "procedures/circulation/load-patrons.html", "matrix.html"];

let browser;
let port;
let server;
let site;

before(async () => {
  site = await sample();
  server = await serve(site.out);
  port = await free();
  browser = await launch([`--remote-debugging-port=${port}`]);
});
after(() => Promise.all([browser?.close(), server?.stop(), site?.remove()]));

/** Returns a port that nothing listens at. */
function free() {
  return new Promise((resolve) => {
    const probe = net.createServer().listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

/** Has Lighthouse load a page as a slow phone would, which is what it does where nothing else is said. */
async function judge(route, categories) {
  const settings = { port, logLevel: "silent", onlyCategories: categories };
  return (await lighthouse(server.url + route, settings)).lhr;
}

/** Puts a copy of the first page beside it that has more in its head. */
const plant = (name, more) => writeFile(path.join(site.out, name), site.text("index.html").replace("</head>", `${more}</head>`));

const percent = (lhr, category) => Math.round(lhr.categories[category].score * 100);

test("Lighthouse finds the pages accessible, sound, easy to find, and quick on a slow phone", async (t) => {
  const whole = ["accessibility", "best-practices", "seo"];
  for (const route of PAGES) {
    const lhr = await judge(route, [...whole, "performance"]);
    for (const category of whole) {
      const failed = lhr.categories[category].auditRefs.filter(({ id, weight }) => weight && lhr.audits[id].score === 0);
      assert.equal(percent(lhr, category), 100, `${route}, ${category}: ${failed.map(({ id }) => id).join(", ")}`);
    }
    const runs = [percent(lhr, "performance")];
    while (runs.length < 3) runs.push(percent(await judge(route, ["performance"]), "performance"));
    t.diagnostic(`${route}: ${whole.map((category) => `${category} 100`).join(", ")}, performance ${runs.join(", ")}`);
    const [, median] = runs.sort((one, other) => one - other);
    assert.ok(median >= 95, `${route}: ${runs.join(", ")}`);
  }
});

/** Opens a page; returns what it waits for before it shows anything, and its style sheets. */
async function waits(route) {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(server.url + route);
  const found = await page.evaluate(() => ({
    blocking: performance.getEntriesByType("resource").filter((at) => at.renderBlockingStatus === "blocking").map((at) => at.name),
    sheets: [...document.styleSheets].map((sheet) => sheet.href),
  }));
  await context.close();
  return found;
}

test("a page weighs at most 100 KiB without its letters, and waits for one style sheet alone", async (t) => {
  for (const route of PAGES) {
    server.sent.length = 0;
    const { blocking, sheets } = await waits(route);
    const counted = server.sent.filter((file) => !file.route.endsWith(".woff2"));
    const kib = (size) => Math.round(counted.reduce((sum, file) => sum + file[size], 0) / 102.4) / 10;
    t.diagnostic(`${route}: ${kib("packed")} KiB, ${kib("whole")} KiB before packing`);
    assert.ok(kib("packed") <= 100, `${route}: ${kib("packed")} KiB`);
    assert.deepEqual(sheets, [`${server.url}assets/style.css`], route);
    assert.deepEqual(blocking, sheets, route);
  }
});

test("a second sheet and a script that is not put off are seen to be waited for", async () => {
  await plant("waiting.html", `<link rel="stylesheet" href="assets/style.css?second"><script src="assets/dates.js?soon"></script>`);
  const { blocking, sheets } = await waits("waiting.html");
  assert.ok(blocking.includes(`${server.url}assets/dates.js?soon`), `${blocking}`);
  assert.ok(sheets.includes(`${server.url}assets/style.css?second`), `${sheets}`);
});

const packed = async (file) => (await promisify(gzip)(await readFile(path.join(site.out, file)))).length;

/** Returns what a page and the files that it names weigh, packed, in KiB. */
async function weight(route, known = new Map()) {
  const text = await readFile(path.join(site.out, route), "utf8");
  const named = text.matchAll(/<(?:link rel="stylesheet"|script|img)[^>]* (?:href|src)="([^"]*)"/g);
  const files = [...named].map(([, file]) => path.posix.join(path.posix.dirname(route), file));
  const weigh = (file) => known.get(file) ?? known.set(file, packed(file)).get(file);
  const weights = await Promise.all([route, ...new Set(files)].map(weigh));
  return weights.reduce((sum, one) => sum + one, 0) / 1024;
}

test("no page of the sample is heavy, packed as a server packs it", async (t) => {
  const known = new Map();
  const weights = await Promise.all(site.pages.map(async (route) => [await weight(route, known), route]));
  const [most, route] = weights.reduce((one, other) => (other[0] > one[0] ? other : one));
  t.diagnostic(`the heaviest is ${route}: ${most.toFixed(1)} KiB`);
  assert.ok(most <= 100, `${route}: ${most} KiB`);
});

test("a page with a large picture is seen to be heavy", async () => {
  await writeFile(path.join(site.out, "large.png"), randomBytes(100 * 1024));
  await plant("large.html", `<img src="large.png" alt="">`);
  assert.ok((await weight("large.html")) > 100);
});

/** Where things might move, each a sort of its own, at a desk and on a phone. */
const MOVING = [...PAGES, "coverage.html", "people/amara-okafor.html", "roles/acquisitions.html"];
const WIDTHS = [1280, 360];

/** Returns by how much the parts of a page move from its first paint until its letters and scripts are there, and which. */
async function shifts(url, width) {
  const context = await browser.newContext({ viewport: { width, height: 800 } });
  const page = await context.newPage();
  await page.clock.setFixedTime("2026-11-23T12:00:00"); // The day of the sample: a later one has more to say.
  await page.addInitScript(() => {
    window.shifts = [];
    window.watch = (list) => list.forEach(({ value, sources }) =>
      window.shifts.push([value, ...sources.map(({ node }) => (node?.outerHTML ?? node?.textContent)?.slice(0, 80))]));
    window.observer = new PerformanceObserver((list) => window.watch(list.getEntries()));
    window.observer.observe({ type: "layout-shift", buffered: true });
  });
  await page.goto(url);
  const shifts = await page.evaluate(async () => {
    await document.fonts.ready;
    for (let frame = 0; frame < 3; frame++) await new Promise(requestAnimationFrame);
    window.watch(window.observer.takeRecords());
    return window.shifts;
  });
  const letters = await page.evaluate(() => [...document.fonts].some(({ family, status }) => /Hyperlegible/.test(family) && status === "loaded"));
  const scripts = await page.locator(".print-this").count();
  assert.ok(letters && scripts, "the letters and the scripts have come");
  await context.close();
  // To three digits, as browsers tell it: a word at the right edge may move by less than a pixel.
  return { sum: shifts.reduce((sum, [value]) => sum + value, 0).toFixed(3), shifts };
}

/** Serves the sample with its scripts and its letters held back, by so many milliseconds. */
async function slow(t, scripts, letters) {
  const held = await serve(site.out, (route) => (route.endsWith(".woff2") ? letters : route.endsWith(".js") ? scripts : 0));
  t.after(held.stop);
  return held.url;
}

test("nothing on a page moves when its scripts and its letters come late", async (t) => {
  for (const [scripts, letters] of [[150, 500], [600, 300]]) {
    const url = await slow(t, scripts, letters);
    for (const route of MOVING)
      for (const width of WIDTHS) {
        const { sum, shifts: moved } = await shifts(url + route, width);
        assert.equal(sum, "0.000", `${route}, ${width}, ${scripts} and ${letters} ms: ${JSON.stringify(moved)}`);
      }
  }
});

test("what a script pushes down is seen to move", async (t) => {
  const script = `document.querySelector("main").prepend(document.createElement("p"), "Pushed down.");`;
  await writeFile(path.join(site.out, "assets/push.js"), script);
  await plant("pushed.html", `<script src="assets/push.js" defer></script>`);
  const url = await slow(t, 600, 0);
  for (const width of WIDTHS) assert.ok((await shifts(`${url}pushed.html`, width)).sum > 0.01, `${width}`);
});
