// What the tests of the pages share: the sample handbook as it is built, and which of its pages stand for all.

import { execFile } from "node:child_process";
import { mkdtemp, readFile, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { program } from "./support.mjs";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** What takes a reader elsewhere before a test has looked at the page. */
const REFRESH = /<meta http-equiv="refresh"[^>]*>\n?/;

/**
 * Builds the sample into a folder of its own. Its `pages` are the routes of all pages, in order; `text` is what a page
 * holds, without what sends its reader on; `address` is where a browser finds it.
 */
export async function sample() {
  const folder = await mkdtemp(path.join(tmpdir(), "handbook-sample-"));
  const out = path.join(folder, "out");
  await promisify(execFile)(program, ["build", "--root", root, "--today", "2026-11-23", "--out", out]);
  const files = (await readdir(out, { recursive: true })).map((name) => name.split(path.sep).join("/"));
  const pages = files.filter((name) => name.endsWith(".html")).sort();
  const texts = new Map();
  for (const route of pages) texts.set(route, await readFile(path.join(out, route), "utf8"));
  return {
    out,
    pages,
    moved: pages.filter((route) => REFRESH.test(texts.get(route))),
    text: (route) => texts.get(route).replace(REFRESH, ""),
    address: (route) => pathToFileURL(path.join(out, route)).href,
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

/** Opens a page of the sample, and stays on it where the page would send its reader on. */
export async function open(page, site, route) {
  const address = site.address(route);
  if (!site.moved.includes(route)) return page.goto(address);
  await page.route(address, (asked) => asked.fulfill({ contentType: "text/html", body: site.text(route) }));
  await page.goto(address);
  await page.unroute(address);
}

/**
 * Returns few pages in which every sort of element occurs, by its name, class, role and type together, and every folder. A
 * new sort of page or of part is looked at without being named here.
 */
export const everyKind = (site) => cover(site, (route, text) => parts(text).add(folder(route)));

/** Returns pages that together have what all have, taking the one next that has most of what is missing. */
function cover(site, has) {
  const left = new Map(site.pages.map((route) => [route, has(route, site.text(route))]));
  const wanted = new Set([...left.values()].flatMap((found) => [...found]));
  const chosen = [];
  while (wanted.size) {
    const news = ([, found]) => [...found].filter((one) => wanted.has(one)).length;
    const [next, found] = [...left].reduce((best, one) => (news(one) > news(best) ? one : best));
    for (const one of found) wanted.delete(one);
    left.delete(next);
    chosen.push(next);
  }
  return chosen.sort();
}

/** A page at the top and the first page of a folder stand for themselves. */
const folder = (route) => (/^[^/]*$|\/index\.html$/.test(route) ? route : path.posix.dirname(route));

function parts(text) {
  const found = new Set();
  for (const [, name, attributes] of text.matchAll(/<([a-z][a-z0-9]*)((?:\s[^<>]*)?)>/g)) {
    const said = [...attributes.matchAll(/\s(class|role|type|open|checked)(?:="([^"]*)")?/g)];
    found.add([name, ...said.map(([, attribute, value]) => `${attribute}=${value ?? ""}`)].join(" "));
  }
  return found;
}

/** Does something with each of a list, several at a time, each worker with a page of its own. */
export async function eachInPages(context, list, work, workers = 3) {
  const waiting = [...list];
  await Promise.all(
    Array.from({ length: workers }, async () => {
      const page = await context.newPage();
      while (waiting.length) await work(page, waiting.shift());
      await page.close();
    }),
  );
}

/** Joins what was found to a message that fits a terminal. */
export function told(faults) {
  const more = faults.length > 25 ? `\n… and ${faults.length - 25} more` : "";
  return `${faults.length} faults:\n${faults.slice(0, 25).join("\n")}${more}`;
}
