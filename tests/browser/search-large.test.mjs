// How much the search of a handbook of 10,000 pages loads, and how soon it answers; on http and in a folder that was opened
// by double click. How long it takes is told and not judged, because a test does not know what else the machine does.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import { serve } from "./server.mjs";
import { launch, program, until } from "./support.mjs";

const PAGES = 10_000;
const KIB = 1024;
const MOST_OF_ALL = 8 * KIB * KIB;
const MOST_OF_A_WORD = 80 * KIB;

let browser, folder, scratch, server, words;

before(async () => {
  scratch = await mkdtemp(path.join(tmpdir(), "handbook-search-"));
  const root = path.join(scratch, "large");
  words = await generate(root, PAGES);
  folder = path.join(scratch, "site");
  const run = spawnSync(program, ["build", "--root", root, "--out", folder, "--today", "2026-11-23"], {
    encoding: "utf8",
    maxBuffer: 256 * KIB * KIB,
  });
  assert.equal(run.status, 0, run.stderr.slice(-2000));
  server = await serve(folder);
  browser = await launch();
});

after(async () => {
  await Promise.all([browser?.close(), server?.stop()]);
  await rm(scratch, { recursive: true, force: true });
});

const size = async (name) => (await stat(path.join(folder, "search", name))).size;
const sum = (sizes) => sizes.reduce((sum, size) => sum + size, 0);

test("all that the search knows of 10,000 pages is no larger than 8 MiB", async (t) => {
  const sizes = await Promise.all((await readdir(path.join(folder, "search"))).map(size));
  t.diagnostic(`${sizes.length} files, ${(sum(sizes) / KIB / KIB).toFixed(2)} MiB, the largest ${Math.max(...sizes)} bytes`);
  assert.ok(sum(sizes) > KIB * KIB, "there is something to find");
  assert.ok(sum(sizes) <= MOST_OF_ALL, `${sum(sizes)} bytes`);
});

/** Opens the home page, asks for one word, and returns what that loaded and how long it took until results were there. */
async function ask(top, word) {
  const page = await browser.newPage();
  const asked = [];
  page.on("request", (request) => asked.push(new URL(request.url()).pathname));
  await page.goto(`${top}index.html`);
  // What is the same for all words comes when the field is entered.
  await page.focus("#search--words");
  await until("the map is there", () => asked.some((file) => file.endsWith("/search/map.js")));
  await page.waitForTimeout(500); // As somebody who has come to the page and begins to type.
  const [time, count] = await page.evaluate(async (word) => {
    const form = document.querySelector("form.search");
    const field = form.querySelector("input");
    const list = document.getElementById("search--list");
    const started = performance.now();
    const first = new Promise((resolve) => new MutationObserver(() => resolve(performance.now())).observe(list, { childList: true }));
    const all = new Promise((resolve) => form.addEventListener("search-shown", resolve, { once: true }));
    field.value = word;
    field.dispatchEvent(new Event("input"));
    await all;
    return [(await first) - started, list.querySelectorAll("[data-href]").length];
  }, word);
  await page.close();
  assert.ok(count > 0, `${word} is not found`);
  const names = asked.filter((file) => file.includes("/search/")).map((file) => path.basename(file));
  return { word, time, bytes: sum(await Promise.all(names.map(size))) };
}

for (const way of ["in a folder", "on a server"]) {
  test(`a word loads at most 80 KiB, ${way}`, async (t) => {
    const top = way === "in a folder" ? `${pathToFileURL(folder).href}/` : server.url;
    const answers = [];
    for (const word of words) answers.push(await ask(top, word));
    const [times, loads] = ["time", "bytes"].map((what) => answers.map((one) => one[what]).sort((one, other) => one - other));
    const middle = answers.length >> 1;
    t.diagnostic(`first results after ${times[middle].toFixed(0)} ms in the median, ${times.at(-1).toFixed(0)} ms at most`);
    t.diagnostic(`${(loads[middle] / KIB).toFixed(1)} KiB in the median, ${(loads.at(-1) / KIB).toFixed(1)} KiB at most`);
    for (const one of answers) assert.ok(one.bytes <= MOST_OF_A_WORD, `${one.word} loads ${one.bytes} bytes`);
  });
}

/** Types a word as somebody who types fast, and returns how long each key took until results were there; a key without is left out. */
async function type(top, word) {
  const page = await browser.newPage();
  await page.goto(`${top}index.html`);
  await page.focus("#search--words");
  await page.waitForTimeout(500);
  await page.evaluate(() => {
    const list = document.getElementById("search--list");
    window.keys = [];
    document.querySelector("form.search input").addEventListener("keydown", () => window.keys.push({ pressed: performance.now() }), true);
    new MutationObserver(() => {
      if (list.querySelector("[data-href]")) window.keys.at(-1).answered ??= performance.now();
    }).observe(list, { childList: true });
  });
  await page.keyboard.type(word, { delay: 120 });
  await until(`the last key of ${word} is answered`, () => page.evaluate(() => !!window.keys.at(-1).answered));
  const times = await page.evaluate(() => window.keys.map((key) => key.answered && key.answered - key.pressed));
  await page.close();
  return times;
}

for (const way of ["in a folder", "on a server"]) {
  test(`a word is answered while it is typed, ${way}`, async (t) => {
    const top = way === "in a folder" ? `${pathToFileURL(folder).href}/` : server.url;
    const [last, all] = [[], []];
    for (const word of words) {
      const times = await type(top, word);
      last.push(times.at(-1));
      all.push(...times.filter(Boolean));
    }
    for (const [which, times] of Object.entries({ "a last key": last, "any key": all })) {
      times.sort((one, other) => one - other);
      t.diagnostic(`first results ${times[times.length >> 1].toFixed(0)} ms after ${which} in the median, ${times.at(-1).toFixed(0)} ms at most`);
    }
  });
}

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
  await put("handbook.yaml", "title: Handbook\ninstitution: {name: Sample Library}\nlevels: {orphan-page: off}\n");
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
