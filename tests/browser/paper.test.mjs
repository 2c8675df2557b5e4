// What is printed: the sheets that hang beside a desk.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { launch, program } from "./support.mjs";

const root = fileURLToPath(new URL("../../", import.meta.url));
let browser;
let site;

before(async () => {
  browser = await launch();
  site = await mkdtemp(path.join(tmpdir(), "handbook-paper-"));
  const today = ["--today", "2026-11-23", "--out", path.join(site, "out")];
  await promisify(execFile)(program, ["build", "--root", root, ...today]);
});
after(async () => {
  await browser.close();
  await rm(site, { recursive: true, force: true });
});

/** Returns on how many pieces of paper a page of the sample prints. */
async function pieces(route, format) {
  const page = await browser.newPage();
  await page.goto(pathToFileURL(path.join(site, "out", route)).href);
  const printed = (await page.pdf({ format, preferCSSPageSize: false })).toString("latin1");
  await page.close();
  return printed.match(/\/Type\s*\/Page\b/g).length;
}

test("every outage sheet of the sample prints on one piece of paper, A4 or Letter", async () => {
  const sheets = (await readdir(path.join(site, "out", "outage"))).filter((name) => name !== "index.html");
  assert.ok(sheets.length > 10);
  for (const sheet of sheets)
    for (const format of ["A4", "Letter"]) assert.equal(await pieces(`outage/${sheet}`, format), 1, `${sheet}, ${format}`);
});

test("a long page takes more than one, so that the pieces are counted", async () => {
  assert.ok((await pieces("duties/index.html", "A4")) > 1);
});
