// Every kind of page before axe, in light and in dark, on a desk and on a phone.

import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { eachInPages, everyKind, open, sample, told } from "./sample.mjs";
import { launch } from "./support.mjs";

const axe = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

/** WCAG 2.2, levels A and AA, and what axe advises beyond it. */
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const RULES = { runOnly: { type: "tag", values: TAGS }, rules: { "target-size": { enabled: true } } };

/** In this order a page is laid out anew but once. */
const LOOKS = [
  { colorScheme: "light", width: 1280 },
  { colorScheme: "dark", width: 1280 },
  { colorScheme: "dark", width: 320 },
  { colorScheme: "light", width: 320 },
];

/** So tall a window hides little behind what stays in sight when the page scrolls. */
const TALL = 6000;

/** What axe leaves to people, at what width, and why that is no fault here. */
const EXPLAINED = [
  // The symbol beside a word of the same colour.
  { rule: "color-contrast", words: /contains only non-text characters|too short/ },
  // The months above a year's strips, small print on the ground of the page.
  { rule: "color-contrast", where: /\.ruler/ },
  // In what scrolls on a phone; it is seen whole on a desk.
  { rule: "color-contrast", words: /partially obscured|overlap|outside the viewport/, width: 320 },
  // An arrow that says with words where it leads back to.
  { rule: "label-content-name-mismatch", words: /Unable to determine/ },
];

let browser;
let site;

before(async () => {
  site = await sample();
  browser = await launch();
});
after(() => Promise.all([browser?.close(), site?.remove()]));

/** Returns what axe finds in a page or a part of it as it stands, and what it cannot tell and nobody has explained. */
async function judge(page, { width }, part = "html") {
  if (!(await page.evaluate(() => "axe" in window))) await page.addScriptTag({ path: axe });
  const settings = { ...RULES, preload: false, resultTypes: ["violations", "incomplete"] };
  const said = await page.evaluate(([part, settings]) => axe.run(part, settings), [part, settings]);
  const each = ({ id, nodes }) => nodes.map((node) => ({ id, where: node.target.join(" "), why: node.failureSummary }));
  const explains = (fault) => (one) =>
    one.rule === fault.id && (one.width ?? width) === width && (one.words ?? one.where).test(one.words ? fault.why : fault.where);
  const explained = (fault) => EXPLAINED.some(explains(fault));
  const unclear = said.incomplete.flatMap(each).filter((one) => !explained(one));
  return [...said.violations.flatMap(each), ...unclear].map(
    ({ id, where, why }) => `${id}: ${where}: ${why.replace(/\s+/g, " ")}`,
  );
}

/** Opens a page for axe, whose script the page itself would not let in. */
const context = () => browser.newContext({ bypassCSP: true });

async function show(page, { colorScheme, width }) {
  await page.emulateMedia({ colorScheme });
  await page.setViewportSize({ width, height: TALL });
}

test("axe finds nothing on any kind of page", async () => {
  const within = await context();
  const faults = [];
  await eachInPages(within, everyKind(site), async (page, route) => {
    await open(page, site, route);
    for (const look of LOOKS) {
      await show(page, look);
      for (const fault of await judge(page, look)) faults.push(`${route}, ${look.colorScheme}, ${look.width}: ${fault}`);
    }
  });
  await within.close();
  assert.equal(faults.length, 0, told(faults));
});

test("axe finds nothing while the menu is open, or while somebody searches or sorts", async () => {
  const within = await context();
  const page = await within.newPage();
  const faults = [];
  const hold = async (what, part) => {
    for (const look of LOOKS) {
      await show(page, look);
      for (const fault of await judge(page, look, part)) faults.push(`${what}, ${look.colorScheme}, ${look.width}: ${fault}`);
    }
  };
  await page.goto(site.address("procedures/circulation/load-patrons.html"));
  await page.evaluate(() => document.querySelectorAll(".menu details").forEach((group) => (group.open = true)));
  await hold("menu");
  const field = page.locator("[role=combobox]");
  await field.fill("patron");
  await page.locator("[role=option]").first().waitFor();
  await field.press("ArrowDown");
  await hold("search", ".top"); // The results lie over the text, which has been looked at without them.
  await page.goto(site.address("coverage.html"));
  await page.locator("main th button").first().press("Enter");
  await page.locator("main .filter input").first().fill("alma");
  await hold("a sorted table");
  await within.close();
  assert.equal(faults.length, 0, told(faults));
});

test("axe finds what is wrong, so that it does look", async () => {
  const within = await context();
  const page = await within.newPage();
  await page.goto(site.address("index.html"));
  await page.evaluate(() => {
    document.documentElement.lang = "";
    const pale = document.querySelector("main .summary");
    pale.style.color = "#999";
    const small = document.createElement("div");
    small.innerHTML = `<button style="width: 9px; height: 9px; padding: 0">a</button><button style="width: 9px; height: 9px; padding: 0">b</button>`;
    document.querySelector("main").append(small);
  });
  await show(page, LOOKS[0]);
  const found = await judge(page, LOOKS[0]);
  for (const rule of ["html-has-lang", "color-contrast", "target-size"])
    assert.ok(found.some((fault) => fault.startsWith(`${rule}:`)), rule);
  await within.close();
});
