// What the browser tests share: a small handbook in a folder of its own, the preview of it, and a real browser.

import { spawn } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

export const program = path.resolve(
  process.env.HANDBOOK ?? fileURLToPath(new URL("../../target/release/handbook", import.meta.url)),
);

/** Long enough for a busy machine; a test that means "soon" says so itself. */
const LIMIT = 10_000;

/** The day on which the tests begin, as the browser has it: no midnight comes to the preview while they run. */
const TODAY = new Date().toLocaleDateString("sv");

/** A paragraph for each number, so that the page scrolls. */
export const long = Array.from({ length: 60 }, (_, index) => `Step ${index + 1} takes a while and is told at length.`)
  .join("\n\n");

const sound = {
  "content/handbook.yaml": "title: Handbook\ninstitution: {name: Hollis Library}\n",
  "content/data/people.yaml": "amara-okafor:\n  name: Amara Okafor\n",
  "content/data/roles.yaml":
    "liaison:\n  name: Liaison\n  kind: administrative\n  coverage: {minimum: 1}\n  holders: [amara-okafor]\n",
  "content/guide/index.md": "---\ntitle: Guide\n---\n\nHow to read this handbook.\n",
  "content/procedures/index.md": "---\ntitle: Procedures\n---\n\nSee [how to open](open.md).\n",
  "content/procedures/open.md": procedure("In the morning."),
};

/** A long procedure; `text` stands at its end, so that what is above stays where it is. */
export function procedure(text, owner = "liaison") {
  return `---\ntitle: Open the desk\nowner: ${owner}\n---\n\nThe first words.\n\n${long}\n\n${text}\n`;
}

/** A handbook without a problem, with `files` written over it, and its preview; both are gone when the test ends. */
export async function preview(test, files = {}) {
  const root = await mkdtemp(path.join(tmpdir(), "handbook-browser-"));
  const book = {
    write: async (name, text) => {
      await mkdir(path.dirname(path.join(root, name)), { recursive: true });
      await writeFile(path.join(root, name), text);
    },
    read: (name) => readFile(path.join(root, name), "utf8"),
    remove: (name) => rm(path.join(root, name), { recursive: true }),
    start: async (port = 0) => Object.assign(book, await serve(root, port)),
  };
  test.after(async () => {
    await book.stop?.();
    await rm(root, { recursive: true, force: true });
  });
  for (const [name, text] of Object.entries({ ...sound, ...files })) await book.write(name, text);
  return book.start();
}

/** Starts the program; returns its address, its port and how to stop it. */
async function serve(root, port) {
  const args = ["serve", "--port", String(port), "--root", root, "--today", TODAY];
  const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  const ended = new Promise((resolve) => child.once("close", resolve).once("error", resolve));
  const url = await new Promise((resolve, reject) => {
    const fail = (why) => reject(new Error(`handbook serve ${why}: ${said}`));
    const limit = setTimeout(() => (child.kill(), fail("gives no address")), LIMIT);
    const listen = (chunk) => {
      said += chunk;
      const address = said.match(/http:\/\/127\.0\.0\.1:\d+\//);
      if (address) (clearTimeout(limit), resolve(address[0]));
    };
    child.stdout.on("data", listen);
    child.stderr.on("data", (chunk) => (said += chunk));
    child.once("error", (error) => (clearTimeout(limit), fail(error.message)));
    child.once("close", () => (clearTimeout(limit), fail("ended")));
  });
  const stop = () => (child.kill(), ended);
  return { url, port: Number(new URL(url).port), stop };
}

/** Starts a browser, with more settings of its command line where a test needs them. */
export function launch(more = []) {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: [
      "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
      "--disable-component-update", "--disable-sync", ...more,
    ],
  });
}

/** Waits until a condition holds; fails with its name where it does not within the limit. Returns what it came to. */
export async function until(name, condition, limit = LIMIT) {
  const started = performance.now();
  for (;;) {
    const value = await condition();
    if (value) return value;
    if (performance.now() - started > limit) throw new Error(`not within ${limit} ms: ${name}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** Types words into the search, and waits until what is shown answers all of them, not only how they begin. */
export async function typeSearch(page, words) {
  await page.evaluate(() => {
    window.answered = undefined;
    const form = document.querySelector("form.search");
    form.addEventListener("search-shown", ({ detail }) => (window.answered = detail));
  });
  await page.keyboard.type(words);
  await until(`the search answers ${words}`, async () => (await page.evaluate(() => window.answered)) === words);
}

/**
 * Opens tabs as a person does: all in one window, and only the one in front is visible.
 *
 * Pages that Playwright opens are all visible, because it makes each believe that it has the focus. It leaves the tabs of
 * the browser's own profile alone: those are opened and spoken to here by the protocol underneath.
 */
export async function tabs(browser) {
  const protocol = await browser.newBrowserCDPSession();
  const asked = new Map();
  let last = 0;
  protocol.on("Target.receivedMessageFromTarget", ({ message }) => {
    const { id, result, error } = JSON.parse(message);
    asked.get(id)?.(result ?? { error });
    asked.delete(id);
  });

  return async function open(url) {
    const { targetId } = await protocol.send("Target.createTarget", { url: "about:blank" });
    const { sessionId } = await protocol.send("Target.attachToTarget", { targetId, flatten: false });
    const send = (method, params = {}) =>
      new Promise((resolve) => {
        asked.set(++last, resolve);
        const message = JSON.stringify({ id: last, method, params });
        protocol.send("Target.sendMessageToTarget", { sessionId, message }).catch(() => resolve({}));
      });
    const tab = {
      /** Returns what an expression comes to in the page; nothing while the page is being exchanged. */
      value: async (expression) =>
        (await send("Runtime.evaluate", { expression, returnByValue: true })).result?.value,
      goTo: async (url, limit) => {
        await send("Page.navigate", { url });
        const there = `location.href === ${JSON.stringify(url)} && document.readyState === "complete"`;
        await until(`${url} is loaded`, () => tab.value(there), limit);
      },
      text: () => tab.value("document.querySelector('main')?.innerText ?? ''"),
      toFront: () => send("Page.bringToFront"),
      close: () => protocol.send("Target.closeTarget", { targetId }),
    };
    await tab.goTo(url);
    return tab;
  };
}
