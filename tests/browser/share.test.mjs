// The share page as a phone opens it, against the real server.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";

import { startGarden } from "./support/garden_server.mjs";
import { assertAccessible, assertFits, launchBrowser, visit } from "./support/visitor.mjs";

const licence = "CC BY 4.0 https://creativecommons.org/licenses/by/4.0/";

let garden;
let browser;
let happy;
let path;

before(async () => {
  garden = await startGarden({ pictures: 0, flags: ["--picture-licence", licence] });
  happy = await garden.plant({ emotion: "happy", favorite: "cat", width: 640, height: 400 });
  path = `/image?content=${encodeURIComponent(happy)}`;
  browser = await launchBrowser();
});

after(async () => {
  await browser?.close();
  if (garden) assert.equal(await garden.stop(), 0);
});

for (const viewport of [
  { width: 390, height: 844 },
  { width: 1080, height: 1920 },
  { width: 1920, height: 1080 },
]) {
  for (const [locale, words] of [
    ["en-US", { heading: "Grown for feeling happy", mark: "Made by a program", seed: "Seed" }],
    ["ko-KR", { heading: "행복의 그림", mark: "프로그램이 만든 그림입니다", seed: "시드" }],
  ]) {
    for (const colorScheme of ["light", "dark"]) {
      test(`a picture on ${viewport.width}x${viewport.height}, ${locale}, ${colorScheme}`, async () => {
        const visitor = await visit(browser, garden.url, { path, viewport, locale, colorScheme });
        const { page } = visitor;
        await page.getByRole("heading", { level: 1, name: words.heading }).waitFor();
        await page.getByText(words.mark).waitFor();
        await page.getByText(words.seed, { exact: true }).waitFor();
        await page.getByText("640 × 400").waitFor();
        const link = page.getByRole("link", { name: "CC BY 4.0" });
        assert.equal(await link.getAttribute("href"), "https://creativecommons.org/licenses/by/4.0/");
        await page.waitForFunction(() => document.querySelector("main img")?.naturalWidth === 640);
        await assertFits(page);
        await assertAccessible(page);
        visitor.clean();
        await visitor.close();
      });
    }
  }
}

test("the picture is downloaded under its name, by keyboard", async () => {
  const visitor = await visit(browser, garden.url, { path });
  const { page } = visitor;
  await page.getByRole("link", { name: "Download the picture" }).focus();
  const [download] = await Promise.all([page.waitForEvent("download"), page.keyboard.press("Enter")]);
  assert.equal(download.suggestedFilename(), happy.split("/").pop());
  const octets = await readFile(await download.path());
  assert.deepEqual([octets[0], octets[1]], [0xff, 0xd8], "a JPEG");
  visitor.clean();
  await visitor.close();
});

test("the way to the garden, by touch", async () => {
  const visitor = await visit(browser, garden.url, { path, hasTouch: true, viewport: { width: 390, height: 844 } });
  await visitor.page.getByRole("link", { name: "Visit the garden" }).tap();
  await visitor.page.waitForURL(`${garden.url}/`);
  visitor.clean();
  await visitor.close();
});

test("who previews links reads Open Graph tags without running a script", async () => {
  const response = await fetch(garden.url + path);
  assert.match(response.headers.get("content-security-policy") ?? "", /default-src 'self'/);
  const document = await response.text();
  const tag = (name) => new RegExp(`<meta property="og:${name}" content="([^"]*)">`).exec(document)?.[1];
  assert.equal(tag("image"), `${garden.url}/${happy}`);
  assert.equal(tag("url"), garden.url + path);
  assert.deepEqual([tag("image:width"), tag("image:height")], ["640", "400"]);
  assert.ok(tag("title").includes("Emotion Garden"));
  assert.ok(tag("description"));
  assert.doesNotMatch(document, /<style|style=|<script(?![^>]*\ssrc=)|\son\w+=/);
});

test("a picture that is not there", async () => {
  const visitor = await visit(browser, garden.url, { path: "/image?content=emotions/happy/gone.jpeg" });
  const { page } = visitor;
  await page.getByRole("heading", { name: "This picture is not here" }).waitFor();
  await assertAccessible(page);
  await page.getByRole("button", { name: "한국어" }).click();
  await page.getByRole("heading", { name: "그림이 없습니다" }).waitFor();
  visitor.clean({ except: ["404"] });
  await visitor.close();
});
