// What helps whoever reads the handbook: tables that sort and filter, a menu that folds, contents that follow, copying.
// The sample is opened from the disk, as by double click.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { createRequire } from "node:module";
import { mkdtemp, readFile, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { launch, program } from "./support.mjs";

const root = fileURLToPath(new URL("../../", import.meta.url));
const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const FIRST = "2026-11-23";
let browser;
let folder;

/** Builds the sample for a day; returns where it is. */
async function built(day) {
  const out = path.join(folder, day);
  await promisify(execFile)(program, ["build", "--root", root, "--today", day, "--out", out]);
  return out;
}

before(async () => {
  browser = await launch();
  folder = await mkdtemp(path.join(tmpdir(), "handbook-reading-"));
  await built(FIRST);
});
after(async () => {
  await browser.close();
  await rm(folder, { recursive: true, force: true });
});

/** Opens a page of the sample as it was built on the first day. */
async function open(test, route, { day = FIRST, width = 1280, script = true, clock = FIRST } = {}) {
  const context = await browser.newContext({ viewport: { width, height: 900 }, javaScriptEnabled: script });
  test.after(() => context.close());
  const page = await context.newPage();
  await page.clock.setFixedTime(new Date(`${clock}T12:00:00`));
  await page.goto(pathToFileURL(path.join(folder, day, route)).href);
  return page;
}

const sound = async (page) => {
  // Not as a script of the page, which may hold none.
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => window.axe.run());
  assert.deepEqual(violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`), []);
};

const column = (page, nth) => page.locator(`main table tbody tr:not([hidden]) > :nth-child(${nth})`).allInnerTexts();

test("a long table sorts by its headings, one at a time, and says which way", async (t) => {
  const page = await open(t, "coverage.html");
  const heading = page.getByRole("button", { name: "Role", exact: true });
  await heading.focus();
  await page.keyboard.press("Enter");
  const up = await column(page, 1);
  assert.deepEqual(up, up.toSorted((a, b) => a.localeCompare(b, "en")));
  await page.keyboard.press("Enter");
  assert.deepEqual(await column(page, 1), up.toReversed());
  await page.getByRole("button", { name: "State" }).click();
  const states = (await column(page, 2)).map((text) => text.match(/thin|accepted|covered/)[0]);
  assert.deepEqual([...new Set(states)], ["thin", "accepted", "covered"]);
  assert.equal(await page.locator("[aria-sort]").count(), 1);
  await sound(page);
});

test("days sort by the calendar, not by their words", async (t) => {
  const page = await open(t, "reviews.html");
  const table = page.locator("table.reviews").first();
  await table.getByRole("button", { name: "Due" }).click();
  await table.getByRole("button", { name: "Due" }).click();
  const days = await table.locator("tbody td:nth-child(4) time").evaluateAll((all) => all.map((one) => one.dateTime));
  assert.ok(days.length > 8);
  assert.deepEqual(days, days.toSorted().toReversed());
});

test("a table is saved for a spreadsheet as it is to be seen", async (t) => {
  const page = await open(t, "coverage.html");
  await page.getByLabel("Show only rows with").fill("thin");
  const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Save as CSV" }).first().click()]);
  assert.equal(file.suggestedFilename(), "role-coverage.csv");
  const [heads, ...rows] = (await readFile(await file.path(), "utf8")).trimEnd().split("\r\n");
  assert.equal(heads, '\ufeff"Role","State","Holders","Backups"');
  assert.equal(rows.length, (await column(page, 1)).length);
  assert.ok(rows.length > 1);
  const acquisitions = '"Acquisitions","thin; one person can do it today, two are wanted","Farid Haddad (since 1 February 2016)","none"';
  assert.ok(rows.includes(acquisitions), rows.join("\n"));
  await sound(page);
});

test("a table in a text and the grid of a month are saved too", async (t) => {
  const saved = async (route) => {
    const page = await open(t, route);
    assert.equal(await page.getByRole("button", { name: "Save as CSV" }).count(), await page.locator(".table > table").count());
    const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Save as CSV" }).first().click()]);
    await sound(page);
    return (await readFile(await file.path(), "utf8")).slice(1).trimEnd().split("\r\n");
  };
  const [heads, first] = await saved("guide/who-may-read-what.html");
  assert.equal(heads, '"What","Public","Staff","Supervisors","Liaison"');
  assert.match(first, /^"Departments, services, .*","yes","yes","yes","yes"$/);
  const month = await saved("calendar/2026-11.html");
  assert.equal(month[0], '"Monday","Tuesday","Wednesday","Thursday","Friday","Saturday","Sunday"');
  assert.match(month.join("\n"), /"23[^"]*today/);
});

test("a field leaves the rows with its words, counts them aloud, and Escape brings all back", async (t) => {
  const page = await open(t, "coverage.html");
  const all = (await column(page, 1)).length;
  await page.getByLabel("Show only rows with").pressSequentially("amara THIN");
  const left = await page.locator("main tbody tr:not([hidden])").allInnerTexts();
  assert.ok(left.length > 0 && left.length < all);
  for (const row of left) assert.ok(/amara/i.test(row) && /thin/i.test(row), row);
  await page.locator("output", { hasText: `${left.length} of ${all} rows` }).waitFor();
  await page.keyboard.press("Escape");
  assert.equal((await column(page, 1)).length, all);
  await page.getByLabel("Show only rows with").fill("no such words");
  await page.locator("output", { hasText: "No row has these words." }).waitFor();
  await sound(page);
});

test("headings stay in sight, and nothing that gets the focus lies under them", async (t) => {
  const page = await open(t, "coverage.html");
  const links = await page.locator("main tbody a").count();
  await page.evaluate(() => window.scrollTo(0, document.body.scrollHeight));
  await page.locator("main tbody a").last().focus();
  const top = () => page.locator("main thead th").first().evaluate((head) => head.getBoundingClientRect().top);
  assert.ok((await top()) >= 0 && (await top()) < 80);
  for (let at = links; at > 1; at -= 1) {
    await page.keyboard.press("Shift+Tab");
    const hidden = await page.evaluate(() => {
      const one = document.activeElement;
      const box = one.getBoundingClientRect();
      const seen = document.elementFromPoint(box.left + box.width / 2, box.top + 4);
      return one.contains(seen) || seen.contains(one) ? "" : `${one.textContent} at ${box.top} under ${seen.outerHTML}`;
    });
    assert.equal(hidden, "");
  }
});

test("without a script a table is whole, and the menu folds", async (t) => {
  const page = await open(t, "coverage.html", { script: false });
  assert.equal(await page.locator("main input, main button").count(), 0);
  const records = page.locator(".menu details", { hasText: "Records" });
  const before = await records.locator("a").first().isVisible();
  await records.locator("summary").click();
  assert.notEqual(await records.locator("a").first().isVisible(), before);
  const current = page.locator('.menu [aria-current="page"]');
  assert.equal(await current.innerText(), "Role coverage");
  assert.ok(await current.isVisible());
});

test("the group of the menu with the page that is shown is open", async (t) => {
  const page = await open(t, "resources/index.html", { script: false });
  assert.ok(await page.locator('.menu [aria-current="page"]').isVisible());
});

test("the link at the top leads to the text", async (t) => {
  const page = await open(t, "coverage.html");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  assert.equal(await page.evaluate(() => document.activeElement.id), "main--text");
});

test("the contents of a page say where the reader is", async (t) => {
  const page = await open(t, "procedures/systems/prepare-for-alma-downtime.html");
  const links = page.locator(".contents a");
  const ids = await links.evaluateAll((all) => all.map((one) => one.hash.slice(1)));
  assert.ok(ids.length > 3);
  const current = page.locator(".contents [aria-current]");
  for (const id of [ids[1], ids[2], ids.at(-1)]) {
    await page.locator(`.contents a[href="#${id}"]`).click();
    await page.locator(`.contents a[href="#${id}"][aria-current="true"]`).waitFor();
    assert.equal(await current.count(), 1);
  }
  await sound(page);
});

test("an address is copied by a button that says so, also on a page opened by double click", async (t) => {
  const page = await open(t, "roles/login-security.html");
  await page.evaluate(() => document.addEventListener("copy", () => (window.taken = String(document.getSelection()))));
  await page.evaluate(() => Object.defineProperty(navigator, "clipboard", { value: undefined }));
  const button = page.getByRole("button", { name: /^Copy .*@/ }).first();
  const address = (await button.getAttribute("aria-label")).replace("Copy ", "");
  await button.focus();
  await page.keyboard.press("Enter");
  await page.getByRole("status").filter({ hasText: `Copied ${address}` }).waitFor({ state: "attached" });
  assert.equal(await page.evaluate(() => document.activeElement.getAttribute("aria-label")), `Copied ${address}`);
  assert.equal(await page.evaluate(() => window.taken), address);
  await sound(page);
});

test("a page prints by a button that is not on the paper", async (t) => {
  const page = await open(t, "coverage.html");
  await page.evaluate(() => (window.print = () => (window.printed = true)));
  const button = page.getByRole("button", { name: "Print this page" });
  await button.click();
  assert.ok(await page.evaluate(() => window.printed));
  await page.emulateMedia({ media: "print" });
  assert.ok(!(await button.isVisible()));
  assert.ok(!(await page.getByLabel("Show only rows with").isVisible()));
});

/** A later day: leaves have ended, somebody has left, reviews are overdue. */
const LATER = "2027-05-20";

/** Returns what is said, with blanks as one. */
const said = (texts) => texts.map((text) => text.replace(/\s+/g, " ").trim());

/** Returns what the parts of a page that follow the day say. */
const followed = async (page) => ({
  presence: said(await page.locator(".presence").allInnerTexts()),
  people: said(await page.locator(".depth .person, .depths .person").allInnerTexts()),
  reach: said(await page.locator(".who .reach li:visible, .live > .reach > li:visible, .who dd > .quiet:visible").allInnerTexts()).filter(Boolean),
  review: said(await page.locator("article > .alert, dd[data-due]").allInnerTexts()),
  depth: said(await page.locator("section.depth > p").first().allInnerTexts()),
  rows: said(await page.locator("table.reviews").first().locator("td[data-due]").allInnerTexts()),
});

test("a page of an earlier day says, read later, what a page of that later day says", async (t) => {
  await built(LATER);
  const pages = async (under) =>
    (await readdir(path.join(folder, FIRST, under), { recursive: true }))
      .filter((name) => name.endsWith(".html")).map((name) => `${under}/${name}`);
  const texts = (await pages("procedures")).sort();
  // Some of them, and some whose owner's holders come or go.
  const comes = async (name) => (await readFile(path.join(folder, FIRST, name), "utf8")).includes("data-part=");
  const held = await Promise.all(texts.map(comes));
  const some = texts.filter((_, nth) => nth % 8 === 0 || (held[nth] && nth % 4 === 2));
  const all = [...await pages("people"), ...await pages("roles"), ...some, "reviews.html"];
  const first = await open(t, "index.html", { clock: LATER });
  const later = await open(t, "index.html", { day: LATER, clock: LATER });
  const still = await open(t, "index.html");
  const moved = new Set();
  for (const route of all.filter((route) => route !== "roles/index.html")) {
    // An address that a page once had leads on at once.
    if (/http-equiv="refresh"/i.test(await readFile(path.join(folder, FIRST, route), "utf8"))) continue;
    const at = (day) => pathToFileURL(path.join(folder, day, route)).href;
    // The scripts have run by then.
    const ready = { waitUntil: "domcontentloaded" };
    await Promise.all([first.goto(at(FIRST), ready), later.goto(at(LATER), ready)]);
    const [follows, fresh] = await Promise.all([followed(first), followed(later)]);
    assert.deepEqual(follows, fresh, route);
    if (moved.size === Object.keys(follows).length) continue;
    await still.goto(at(FIRST), ready);
    const before = await followed(still);
    for (const [part, words] of Object.entries(follows)) if (`${words}` !== `${before[part]}`) moved.add(part);
  }
  // Each of them has something to follow between the two days, or the test would hold it to nothing.
  assert.deepEqual([...moved].sort(), ["depth", "people", "presence", "reach", "review", "rows"]);
});

test("a page says of which day it is, and when the handbook was not built for long", async (t) => {
  const bare = await open(t, "roles/login-security.html", { script: false });
  await bare.getByText("As of 23 November 2026.").waitFor();
  const soon = await open(t, "roles/login-security.html", { clock: "2026-12-06" });
  await soon.getByText("As known on 23 November 2026; days are counted to today, 6 December 2026.").waitFor();
  assert.equal(await soon.getByText("was last built").count(), 0);
  const stale = await open(t, "roles/login-security.html", { clock: "2026-12-07" });
  await stale.getByText("This handbook was last built on 23 November 2026, 14 days ago.").waitFor();
  await sound(stale);
  const early = await open(t, "roles/login-security.html", { clock: "2026-11-01" });
  await early.getByText("As of 23 November 2026.").waitFor();
});

/** Returns what a page says, but for how long ago it was built. */
const text = (page) => page.locator("main").evaluate((main) => {
  main.querySelector(".stale")?.remove();
  return main.innerText.replace(/\s+/g, " ");
});

test("the home page of an earlier day is, read later, that of the later day", async (t) => {
  const early = "2027-05-06";
  const days = [
    // Something was not done and something else comes into the two weeks; reviews are overdue; a gap begins.
    [FIRST, "2026-12-04", /overdue Read the CARLI newsletter.* 18 December 2026 Take back the roles/],
    [FIRST, "2027-01-22", /1 more review(?!s)/],
    [early, "2027-05-16", /gap Interlibrary loan/],
  ];
  await built(early);
  for (const [day, clock, words] of days) {
    await built(clock);
    const before = await text(await open(t, "index.html", { day, script: false }));
    const follows = await text(await open(t, "index.html", { day, clock }));
    assert.equal(follows, await text(await open(t, "index.html", { day: clock, clock })), clock);
    assert.match(follows, words);
    assert.doesNotMatch(before, words);
  }
});

/** Pages whose rows follow the day; on each of them something is otherwise on the later day. */
const ROWS = ["coverage.html", "roles/index.html", "access/index.html", "tasks/index.html", "matrix.html",
  "list-matrix.html", "outage/alma.html"];

/** What is a row of a page; of lists only who reads them, for to whom one is recommended is told anew by a build alone. */
const ROW = ["tbody tr", ".roster > li"].map((row) => `${row}:not(:has(.reads, .recommended))`)
  .concat(".reads", ".reads + .person", "td > .state", ".tell > li", ".affected > li", ".tally").join();


/** Returns the rows of a page, in no order, for a table of an earlier day stands in that of the earlier day. */
const rows = async (page) =>
  said(await page.locator("main").locator(ROW).allInnerTexts()).sort();

test("the rows of a page of an earlier day say, read later, what those of the later day say", async (t) => {
  await built(LATER);
  for (const route of ROWS) {
    const follows = await rows(await open(t, route, { clock: LATER }));
    assert.deepEqual(follows, await rows(await open(t, route, { day: LATER, clock: LATER })), route);
    assert.notDeepEqual(follows, await rows(await open(t, route, { script: false })), route);
  }
});

test("a home page that is older than what it knows of says where the rest stands", async (t) => {
  const rest = (page) => page.getByText("What else is due stands in the calendar").isVisible();
  assert.ok(!(await rest(await open(t, "index.html", { clock: "2027-01-22" }))));
  assert.ok(await rest(await open(t, "index.html", { clock: "2027-01-23" })));
});

test("whoever is here today is named without a script too", async (t) => {
  for (const [route, list] of [["outage/alma.html", ".tell .people"], ["tasks/index.html", "td .people"]]) {
    const page = await open(t, route, { script: false });
    const names = await page.locator(list).allInnerTexts();
    assert.ok(names.length > 0 && names.every((name) => name.trim()), route);
    assert.doesNotMatch(await page.locator("main").innerText(), /Nobody who is here/);
  }
});

test("what is of other days is on no page without a script, and not on paper", async (t) => {
  for (const script of [true, false]) {
    const page = await open(t, "index.html", { script });
    await page.emulateMedia({ media: "print" });
    const said = await page.locator("main").innerText();
    assert.match(said, /24 November 2026/);
    assert.doesNotMatch(said, /overdue|Take back the roles/);
  }
});

test("who to ask is found by a word, also on a phone", async (t) => {
  const page = await open(t, "ask.html", { width: 320 });
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= 320));
  await page.getByLabel("Show only rows with").fill("campus sign-on");
  const rows = await page.locator(".ask tbody tr:not([hidden])").allInnerTexts();
  assert.ok(rows.length > 0);
  assert.match(rows[0], /@|555-/);
  await sound(page);
});

test("a question mark opens the page about keys, which can switch it off", async (t) => {
  const page = await open(t, "roles/login-security.html");
  await page.keyboard.press("?");
  await page.waitForURL(/shortcuts\.html$/);
  await sound(page);
  await page.getByRole("checkbox").click();
  await page.goto(page.url().replace("shortcuts", "coverage"));
  await page.getByLabel("Show only rows with").press("?");
  await page.locator("body").press("?");
  await page.locator("body").press("Tab");
  assert.match(page.url(), /coverage\.html$/);
});
