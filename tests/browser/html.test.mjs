// All pages of the sample before the Nu HTML checker.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { sample, told } from "./sample.mjs";

const jar = createRequire(import.meta.url).resolve("vnu-jar/build/dist/vnu.jar");

let site;

before(async () => (site = await sample()));
after(() => site?.remove());

/** Returns the errors in all HTML files of a folder, each as file, line and words. */
async function errors(folder) {
  const said = await new Promise((resolve, reject) => {
    const settings = ["-jar", jar, "--errors-only", "--skip-non-html", "--format", "json", "--exit-zero-always", folder];
    execFile("java", settings, { maxBuffer: 64 << 20 }, (error, _, said) => (error ? reject(error) : resolve(said)));
  });
  const { messages } = JSON.parse(said);
  return messages.map(({ url, lastLine, message }) => `${path.basename(url ?? "")}:${lastLine}: ${message}`);
}

test("no page of the sample has an error of HTML", async () => {
  const found = await errors(site.out);
  assert.equal(found.length, 0, told(found));
});

test("an error is found where there is one", async (t) => {
  const folder = await mkdtemp(path.join(tmpdir(), "handbook-html-"));
  t.after(() => rm(folder, { recursive: true, force: true }));
  await mkdir(path.join(folder, "inside"));
  const home = site.text("index.html");
  await writeFile(path.join(folder, "inside", "home.html"), home.replace("<h1>", `<h1 id="main--text">`));
  const found = await errors(folder);
  assert.ok(found.some((fault) => fault.startsWith("home.html:")), told(found));
});
