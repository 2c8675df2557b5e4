// `handbook serve` as a person sees it: in a browser.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import http from "node:http";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { launch, preview, procedure, tabs, until } from "./support.mjs";

const PAGE = "procedures/open.html";
const BROKEN_ROLES = "liaison:\n  name: Liaison\n    kind: administrative\n";

let browser;

before(async () => (browser = await launch()));
after(() => browser.close());

/** Opens a page whose every surprise fails the test: a dialog, or an error of the script. */
async function open(test, url, options) {
  const context = await browser.newContext(options);
  test.after(() => context.close());
  const page = await context.newPage();
  page.surprises = [];
  page.on("dialog", (dialog) => (page.surprises.push(dialog.message()), dialog.dismiss()));
  page.on("pageerror", (error) => page.surprises.push(error.message));
  await page.goto(url);
  test.after(() => assert.deepEqual(page.surprises, []));
  return page;
}

/** Something that only the page which is there now holds: it does not survive a reload. */
const plant = (page) => page.evaluate(() => (window.planted = true));
const stayed = (page) => page.evaluate(() => window.planted === true);
const appears = (page, text) => page.getByText(text).first().waitFor({ timeout: 10_000 });
/** Waits until a page that was loaded anew is all there: its words come before the script that brings scroll and focus back. */
const settles = (page) => page.waitForLoadState().then(() => page.evaluate(() => document.fonts.ready.then(() => true)));
const panel = (page) => page.locator(".live-panel");
const toggle = (page) => panel(page).getByRole("button");
const isExpanded = (page, expected) =>
  panel(page).locator(`.live-toggle[aria-expanded="${expected}"]`).waitFor({ timeout: 10_000 });


// Following

test("an edit appears without a manual reload, and scroll and focus stay", async (t) => {
  const book = await preview(t);
  const page = await open(t, book.url + PAGE);
  await page.focus("#main--text");
  await page.evaluate(() => scrollTo(0, 1234));
  await book.write("content/procedures/open.md", procedure("In the evening."));
  await appears(page, "In the evening.");
  await settles(page);
  assert.equal(await page.evaluate(() => scrollY), 1234);
  assert.equal(await page.evaluate(() => document.activeElement.id), "main--text");
});

test("the scroll stays at the very end of a page that has an open panel", async (t) => {
  const book = await preview(t, { "content/procedures/open.md": procedure("In the morning.", "nobody") });
  const page = await open(t, book.url + PAGE);
  await isExpanded(page, true);
  const end = await until("the page is at its end", () =>
    page.evaluate(() => {
      scrollTo(0, 1e6);
      return scrollY + innerHeight >= document.documentElement.scrollHeight - 1 && scrollY;
    }),
  );
  await book.write("content/procedures/open.md", procedure("In the evening.", "nobody"));
  await appears(page, "In the evening.");
  await settles(page);
  assert.equal(await page.evaluate(() => scrollY), end);
});

test("the line under the eye stays where it is on a page with images above it", async (t) => {
  const picture = `<svg xmlns="http://www.w3.org/2000/svg" width="300" height="1500"/>\n`;
  const text = (words) => procedure(words).replace("The first words.", "![The plan](../files/plan.svg)");
  const book = await preview(t, { "content/files/plan.svg": picture, "content/procedures/open.md": text("Morning.") });
  const page = await open(t, book.url + PAGE);
  await until("the image is there", () => page.evaluate(() => document.querySelector("main img").naturalHeight === 1500));
  const height = () => page.getByText("Step 30 takes").evaluate((step) => step.getBoundingClientRect().top);
  await page.getByText("Step 30 takes").scrollIntoViewIfNeeded();
  const before = await height();
  await book.write("content/procedures/open.md", text("Evening."));
  await appears(page, "Evening.");
  await until("the line stands where it stood", async () => (await height()) === before);
});

test("an edit to another page leaves this one alone", async (t) => {
  const book = await preview(t);
  const page = await open(t, book.url + PAGE);
  await plant(page);
  await book.write("content/guide/index.md", "---\ntitle: Guide\n---\n\nAsk [[role:nobody]].\n");
  await appears(page, "1 problem elsewhere");
  assert.ok(await stayed(page));
});

test("an edited style sheet takes effect without a reload", async (t) => {
  const book = await preview(t, { "themes/default/assets/style.css": "body { color: rgb(1, 0, 0) }\n" });
  const page = await open(t, book.url + PAGE);
  const colour = () => page.evaluate(() => getComputedStyle(document.body).color);
  assert.equal(await colour(), "rgb(1, 0, 0)");
  await plant(page);
  await book.write("themes/default/assets/style.css", "body { color: rgb(2, 0, 0) }\n");
  await until("the colour is new", async () => (await colour()) === "rgb(2, 0, 0)");
  assert.ok(await stayed(page));
});

test("edits to a style sheet that overtake each other end with the last one, and never without", async (t) => {
  const book = await preview(t, { "themes/default/assets/style.css": "body { color: rgb(1, 0, 0) }\n" });
  const page = await open(t, book.url + PAGE);
  await plant(page);
  await page.evaluate(() => {
    const own = () => document.querySelectorAll("link[href*='style.css']").length;
    window.fewest = own();
    new MutationObserver(() => (window.fewest = Math.min(window.fewest, own()))).observe(document, {
      childList: true,
      subtree: true,
    });
  });
  // The first new sheet is held back until the second has been asked for.
  let seen = 0;
  let release;
  const second = new Promise((resolve) => (release = resolve));
  await page.route(/style\.css\?v=/, async (route) => {
    if (++seen === 1) await second;
    else release();
    await route.continue().catch(() => {}); // The page may have given it up.
  });
  await book.write("themes/default/assets/style.css", "body { color: rgb(2, 0, 0) }\n");
  await until("the first new sheet is asked for", () => seen >= 1);
  await book.write("themes/default/assets/style.css", "body { color: rgb(3, 0, 0) }\n");
  await page.waitForFunction(
    () =>
      getComputedStyle(document.body).color === "rgb(3, 0, 0)" &&
      document.querySelectorAll("link[href*='style.css']").length === 1,
    null,
    { timeout: 10_000 },
  );
  assert.equal(await page.evaluate(() => window.fewest), 1);
  assert.ok(await stayed(page));
});

test("a changed image is shown without a reload", async (t) => {
  const picture = (width) => `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="10"/>\n`;
  const book = await preview(t, {
    "content/files/plan.svg": picture(10),
    "content/procedures/open.md": procedure("![The plan](../files/plan.svg)"),
  });
  const page = await open(t, book.url + PAGE);
  const width = () => page.evaluate(() => document.querySelector("main img").naturalWidth);
  await page.locator("main img").scrollIntoViewIfNeeded(); // Until then a browser need not load it.
  await until("the image is there", async () => (await width()) === 10);
  await plant(page);
  await book.write("content/files/plan.svg", picture(20));
  await until("the new image is there", async () => (await width()) === 20);
  assert.ok(await stayed(page));
});

test("with ten tabs open an edit reaches the visible one within a second, and a hidden one when it is shown", async (t) => {
  const book = await preview(t);
  const openTab = await tabs(browser);
  const opened = [];
  t.after(() => Promise.all(opened.map((tab) => tab.close())));
  for (let count = 0; count < 10; count += 1) opened.push(await openTab(book.url + PAGE));
  const front = opened.at(-1);
  const behind = opened[0];
  assert.equal(await front.value("document.visibilityState"), "visible");
  assert.equal(await behind.value("document.visibilityState"), "hidden");

  await book.write("content/procedures/open.md", procedure("In the evening."));
  const isNew = (tab) => async () => (await tab.text())?.includes("In the evening.");
  await until("the visible tab shows the edit", isNew(front), 1000);
  assert.equal(await isNew(behind)(), false);
  await behind.toFront();
  await until("the tab shown shows the edit", isNew(behind), 1000);
});

test("a hundred page loads in a row with ten tabs open: none takes longer than a second", async (t) => {
  const book = await preview(t);
  const openTab = await tabs(browser);
  const opened = [];
  t.after(() => Promise.all(opened.map((tab) => tab.close())));
  for (let count = 0; count < 11; count += 1) opened.push(await openTab(book.url + PAGE));
  const addresses = ["", PAGE, "people/amara-okafor.html", "a-z.html"];
  for (let count = 0; count < 100; count += 1) {
    await opened.at(-1).goTo(book.url + addresses[count % addresses.length], 1000);
  }
});

test("a page that is deleted stays readable, says that it is gone and leads home, and comes back", async (t) => {
  const book = await preview(t);
  const text = await book.read("content/procedures/open.md");
  const page = await open(t, book.url + PAGE);
  await plant(page);
  await book.remove("content/procedures/open.md");
  await appears(page, "This page is no longer in the handbook");
  assert.ok(await page.getByText("The first words.").isVisible());
  assert.ok(await stayed(page));
  assert.equal(await panel(page).getByRole("link", { name: "home page" }).getAttribute("href"), "/");

  await book.write("content/procedures/open.md", text);
  await panel(page).waitFor({ state: "detached" });
  assert.ok(await stayed(page));

  await book.remove("content/procedures/open.md");
  await appears(page, "This page is no longer in the handbook");
  await book.write("content/procedures/open.md", procedure("In the evening."));
  await appears(page, "In the evening.");
  await panel(page).waitFor({ state: "detached" });
});

test("a page that was never there appears as soon as it is written", async (t) => {
  const book = await preview(t);
  const page = await open(t, book.url + "procedures/close.html");
  await book.write("content/procedures/index.md", "---\ntitle: Procedures\n---\n\n[Open](open.md), [close](close.md).\n");
  await appears(page, "1 problem");
  assert.equal(await page.getByText("no longer in the handbook").count(), 0);
  await book.write("content/procedures/close.md", procedure("Lock the door.").replace("Open the desk", "Close the desk"));
  await appears(page, "Lock the door.");
});

test("after the preview was stopped and started again the open page is right without a hand", async (t) => {
  const book = await preview(t);
  const page = await open(t, book.url + PAGE);
  await book.stop();
  await appears(page, "The preview has stopped.");
  assert.ok(await page.getByText("The first words.").isVisible());
  await book.write("content/procedures/open.md", procedure("In the evening."));
  await book.start(book.port);
  await appears(page, "In the evening.");
  await panel(page).waitFor({ state: "detached" });
});


// The panel

test("broken YAML raises a panel that names the file and the line", async (t) => {
  const book = await preview(t);
  const page = await open(t, book.url + PAGE);
  assert.equal(await panel(page).count(), 0);
  await book.write("content/data/roles.yaml", BROKEN_ROLES);
  await panel(page).waitFor();
  if ((await toggle(page).getAttribute("aria-expanded")) === "false") await toggle(page).click();
  await panel(page).getByText("content/data/roles.yaml, line 3").first().waitFor();
  await panel(page).getByText("Error:").first().waitFor();
});

test("a record that a slip in its file takes away is said to have a mistake, not to be gone", async (t) => {
  const book = await preview(t);
  const page = await open(t, book.url + "roles/liaison.html");
  const roles = await book.read("content/data/roles.yaml");
  await book.write("content/data/roles.yaml", roles.replace("  name", "\tname"));
  await appears(page, "This page cannot be made: there is a mistake in content/data/roles.yaml. You see how it was.");
  await isExpanded(page, true);
  assert.ok(await panel(page).getByRole("heading", { name: "On this page", exact: true }).isVisible());
  await page.reload();
  await appears(page, "This page cannot be made: there is a mistake in content/data/roles.yaml.");
  await book.write("content/data/roles.yaml", roles);
  await panel(page).waitFor({ state: "detached" });
  await page.getByRole("heading", { name: "Liaison", level: 1 }).waitFor();
});

test("a panel that was closed opens again for an error that is new", async (t) => {
  const book = await preview(t, { "content/procedures/open.md": procedure("In the morning.", "nobody") });
  const page = await open(t, book.url + PAGE);
  await isExpanded(page, true);
  await toggle(page).click();
  await isExpanded(page, false);
  await book.write("content/procedures/open.md", procedure("In the evening.", "nobody"));
  await appears(page, "In the evening.");
  await isExpanded(page, false);
  await book.write("content/procedures/open.md", procedure("At night.", "somebody"));
  await appears(page, "At night.");
  await isExpanded(page, true);
});

test("mending the YAML takes the panel away", async (t) => {
  const book = await preview(t);
  const sound = await book.read("content/data/roles.yaml");
  await book.write("content/data/roles.yaml", BROKEN_ROLES);
  const page = await open(t, book.url + PAGE);
  await panel(page).waitFor();
  await book.write("content/data/roles.yaml", sound);
  await panel(page).waitFor({ state: "detached" });
});

test("errors on this page open the panel, problems elsewhere leave it closed", async (t) => {
  const book = await preview(t, { "content/procedures/open.md": procedure("In the morning.", "nobody") });
  const page = await open(t, book.url + PAGE);
  await isExpanded(page, true);
  await panel(page).getByRole("heading", { name: "On this page", exact: true }).waitFor();
  await page.goto(book.url + "a-z.html");
  await isExpanded(page, false);
  await appears(page, "1 problem elsewhere");
});

test("the panel opens and closes by keyboard, and what was chosen is kept", async (t) => {
  const book = await preview(t, { "content/procedures/open.md": procedure("In the morning.", "nobody") });
  const page = await open(t, book.url + PAGE);
  const focused = () => page.evaluate(() => document.activeElement.id);
  await isExpanded(page, true);
  for (let presses = 0; (await focused()) !== "live-toggle"; presses += 1) {
    assert.ok(presses < 100, "the button is reached with Tab");
    await page.keyboard.press("Tab");
  }
  await page.keyboard.press("Enter");
  await isExpanded(page, false);
  await page.keyboard.press("Space");
  await isExpanded(page, true);
  await page.keyboard.press("Tab");
  assert.equal(await focused(), "live-list");
  await page.keyboard.press("Escape");
  await isExpanded(page, false);
  assert.equal(await focused(), "live-toggle");

  await book.write("content/procedures/open.md", procedure("In the evening.", "nobody"));
  await appears(page, "In the evening.");
  await isExpanded(page, false);
  assert.equal(await focused(), "live-toggle");
});

test("how many problems there are is announced politely, and only when it is news", async (t) => {
  const book = await preview(t);
  const page = await open(t, book.url + PAGE);
  await page.addInitScript(() => {
    // Every text the region ever holds, over all reloads.
    new MutationObserver(() => {
      const text = document.querySelector(".live-status")?.textContent;
      const said = JSON.parse(sessionStorage.getItem("said") ?? "[]");
      if (text && text !== window.said) sessionStorage.setItem("said", JSON.stringify([...said, (window.said = text)]));
    }).observe(document, { childList: true, subtree: true, characterData: true });
  });
  await page.reload();
  // A page that is being exchanged cannot be asked; `until` asks again.
  const said = () => page.evaluate(() => JSON.parse(sessionStorage.getItem("said") ?? "[]")).catch(() => []);
  assert.equal(await page.locator(".live-status").getAttribute("role"), "status");

  await book.write("content/procedures/open.md", procedure("In the morning.", "nobody"));
  await until("the first problem is said", async () => (await said()).length === 1);
  await book.write("content/procedures/open.md", procedure("In the evening.", "nobody"));
  await appears(page, "In the evening.");
  // This does not reload the page: whatever was said too often after the last reload has been said before it.
  await book.write("content/guide/index.md", "---\ntitle: Guide\n---\n\nAsk [[role:nobody]].\n");
  await until("the second problem is said", async () => (await said()).at(-1)?.includes("elsewhere"));
  assert.deepEqual(await said(), ["1 problem on this page", "1 problem on this page, 1 elsewhere"]);
});

test("what has not changed in the panel keeps its focus and its scroll", async (t) => {
  const faults = Array.from({ length: 30 }, (_, index) => `[[role:nobody-${index}]]`).join("\n\n");
  const book = await preview(t, { "content/procedures/open.md": procedure(faults) });
  const page = await open(t, book.url + PAGE);
  await isExpanded(page, true);
  await page.focus("#live-list");
  await page.evaluate(() => (document.getElementById("live-list").scrollTop = 300));
  await plant(page);
  const answered = page.waitForResponse(/__live\/wait/);
  await book.write("content/guide/index.md", "---\ntitle: Guide\n---\n\nOther words, and nothing is wrong.\n");
  await answered;
  assert.ok(await stayed(page));
  const kept = () => [document.activeElement.id, document.getElementById("live-list").scrollTop];
  assert.deepEqual(await page.evaluate(kept), ["live-list", 300]);

  await book.write("content/procedures/open.md", procedure(faults + "\n\nIn the evening."));
  await appears(page, "In the evening.");
  await page.waitForSelector("#live-list");
  assert.deepEqual(await page.evaluate(kept), ["live-list", 300]);
});

const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

for (const colorScheme of ["light", "dark"]) {
  for (const width of [320, 1280]) {
    test(`axe finds nothing wrong with the panel, ${colorScheme}, ${width} pixels wide`, async (t) => {
      const book = await preview(t, {
        "content/procedures/open.md": procedure("In the morning.", "nobody"),
        "content/data/people.yaml": "amara-okafor:\n  name: Amara Okafor\n  departmnt: a-very-long-word-that-has-no-place-to-break\n",
        "content/procedures/alone.md": procedure("Nobody links here.").replace("Open the desk", "Alone"),
      });
      const page = await open(t, book.url + PAGE, { colorScheme, viewport: { width, height: 640 } });
      const findings = async () => {
        const { violations } = await page.evaluate(() => axe.run());
        return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html}`));
      };
      await isExpanded(page, true);
      await page.evaluate(axe);
      assert.deepEqual(await findings(), []);
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
      assert.ok(await page.evaluate(() => document.getElementById("live-list").scrollWidth <= innerWidth));
      await toggle(page).click();
      assert.deepEqual(await findings(), []);
    });
  }
}

test("the panel is not printed", async (t) => {
  const book = await preview(t, { "content/procedures/open.md": procedure("In the morning.", "nobody") });
  const page = await open(t, book.url + PAGE);
  await panel(page).waitFor();
  await page.emulateMedia({ media: "print" });
  assert.ok(await panel(page).isHidden());
});

test("a template that fails shows its place, and leads to the last good page", async (t) => {
  const book = await preview(t);
  const page = await open(t, book.url + PAGE);
  await book.write(
    "themes/default/templates/page.html",
    '{% extends "base.html" %}\n{% block main %}\n{{ page.nosuch.deeper }}\n{% endblock %}\n',
  );
  const link = page.getByRole("link", { name: "Show the last good page" });
  await link.waitFor();
  const text = await page.locator("body").innerText();
  assert.match(text, /nosuch/);
  assert.match(text, /themes\/default\/templates\/page\.html(:3|, line 3)/);
  const loads = [];
  page.on("framenavigated", (frame) => loads.push(frame.url()));
  await link.click();
  await appears(page, "The first words.");
  await appears(page, "You see this page as it was before a mistake in its template.");
  assert.equal(loads.length, 1);

  await book.write("content/procedures/open.md", procedure("In the evening."));
  await book.remove("themes");
  await appears(page, "In the evening.");
  await panel(page).waitFor({ state: "detached" });
});

test("markup in a name is shown as text, and does nothing", async (t) => {
  const evil = "<img src=x onerror=alert(1)>";
  const book = await preview(t, {
    "content/data/roles.yaml": `liaison:\n  name: Liaison\n  kind: administrative\n  coverage: {minimum: 1}\n  holders: ["${evil}"]\n`,
    // Windows has no such names.
    ...(process.platform === "win32" ? {} : { [`content/procedures/${evil}.md`]: "---\ntitel: none\n---\n" }),
  });
  const page = await open(t, book.url + "roles/liaison.html");
  await panel(page).waitFor();
  if ((await toggle(page).getAttribute("aria-expanded")) === "false") await toggle(page).click();
  await panel(page).getByText(evil).first().waitFor();
  assert.equal(await panel(page).locator("img").count(), 0);
  await page.goto(book.url);
  await panel(page).waitFor();
  assert.equal(await page.locator("img").count(), 0);
});


// Other pages in the same browser

for (const host of ["127.0.0.1", "localhost"]) {
  test(`a page of ${host} on another port cannot read the preview`, async (t) => {
    const book = await preview(t, {
      "themes/default/assets/dot.svg": '<svg xmlns="http://www.w3.org/2000/svg" width="7" height="7"/>\n',
    });
    const elsewhere = http.createServer((_, answer) => {
      answer.writeHead(200, { "Content-Type": "text/html" });
      answer.end("<!doctype html><title>Elsewhere</title><body>");
    });
    await new Promise((resolve) => elsewhere.listen(0, "127.0.0.1", resolve));
    t.after(() => elsewhere.close());
    t.after(() => elsewhere.closeAllConnections());

    const targets = ["", PAGE, "assets/style.css", "assets/dot.svg", "__live/live.js", "__live/panel.css", "__live/wait?epoch=&at=/"];
    const urls = targets.map((target) => book.url + target);
    const attempts = async ({ urls, scripts }) => {
      const load = (name, attribute, url) =>
        new Promise((resolve) => {
          const element = document.createElement(name);
          if (name === "link") element.rel = "stylesheet";
          element.onload = () => resolve("loaded");
          element.onerror = () => resolve("blocked");
          element[attribute] = url;
          document.body.append(element);
        });
      const stream = (url) =>
        new Promise((resolve) => {
          const source = new EventSource(url);
          const done = (word) => () => (source.close(), resolve(word));
          source.onopen = source.onmessage = done("loaded");
          source.onerror = done("blocked");
        });
      const ask = async (url, mode) => {
        try {
          return (await (await fetch(url, { mode })).text()) === "" ? "blocked" : "loaded";
        } catch {
          return "blocked";
        }
      };
      const results = {};
      for (const url of urls) {
        const { pathname } = new URL(url);
        results["cors " + pathname] = await ask(url, "cors");
        results["no-cors " + pathname] = await ask(url, "no-cors");
        if (scripts && pathname.endsWith(".js")) results["script " + pathname] = await load("script", "src", url);
        if (pathname.endsWith(".css")) results["sheet " + pathname] = await load("link", "href", url);
        if (pathname.endsWith(".svg")) results["image " + pathname] = await load("img", "src", url);
        if (pathname.endsWith("wait")) results["stream " + pathname] = await stream(url);
      }
      return results;
    };

    // What is tried works where it should, or its failing elsewhere would say nothing.
    const own = await open(t, book.url);
    // (The script is there already, and an answer to `wait` is no stream.)
    const { "stream /__live/wait": _, ...tried } = await own.evaluate(attempts, { urls, scripts: false });
    assert.deepEqual(Object.entries(tried).filter(([, word]) => word !== "loaded"), []);

    const page = await open(t, `http://${host}:${elsewhere.address().port}/`);
    const results = await page.evaluate(attempts, { urls, scripts: true });
    assert.deepEqual(Object.entries(results).filter(([, word]) => word !== "blocked"), []);

    await page.evaluate((url) => {
      const frame = document.createElement("iframe");
      frame.src = url;
      document.body.append(frame);
      return new Promise((resolve) => (frame.onload = resolve));
    }, book.url + PAGE);
    const inside = await page.frames()[1].evaluate(() => document.documentElement.textContent);
    assert.doesNotMatch(inside, /The first words/);
  });
}

test("no answer of the preview may be read from elsewhere", async (t) => {
  const book = await preview(t);
  for (const target of ["", PAGE, "assets/style.css", "__live/live.js", "__live/panel.css", "__live/wait?epoch=&at=/", "nothing"]) {
    for (const site of ["same-origin", "same-site", "cross-site"]) {
      const headers = { Origin: "http://elsewhere.example", "Sec-Fetch-Site": site, "Sec-Fetch-Mode": "cors" };
      const answer = await new Promise((resolve, reject) =>
        http.get(book.url + target, { headers: site === "same-origin" ? { "Sec-Fetch-Site": site } : headers }, resolve)
          .on("error", reject),
      );
      answer.resume();
      assert.equal(answer.headers["access-control-allow-origin"], undefined, target);
      assert.equal(answer.headers["cross-origin-resource-policy"], "same-origin", target);
      if (site !== "same-origin") assert.equal(answer.statusCode, 403, `${site} ${target}`);
    }
  }
});
