// What the tests of the studio ask for: an operator at a page, pictures to curate, and axe.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { setTimeout as sleep } from "node:timers/promises";

import { binary } from "./garden_server.mjs";
import { visit } from "./visitor.mjs";

const axeSource = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

export const button = (page, name) => page.getByRole("button", { name, exact: true });
export const heading = (page, name) => page.getByRole("heading", { level: 1, name, exact: true });
export const notice = (page, text) => page.locator(".notice").filter({ hasText: text });
export const tiles = (page) => page.getByRole("listbox", { name: /^(Pictures|그림)$/ }).getByRole("option");

export function operate(browser, garden, place = "queue", settings = {}) {
  return visit(browser, garden.url, { path: `/studio#/${place}`, ...settings });
}

// Through the DevTools protocol, which the page's policy does not bind.
export async function assertAccessible(page, what) {
  await page.evaluate(axeSource);
  const { violations } = await page.evaluate(() => globalThis.axe.run());
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" | ")}`);
  assert.deepEqual(found, [], what);
}

export async function call(garden, method, path, body) {
  const response = await fetch(garden.url + path, {
    method,
    ...(body && { body: JSON.stringify(body), headers: { "Content-Type": "application/json" } }),
  });
  assert.ok(response.ok, `${method} ${path}: ${response.status} ${await response.clone().text()}`);
  return response.headers.get("content-type")?.includes("json") ? response.json() : response.text();
}

// Pictures of the pool, painted small, and back when they are all there.
export async function grow(garden, orders, { seconds = 180 } = {}) {
  const jobs = [];
  for (const order of orders) {
    const body = { width: 160, height: 100, place: "pool", emotion: "calm", ...order };
    jobs.push(await call(garden, "POST", "/api/v1/pictures", body));
  }
  for (const { id } of jobs) {
    await until(async () => (await call(garden, "GET", `/api/v1/jobs/${id}`)).state === "done", { seconds });
  }
}

export async function listed(garden, place) {
  return (await call(garden, "GET", `/api/v1/pictures?place=${place}&limit=500`)).pictures;
}

export async function until(condition, { seconds = 20 } = {}) {
  const deadline = Date.now() + seconds * 1000;
  while (!(await condition())) {
    assert.ok(Date.now() < deadline, `it does not come to that within ${seconds} s`);
    await sleep(200);
  }
}

export async function addAdministrator(garden, name, password) {
  const child = spawn(binary, ["admin", "add", name, "--data", garden.data, "--password-stdin"], {
    stdio: ["pipe", "ignore", "inherit"],
  });
  child.stdin.end(`${password}\n`);
  const [code] = await once(child, "exit");
  assert.equal(code, 0);
}
