// The search in a browser: what it finds in the sample handbook and how the field is used by keyboard, in a folder that was
// opened by double click.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import { launch, program, typeSearch, until } from "./support.mjs";

const repository = fileURLToPath(new URL("../..", import.meta.url));

let browser, scratch, sample;

before(async () => {
  scratch = await mkdtemp(path.join(tmpdir(), "handbook-search-"));
  sample = await build(repository, path.join(scratch, "sample"));
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await rm(scratch, { recursive: true, force: true });
});

/** Makes a handbook without pages, and returns its root and what puts a page into its guide. */
async function handbook(name) {
  const root = path.join(scratch, name);
  await mkdir(path.join(root, "content/guide"), { recursive: true });
  await writeFile(path.join(root, "content/handbook.yaml"), "title: Handbook\ninstitution: {name: Hollis Library}\n");
  const put = (page, title, text) =>
    writeFile(path.join(root, `content/guide/${page}.md`), `---\ntitle: ${title}\n---\n\n${text}\n`);
  return { root, put };
}

/** Builds a handbook and returns the folder. */
async function build(root, out) {
  const run = spawnSync(program, ["build", "--root", root, "--out", out, "--today", "2026-11-23"], { encoding: "utf8" });
  assert.equal(run.status, 0, run.stderr);
  return out;
}

/** Opens a page of a site in a folder by double click. */
async function open(folder, route = "index.html", options = {}) {
  const page = await browser.newPage(options);
  page.on("pageerror", (error) => assert.fail(error));
  await page.goto(new URL(route, `${pathToFileURL(folder).href}/`).href);
  return page;
}

/** Puts words into the field at once and returns the routes in the list, once they are there. */
function ask(page, words) {
  return page.evaluate(async (words) => {
    const form = document.querySelector("form.search");
    const field = form.querySelector("input");
    field.focus();
    const shown = new Promise((resolve) => form.addEventListener("search-shown", resolve, { once: true }));
    field.value = words;
    field.dispatchEvent(new Event("input"));
    await shown;
    const top = new URL("../", document.querySelector("script[src*='assets/search.js']").src).href;
    return [...document.querySelectorAll("#search--list [data-href]")].map((one) => one.dataset.href.slice(top.length));
  }, words);
}

const EXPECTED = [
  // People by first and last name, with and without accents, mistyped, begun.
  ["okafor", "people/amara-okafor.html"],
  ["amara", "people/amara-okafor.html"],
  ["Amara Okafor", "people/amara-okafor.html"],
  ["amrra", "people/amara-okafor.html"],
  ["whitfeld", "people/ben-whitfield.html"],
  ["nakam", "people/chloe-nakamura.html"],
  ["duarté", "people/ines-duarte.html"],
  ["osei", "people/henry-osei.html"],
  ["0109", "people/henry-osei.html"],
  // Roles by title, abbreviation, id, hyphen or none, a slip.
  ["ill", "roles/interlibrary-loan.html"],
  ["interlibary loan", "roles/interlibrary-loan.html"],
  ["interlibrary loans", "roles/interlibrary-loan.html"],
  ["ishare liaison", "roles/ishare-liaison.html"],
  ["I-Share liason", "roles/ishare-liaison.html"],
  ["e-resources", "roles/e-resources.html"],
  ["sis-loads", "roles/sis-loads.html"],
  ["api keys", "roles/key-keeper.html"],
  ["patron lod", "roles/sis-loads.html"],
  ["technical liaison", "roles/technical-liaison.html"],
  // Services, departments, contacts, access.
  ["alma", "services/alma.html"],
  ["primo", "services/primo-ve.html"],
  ["oclc", "services/oclc-cataloging.html"],
  ["if alma is down", "outage/alma.html"],
  ["campus it", "departments/campus-it.html"],
  ["carli office", "contacts/carli-office.html"],
  ["box folder", "access/box-folder.html"],
  // Lists, topics, tasks.
  ["announcements", "lists/liaison-announcements.html"],
  ["access services discussion", "lists/access-services-discussion.html"],
  ["remove student roles", "tasks/remove-student-roles.html"],
  // Procedures, whole and by section.
  ["offline desk", "procedures/circulation/run-the-desk-offline.html"],
  ["downtime", "procedures/systems/prepare-for-alma-downtime.html"],
  ["load patron records", "procedures/circulation/load-patrons.html"],
  ["loading patron records steps", "procedures/circulation/load-patrons.html#steps"],
  ["downtime test afterward", "procedures/systems/prepare-for-alma-downtime.html#test-afterward"],
  ["find out where it breaks", "procedures/systems/report-a-connectivity-problem.html#find-out-where-it-breaks"],
  ["batch change goes wrong", "procedures/cataloging/clean-up-after-a-batch-change.html#what-goes-wrong"],
  ["passwords", "guide/publishing-the-handbook.html#passwords"],
  // Pages that are always there.
  ["task calendar", "calendar.html"],
  ["role coverage", "coverage.html"],
  ["single points", "single-points.html"],
  ["circ", "procedures/circulation/index.html"],
  ["ferrante", "people/lucia-ferrante.html"],
];

test("forty queries lead to what was meant, in a folder opened by double click", async () => {
  const page = await open(sample);
  const wrong = [];
  for (const [query, expected] of EXPECTED) {
    const [first] = await ask(page, query);
    if (first !== expected) wrong.push(`${query}: ${first} instead of ${expected}`);
  }
  assert.ok(EXPECTED.length >= 40);
  assert.deepEqual(wrong, []);
  await page.close();
});

test("one word leads to the same list as it does together with its plural", async () => {
  const page = await open(sample);
  for (const word of ["alma", "circ", "desk", "import", "interlibrary", "loan", "patron", "pat", "record", "report", "vendor", "zone", "liason"]) {
    const [alone, together] = [await ask(page, word), await ask(page, `${word} ${word}s`)];
    assert.ok(alone.length > 0, word);
    assert.deepEqual(alone, together, word);
  }
  await page.close();
});

test("a page that was opened before the handbook changed finds what came since", async () => {
  const { root, put } = await handbook("changing");
  await put("index", "Guide", "Ask at the desk.");
  const out = await build(root, path.join(scratch, "changed"));
  const page = await open(out);
  assert.deepEqual(await ask(page, "guide"), ["guide/index.html"]);
  const other = await open(out);
  const known = other.waitForEvent("requestfinished", (request) => request.url().endsWith("/search/map.js"));
  await other.focus("#search--words");
  await known;
  await put("index", "Guide", "Ask at the desk, or ask the quartermaster.");
  await build(root, out);
  // Its words were read already; that of what is spelled alike is asked for now, and tells that there is another map.
  const map = page.waitForRequest(/map\.js\?/);
  assert.deepEqual(await ask(page, "quartermaster"), ["guide/index.html"]);
  await map;
  // One query after another finds it out, and the last is answered.
  const asked = await other.evaluate(async () => {
    const field = document.querySelector("form.search input");
    const shown = new Promise((resolve) => field.form.addEventListener("search-shown", resolve, { once: true }));
    for (const word of ["desk", "quatermaster", "quartermaster"]) {
      field.value = word;
      field.dispatchEvent(new Event("input"));
    }
    return (await shown).detail;
  });
  assert.equal(asked, "quartermaster");
  assert.equal(await other.locator("#search--list [data-href]").count(), 1);
  await Promise.all([page.close(), other.close()]);
});

test("words that fit equally well stand in the order of the handbook, also where one word is asked for", async () => {
  const { root, put } = await handbook("equal");
  await put("one", "Page one", "A ref.");
  await put("two", "Page two", "Reference, reference, reference.");
  const page = await open(await build(root, path.join(scratch, "equals")));
  for (const words of ["ref", "ref refs"]) {
    assert.deepEqual(await ask(page, words), ["guide/one.html", "guide/two.html"], words);
  }
  await page.close();
});

describe("the field", () => {
  let page;
  const field = () => page.locator("#search--words");
  const state = () =>
    page.evaluate(() => {
      const field = document.querySelector("#search--words");
      const active = document.getElementById(field.getAttribute("aria-activedescendant") ?? "");
      return {
        role: field.getAttribute("role"),
        expanded: field.getAttribute("aria-expanded"),
        list: document.getElementById(field.getAttribute("aria-controls"))?.getAttribute("role"),
        active: active && [...active.parentElement.children].indexOf(active),
        selected: document.querySelectorAll("#search--list [aria-selected=true]").length,
        options: document.querySelectorAll("#search--list [role=option]").length,
        focused: document.activeElement === field,
        said: document.querySelector("form.search [role=status]").textContent,
      };
    });

  before(async () => (page = await open(sample, "procedures/circulation/load-patrons.html")));
  after(() => page.close());

  test("is a combobox that the slash opens and Escape leaves, the focus back where it was", async () => {
    const link = page.locator("main a").first();
    await link.focus();
    assert.equal((await state()).expanded, "false");
    await page.keyboard.press("/");
    assert.ok((await state()).focused);
    await typeSearch(page, "patron");
    await until("there are results", async () => /^\d+ results$/.test((await state()).said));
    const opened = await state();
    assert.deepEqual([opened.role, opened.expanded, opened.list, opened.active], ["combobox", "true", "listbox", null]);
    await page.keyboard.press("ArrowDown");
    assert.deepEqual([(await state()).active, (await state()).selected], [0, 1]);
    await page.keyboard.press("End");
    assert.equal((await state()).active, opened.options - 1);
    await page.keyboard.press("ArrowDown");
    assert.equal((await state()).active, 0);
    await page.keyboard.press("ArrowUp");
    await page.keyboard.press("Home");
    assert.equal((await state()).active, 0);
    await page.keyboard.press("Escape");
    assert.deepEqual([(await state()).expanded, (await state()).focused], ["false", false]);
    assert.ok(await link.evaluate((link) => link === document.activeElement));
  });

  test("takes a slash as a letter while somebody types", async () => {
    await field().fill("");
    await field().focus();
    await page.keyboard.type("a/b");
    assert.equal(await field().inputValue(), "a/b");
  });

  test("marks the words in what it shows, and Enter opens it", async () => {
    await ask(page, "interlibary loan");
    assert.deepEqual(await page.locator("#search--option-0 .name mark").allTextContents(), ["Interlibrary", "loan"]);
    assert.match(await page.locator("#search--option-0 .line").textContent(), /thin: Elena Marsh, Henry Osei \(backup\)/);
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await page.waitForURL("**/roles/interlibrary-loan.html");
  });

  test("offers recent searches while it is empty, and forgets them when asked", async () => {
    await field().fill("");
    await field().focus();
    const options = page.locator("#search--list [role=option]");
    await until("they are offered", async () => (await options.allTextContents()).includes("interlibary loan"));
    await options.last().click();
    assert.equal(await options.count(), 0);
    await page.reload();
    await field().focus();
    assert.equal(await options.count(), 0);
  });

  test("leads to a page with all results, in groups, with their number in its title", async () => {
    await field().fill("patron");
    await page.keyboard.press("Enter");
    await page.waitForURL("**/search.html?q=patron");
    await until("they are there", () => page.locator(".found a").count());
    const links = await page.locator(".found a").count();
    assert.match(await page.title(), new RegExp(`^${links} results for “patron” – Search`));
    assert.ok((await page.locator(".found h2").allTextContents()).includes(`Procedures (${await page
      .locator(".found", { has: page.locator("h2", { hasText: "Procedures" }) }).locator("a").count()})`));
  });
});

test("what is typed is never taken for markup", async () => {
  const page = await open(sample, "search.html?q=%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3Ealma");
  page.on("dialog", () => assert.fail("a script of the query ran"));
  await until("it is shown", async () => (await page.locator("h1").textContent()).includes("<img"));
  assert.equal(await page.locator("main img").count(), 0);
  await page.close();
});

test("without a script the form leads to a page that says what to do instead", async () => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(pathToFileURL(path.join(sample, "guide/index.html")).href);
  await page.fill("#search--words", "alma");
  await page.click("form.search button");
  await page.waitForURL("**/search.html?q=alma");
  assert.equal(await page.locator("main a[href='a-z.html']").count(), 1);
  await context.close();
});
