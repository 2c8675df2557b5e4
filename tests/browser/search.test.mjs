// The search in a browser: what it finds in the sample handbook, how the field is used by keyboard, and how much it loads
// and how long it takes with 10,000 pages; on http and in a folder that was opened by double click.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { createReadStream } from "node:fs";
import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import { launch, program, until } from "./support.mjs";

const KIB = 1024;
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
    await page.keyboard.type("patron");
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

describe("with 10,000 pages", () => {
  const PAGES = 10_000;
  let folder, server, address, words;

  before(async () => {
    const root = path.join(scratch, "large");
    words = await generate(root, PAGES);
    folder = await build(root, path.join(scratch, "large-site"));
    server = createServer((request, response) => {
      const file = path.join(folder, decodeURIComponent(new URL(request.url, "http://localhost").pathname));
      const type = { ".js": "text/javascript", ".css": "text/css", ".html": "text/html" }[path.extname(file)];
      createReadStream(file).on("error", () => response.writeHead(404).end())
        .on("open", () => response.writeHead(200, { "content-type": type ?? "application/octet-stream" })).pipe(response);
    });
    await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
    address = `http://127.0.0.1:${server.address().port}/`;
  });

  after(() => server?.close());

  test("the index is no larger than 8 MiB", async (context) => {
    const names = await readdir(path.join(folder, "search"));
    const sizes = await Promise.all(names.map(async (name) => (await stat(path.join(folder, "search", name))).size));
    const total = sizes.reduce((sum, size) => sum + size, 0);
    context.diagnostic(`${names.length} files, ${(total / KIB / KIB).toFixed(2)} MiB, the largest ${Math.max(...sizes)}`);
    assert.ok(total > 1024 * KIB && total <= 8 * KIB * KIB, `${total} bytes`);
  });

  for (const way of ["file", "http"]) {
    test(`a word loads at most 80 KiB and its results are there within 100 ms (${way})`, async (context) => {
      const top = way === "file" ? `${pathToFileURL(folder).href}/` : address;
      const [loads, times] = [[], []];
      for (const word of words) {
        const page = await browser.newPage();
        const asked = [];
        page.on("request", (request) => asked.push(new URL(request.url()).pathname));
        await page.goto(`${top}index.html`);
        // The map comes when the search is opened.
        await page.focus("#search--words");
        await until("the map is there", () => asked.some((file) => file.endsWith("/search/map.js")));
        await page.waitForTimeout(150);
        const [time, count] = await page.evaluate(async (word) => {
          const form = document.querySelector("form.search");
          const field = form.querySelector("input");
          const shown = new Promise((resolve) => form.addEventListener("search-shown", resolve, { once: true }));
          const started = performance.now();
          field.value = word;
          field.dispatchEvent(new Event("input"));
          await shown;
          return [performance.now() - started, document.querySelectorAll("#search--list [data-href]").length];
        }, word);
        assert.ok(count > 0, `${word} is not found`);
        const files = asked.filter((file) => file.includes("/search/")).map((file) => path.basename(file));
        const sizes = await Promise.all(files.map(async (name) => (await stat(path.join(folder, "search", name))).size));
        loads.push([sizes.reduce((sum, size) => sum + size, 0), word]);
        times.push(time);
        await page.close();
      }
      loads.sort(([one], [other]) => one - other);
      times.sort((one, other) => one - other);
      const [most, word] = loads.at(-1);
      const median = times[times.length >> 1];
      context.diagnostic(
        `median ${median.toFixed(1)} ms, longest ${times.at(-1).toFixed(1)} ms; ` +
        `median ${(loads[loads.length >> 1][0] / KIB).toFixed(1)} KiB, most ${(most / KIB).toFixed(1)} KiB for ${word}`,
      );
      assert.ok(most <= 80 * KIB, `${word} loads ${most} bytes`);
      assert.ok(median <= 100, `the median is ${median} ms`);
    });
  }
});

/**
 * Writes a handbook of so many pages of about 800 words, always the same, and returns words to look for: common ones, rare
 * ones, begun ones, mistyped ones.
 */
async function generate(root, pages) {
  let seed = 42;
  const roll = (sides) => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((seed / 2 ** 32) * sides);
  };
  const parts = "ba con der fil gar hes in jo ket lum mar nes op par qui rus sol tem ur vin wes xan yor zel".split(" ");
  const known = new Set();
  while (known.size < 6000) known.add(Array.from({ length: 2 + roll(3) }, () => parts[roll(parts.length)]).join(""));
  const vocabulary = [...known];
  const small = "the a of to in and is it for on with as at by from that this be or are if when who will not".split(" ");
  // The commonest words come far more often than the rest, as in any language.
  const word = () => (roll(5) < 2 ? small[roll(small.length)] : vocabulary[Math.floor(vocabulary.length ** (roll(1e6) / 1e6)) - 1]);
  const sentence = (count) => Array.from({ length: count }, word).join(" ");
  const folder = (page) => `procedures/section-${page % 20}/group-${Math.floor(page / 500)}`;
  const put = async (name, text) => writeFile(path.join(root, "content", name), text);
  for (let page = 0; page < pages; page += 500) {
    for (let section = 0; section < 20; section++) {
      await mkdir(path.join(root, "content", folder(page + section)), { recursive: true });
    }
  }
  await mkdir(path.join(root, "content/data"), { recursive: true });
  await put("handbook.yaml", "title: Handbook\ninstitution: {name: Sample Library}\n");
  const range = (count, line) => Array.from({ length: count }, (_, at) => line(at)).join("");
  await put("data/people.yaml", range(1000, (at) =>
    `person-${at}:\n  name: ${vocabulary[at]} ${vocabulary[5999 - at]}\n  email: p${at}@example.edu\n  phone: 555-${1000 + at}\n`));
  await put("data/roles.yaml", range(500, (at) =>
    `role-${at}:\n  name: Role ${vocabulary[2000 + at]}\n  kind: operational\n  coverage: {minimum: 1}\n  holders: [person-${at}]\n`));
  for (let page = 0; page < pages; page++) {
    let text = `---\ntitle: ${page} ${sentence(4)}\nowner: role-${page % 500}\n---\n\n${sentence(110)}.\n`;
    for (let section = 0; section < 5; section++) {
      text += `\n## ${section} ${sentence(3)}\n\n${sentence(68)}.\n\n${sentence(66)}.\n`;
    }
    await put(`${folder(page)}/page-${page}.md`, text);
  }
  const some = [0, 3, 20, 100, 400, 1500, 3000, 4500, 5900].map((at) => vocabulary[at]);
  const begun = [vocabulary[50], vocabulary[2500]].map((word) => word.slice(0, 4));
  const swapped = [vocabulary[200], vocabulary[5000]].filter((word) => word.length > 4)
    .map((word) => `${word.slice(0, 2)}${word[3]}${word[2]}${word.slice(4)}`);
  return [...some, ...begun, ...swapped];
}
