// An S3 server for the tests: s3rver, and before it what s3rver leaves out: it believes every signature of version 4, and
// does not know the condition of a PUT. Arguments: the port and the folder that holds the buckets.

import { createHash, createHmac } from "node:crypto";
import { existsSync } from "node:fs";
import { join } from "node:path";
import S3rver from "s3rver";

const [port, directory] = process.argv.slice(2);
const server = new S3rver({
  address: "127.0.0.1",
  port: Number(port),
  directory,
  silent: true,
  vhostBuckets: false,
  configureBuckets: [{ name: "pages" }],
});

const hmac = (key, text) => createHmac("sha256", key).update(text).digest();

// Returns the signature that a signed address has to carry, as Amazon documents it for version 4.
function signature(ctx) {
  const [path, query] = ctx.req.url.split("?");
  const signed = ctx.query["X-Amz-SignedHeaders"];
  const parameters = query.split("&").filter((one) => !one.startsWith("X-Amz-Signature=")).sort();
  const headers = signed.split(";").map((name) => `${name}:${ctx.get(name).trim()}\n`);
  const request = [ctx.method, path, parameters.join("&"), headers.join(""), signed, "UNSIGNED-PAYLOAD"].join("\n");
  const [, ...scope] = ctx.query["X-Amz-Credential"].split("/");
  const digest = createHash("sha256").update(request).digest("hex");
  const text = ["AWS4-HMAC-SHA256", ctx.query["X-Amz-Date"], scope.join("/"), digest].join("\n");
  return hmac(scope.reduce(hmac, "AWS4S3RVER"), text).toString("hex");
}

function refuse(ctx, status, code) {
  ctx.status = status;
  ctx.type = "application/xml";
  ctx.body = `<Error><Code>${code}</Code></Error>`;
}

const underWay = new Set();

server.middleware.unshift(async (ctx, next) => {
  const given = ctx.query["X-Amz-Signature"];
  if (!given) return refuse(ctx, 403, "AccessDenied");
  if (given !== signature(ctx)) return refuse(ctx, 403, "SignatureDoesNotMatch");
  if (ctx.method !== "PUT" || ctx.get("if-none-match") !== "*") return next();
  const object = join(directory, `${decodeURIComponent(ctx.path)}._S3rver_object`);
  if (underWay.has(object) || existsSync(object)) return refuse(ctx, 412, "PreconditionFailed");
  underWay.add(object);
  try {
    await next();
  } finally {
    underWay.delete(object);
  }
});

await server.run();
console.error("listening");
