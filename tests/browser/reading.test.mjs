// What helps whoever reads the handbook: tables that sort and filter, a menu that folds, contents that follow, copying.
// The sample is opened from the disk, as by double click.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { createRequire } from "node:module";
import { mkdtemp, readFile, rm } from "node:fs/promises";
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
