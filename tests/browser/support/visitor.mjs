// A browser as a visitor has it, watched: every request, console error and policy violation is on record.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

import axe from "axe-core";
import jsqr from "jsqr";
import { chromium } from "playwright-core";

import { repository } from "./garden_server.mjs";

const photograph = join(repository, "models/cache/photos/astronaut.png");
const flags = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export async function makePhotos() {
  const folder = await mkdtemp(join(tmpdir(), "emotion-garden-photos-"));
  const photos = {
    camera: join(folder, "face.y4m"),
    face: join(folder, "face.jpeg"),
    empty: join(folder, "empty.png"),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
  const script = join(import.meta.dirname, "camera_photo.py");
  await promisify(execFile)(process.env.PYTHON ?? "python3", [
    script,
    photograph,
    photos.camera,
    photos.face,
    photos.empty,
  ]);
  return photos;
}

// `camera` is a Y4M file that the fake camera plays. `allowed` answers the browser's question for it. `port` is for others who
// speak the DevTools protocol with it.
export function launchBrowser({ camera, allowed = true, port } = {}) {
  const cameraFlags = camera
    ? [
        "--use-fake-device-for-media-stream",
        `--use-file-for-fake-video-capture=${camera}`,
        ...(allowed ? ["--use-fake-ui-for-media-stream"] : []),
      ]
    : [];
  const portFlags = port ? [`--remote-debugging-port=${port}`] : [];
  return chromium.launch({ executablePath: "/usr/bin/chromium", args: [...flags, ...cameraFlags, ...portFlags] });
}

// Opens `path` in a fresh profile. `clean` tells whether anything happened that must not.
export async function visit(browser, origin, { path = "/", ...settings } = {}) {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    locale: "en-US",
    reducedMotion: "reduce",
    ...settings,
  });
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  const foreign = [];
  const errors = [];
  const posts = [];
  page.on("request", (request) => {
    const url = new URL(request.url());
    if (url.origin !== origin && !["blob:", "data:"].includes(url.protocol)) foreign.push(request.url());
    if (request.method() === "POST") posts.push({ path: url.pathname, request });
  });
  page.on("console", (message) => {
    if (message.type() === "error") errors.push(message.text());
  });
  page.on("pageerror", (error) => errors.push(String(error)));
  await page.exposeFunction("tellViolation", (text) => errors.push(text));
  await page.addInitScript(() => {
    addEventListener("securitypolicyviolation", (event) => {
      globalThis.tellViolation(`${event.violatedDirective}: ${event.blockedURI}`);
    });
  });
  await page.goto(origin + path);
  await page.getByRole("heading", { level: 1 }).waitFor();

  return {
    page,
    bodiesOf: (wanted) => posts.filter((post) => post.path === wanted).map((post) => post.request.postDataJSON()),
    // A browser writes a line for each answer that is not a success; a test that provokes one names its status.
    clean: ({ except = [] } = {}) => {
      assert.deepEqual(foreign, []);
      const unexpected = errors.filter((text) => !except.some((part) => text.includes(part)));
      assert.deepEqual(unexpected, []);
    },
    close: () => context.close(),
  };
}

export async function assertFits(page) {
  const beyond = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  assert.ok(beyond <= 0, `the page is ${beyond} px wider than the screen`);
}

const finger = 44;

export async function assertTouchable(page) {
  const small = await page.evaluate((least) => {
    const seen = [...document.querySelectorAll("button")].filter((button) => button.checkVisibility());
    const buttons = seen.map((button) => {
      const { width, height } = button.getBoundingClientRect();
      return { name: button.ariaLabel ?? button.textContent, width, height };
    });
    return buttons.filter(({ width, height }) => width < least || height < least);
  }, finger);
  assert.deepEqual(small, []);
}

// No violation of any of axe's rules, those of best practice included.
export async function assertAccessible(page) {
  // Evaluated and not added as a script, which the page's policy refuses.
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(() => globalThis.axe.run());
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" ")}`);
  assert.deepEqual(found, []);
}

// What a phone reads in a QR code that stands somewhere in this picture, a PNG.
export async function readCode(page, png) {
  const { width, height, octets } = await page.evaluate(async (base64) => {
    const blob = new Blob([Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))], { type: "image/png" });
    const bitmap = await createImageBitmap(blob);
    const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext("2d");
    context.drawImage(bitmap, 0, 0);
    const { data } = context.getImageData(0, 0, bitmap.width, bitmap.height);
    return { width: bitmap.width, height: bitmap.height, octets: [...data] };
  }, png.toString("base64"));
  return jsqr.default(Uint8ClampedArray.from(octets), width, height)?.data;
}
