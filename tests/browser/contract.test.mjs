// What every page of the sample promises to whoever reads it with a screen reader, and to whoever keeps the server safe.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { sample, told } from "./sample.mjs";
import { launch } from "./support.mjs";

let browser;
let site;
let reader;

before(async () => {
  site = await sample();
  browser = await launch();
  reader = await browser.newPage();
});
after(() => Promise.all([browser?.close(), site?.remove()]));

/**
 * Reads all pages without showing them. `look` gets the document of each, and returns what is wrong with it, each fault a
 * line; it runs in the browser, and sees nothing but its arguments.
 */
async function faults(look, pages = site.pages) {
  const texts = pages.map((route) => [route, site.text(route)]);
  return reader.evaluate(
    ([look, texts]) => {
      const found = (0, eval)(look);
      return texts.flatMap(([route, text]) => {
        const page = new DOMParser().parseFromString(text, "text/html");
        return found(page, text).map((fault) => `${route}: ${fault}`);
      });
    },
    [`(${look})`, texts],
  );
}

async function holds(look, pages) {
  const found = await faults(look, pages);
  assert.equal(found.length, 0, told(found));
}

/** Holds that `look` finds a fault in a page that says `wrong` in its text. */
async function minds(look, wrong) {
  const page = `<!doctype html><html lang="en"><body><main>${wrong}</main></body></html>`;
  const found = await reader.evaluate(
    ([look, page]) => (0, eval)(look)(new DOMParser().parseFromString(page, "text/html"), page),
    [`(${look})`, page],
  );
  assert.ok(found.length > 0, `nothing is found in ${wrong}`);
}

/** The pages with a frame: a page that has moved only says where to. */
const framed = () => site.pages.filter((route) => !site.moved.includes(route));

test("every page says its language, and has a title of its own, with its name first", async () => {
  const named = (page) => {
    const wrong = [];
    if (!/^[a-z]{2}/.test(page.documentElement.lang)) wrong.push("no language");
    const name = page.querySelector("h1")?.textContent.replace(/\s+/g, " ").trim();
    if (!page.title.split(" – ")[0].includes(name)) wrong.push(`the title “${page.title}” is not that of “${name}”`);
    return wrong;
  };
  await holds(named, framed());
  const titles = new Map();
  for (const route of framed()) {
    const [, title] = site.text(route).match(/<title>([^<]*)<\/title>/);
    titles.set(title, [...(titles.get(title) ?? []), route]);
  }
  const shared = [...titles].filter(([, routes]) => routes.length > 1).map(([title, routes]) => `${title}: ${routes.join(", ")}`);
  assert.equal(shared.length, 0, told(shared));
});

test("the first stop of every page leads past what stands around its text", async () => {
  const skips = (page) => {
    const first = page.querySelector("a[href], button, input, select, textarea, summary, [tabindex]");
    const target = first?.matches(".skip") && page.getElementById(first.getAttribute("href").slice(1));
    return target && target.matches("main[tabindex='-1']") ? [] : [`the first stop is ${first?.outerHTML}`];
  };
  await holds(skips, framed());
  await minds(skips, `<a href="x.html">A link</a>`);
});

test("whom to ask, and how to get about by keys, is told at the same place of every page", async () => {
  const help = (page) => {
    const entries = [...page.querySelectorAll(".menu > details > ul > li > a")].map((link) => link.getAttribute("href").replaceAll("../", ""));
    const wrong = [];
    if (entries.indexOf("ask.html") !== 3) wrong.push(`“Who to ask” is entry ${entries.indexOf("ask.html")} of the menu`);
    if (!page.querySelector("body > footer.bottom > p:first-child > a[href$='shortcuts.html']")) wrong.push("no link to the page on keys");
    return wrong;
  };
  await holds(help, framed());
  await minds(help, "<p>A</p>");
});

test("every page has one main part, named ways around it, and headings in steps", async () => {
  const parts = (page) => {
    const wrong = [];
    const all = (selector) => [...page.querySelectorAll(selector)];
    if (all("main").length !== 1) wrong.push(`${all("main").length} main parts`);
    const labelled = (at) => at.getAttribute("aria-labelledby")?.split(" ").map((id) => page.getElementById(id)?.textContent);
    const name = (at) => (at.getAttribute("aria-label") ?? labelled(at)?.join(" ") ?? "").trim();
    const landmarks = all("nav, aside, section[aria-label], section[aria-labelledby], [role=region], [role=search], form");
    for (const at of landmarks) if (!name(at)) wrong.push(`no name: ${at.cloneNode().outerHTML}`);
    for (const kind of ["nav", "aside", "section, [role=region]"]) {
      const names = all(kind).map(name).filter(Boolean);
      const twice = names.filter((one, index) => names.indexOf(one) !== index);
      if (twice.length) wrong.push(`two parts are called “${twice[0]}”`);
    }
    const levels = all("h1, h2, h3, h4, h5, h6").map((heading) => Number(heading.localName[1]));
    if (levels.filter((level) => level === 1).length !== 1) wrong.push("not one heading of the first level");
    const main = all("main :is(h1, h2, h3, h4, h5, h6)").map((heading) => Number(heading.localName[1]));
    main.forEach((level, index) => {
      if (level > (main[index - 1] ?? 0) + 1) wrong.push(`a heading of level ${level} after ${main[index - 1]}`);
    });
    if (all("[tabindex]").some((at) => at.tabIndex > 0)) wrong.push("the order of stops is not that of the text");
    return wrong;
  };
  await holds(parts);
  await minds(parts, "<h1>A</h1><h3>B</h3>");
  await minds(parts, "<h1>A</h1><nav></nav>");
  await minds(parts, `<h1>A</h1><section aria-label="x"></section><div role="region" aria-label="x"></div>`);
});

test("every table says what it tells and what its rows and columns are, and scrolls by itself", async () => {
  const tables = (page) =>
    [...page.querySelectorAll("main table")].flatMap((table) => {
      const wrong = [];
      const box = table.parentElement;
      if (!table.caption?.textContent.trim()) wrong.push("no caption");
      if (!box.matches(".table[role=region][tabindex='0'][aria-label]")) wrong.push("it cannot be scrolled by keys");
      if (table.querySelector("th:not([scope=col], [scope=row])")) wrong.push("a heading of neither row nor column");
      if (table.querySelector("[colspan], [rowspan]")) wrong.push("merged cells");
      if (table.querySelector("thead th:empty, thead td")) wrong.push("a column without a heading");
      // A sheet of a month has its days in every cell.
      const unnamed = [...table.querySelectorAll("tbody tr")].filter((row) => !row.querySelector("th[scope=row]"));
      if (unnamed.length && !table.matches(".month, .text table")) wrong.push(`a row without a heading: ${unnamed[0].textContent}`);
      return wrong.map((fault) => `${table.caption?.textContent}: ${fault}`);
    });
  await holds(tables);
  await minds(tables, "<table><tr><td>1</td></tr></table>");
});

test("every state says its word beside its colour, and every box to tick says what for", async () => {
  const words = (page) => {
    const wrong = [];
    for (const state of page.querySelectorAll(".state, .status, .alert-word, :has(> .cell)")) {
      const said = state.cloneNode(true);
      said.querySelectorAll(".symbol, [aria-hidden=true]").forEach((at) => at.remove());
      if (!/\p{L}{2}/u.test(said.textContent)) wrong.push(`no word: ${state.outerHTML}`);
    }
    for (const alert of page.querySelectorAll(".alert"))
      if (!alert.querySelector(".alert-word")) wrong.push(`no word: ${alert.outerHTML.slice(0, 90)}`);
    for (const box of page.querySelectorAll("input, select, textarea")) {
      const label = box.closest("label")?.textContent ?? page.querySelector(`label[for="${box.id}"]`)?.textContent;
      if (!(box.getAttribute("aria-label") ?? label ?? "").trim()) wrong.push(`no name: ${box.outerHTML}`);
    }
    for (const svg of page.querySelectorAll("svg"))
      if (svg.getAttribute("aria-hidden") !== "true" && !svg.getAttribute("aria-label")) wrong.push("a picture without words");
    for (const image of page.querySelectorAll("img")) if (!image.hasAttribute("alt")) wrong.push(`no words: ${image.outerHTML}`);
    return wrong;
  };
  await holds(words);
  await minds(words, `<span class="state thin"><span class="symbol" aria-hidden="true">◐</span></span>`);
  await minds(words, `<input type="checkbox">`);
});

test("no page holds a script or a style of its own, and each allows nothing from elsewhere", async () => {
  const safe = (page) => {
    const wrong = [];
    const policy = page.querySelector("meta[http-equiv=Content-Security-Policy]");
    if (!/^default-src 'self';/.test(policy?.content ?? "")) wrong.push("no policy");
    if (/unsafe|https?:|data:|\*/.test(policy?.content ?? "")) wrong.push(`the policy lets in ${policy.content}`);
    const loads = page.querySelector("link, script, style");
    if (loads && policy && !(policy.compareDocumentPosition(loads) & Node.DOCUMENT_POSITION_FOLLOWING)) wrong.push("the policy comes late");
    for (const at of page.querySelectorAll("style, [style], script:not([src]), iframe, object, embed, base"))
      wrong.push(at.outerHTML.slice(0, 90));
    for (const at of page.querySelectorAll("[src], link[href], [srcset], [action]")) {
      const address = at.getAttribute("src") ?? at.getAttribute("href") ?? at.getAttribute("srcset") ?? at.getAttribute("action");
      if (/^\s*([a-z][a-z0-9+.-]*:|\/)/i.test(address)) wrong.push(`from elsewhere: ${address}`);
    }
    for (const at of page.querySelectorAll("*"))
      for (const { name, value } of at.attributes)
        if (/^on/i.test(name) || /^\s*(javascript|vbscript|data):/i.test(value)) wrong.push(`${name}="${value}"`);
    return wrong;
  };
  await holds(safe);
  for (const wrong of ["<p style='color: red'>A</p>", "<script>1</script>", "<p onclick='x()'>A</p>", "<a href='javascript:x()'>A</a>"])
    await minds(safe, wrong);
});
