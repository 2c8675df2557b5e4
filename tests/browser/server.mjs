// A server as a campus runs one: plain files, packed where the browser takes them so.

import { readFile } from "node:fs/promises";
import http from "node:http";
import path from "node:path";
import { promisify } from "node:util";
import { gzip } from "node:zlib";

const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".svg": "image/svg+xml",
  ".woff2": "font/woff2",
};

/** Serves a folder; `hold` says how many milliseconds a file waits. Tells what was sent: its route, packed and whole. */
export async function serve(folder, hold = () => 0) {
  const sent = [];
  const server = http.createServer(async (asked, answer) => {
    const route = decodeURIComponent(new URL(asked.url, "http://here").pathname).slice(1) || "index.html";
    const whole = await readFile(path.join(folder, route)).catch(() => null);
    if (!whole || route.includes("..")) return answer.writeHead(404).end();
    const type = TYPES[path.extname(route)] ?? "application/octet-stream";
    const packs = /gzip/.test(asked.headers["accept-encoding"] ?? "") && !/font/.test(type);
    const body = packs ? await promisify(gzip)(whole) : whole;
    sent.push({ route, packed: body.length, whole: whole.length });
    const head = { "content-type": type, "content-length": body.length, "cache-control": "max-age=600" };
    setTimeout(() => answer.writeHead(200, packs ? { ...head, "content-encoding": "gzip" } : head).end(body), hold(route));
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}/`,
    sent,
    stop: () => (server.closeAllConnections(), new Promise((resolve) => server.close(resolve))),
  };
}
