// The studio with 20,000 pictures in the garden, real ones.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { promisify } from "node:util";

import { binary, startGarden } from "./support/garden_server.mjs";
import { button, call, notice, operate, tiles, until } from "./support/studio.mjs";
import { launchBrowser } from "./support/visitor.mjs";

const total = 20_000;
const ofAnEmotion = total / 8;
// Rows of the screen and of the overscan, with room to spare: 20,000 tiles would be 80,000 elements.
const mostTiles = 150;
const mostElements = 1_500;
const waitMs = 120_000;

let garden;
let browser;

before(async () => {
  const script = join(import.meta.dirname, "support/many_pictures.py");
  garden = await startGarden({
    pictures: 0,
    furnish: (data) => promisify(execFile)(process.env.PYTHON ?? "python3", [script, binary, data, String(total)]),
  });
  browser = await launchBrowser();
});

after(async () => {
  await browser?.close();
  if (garden) assert.equal(await garden.stop(), 0);
});

const count = async (place, emotion) =>
  (await call(garden, "GET", `/api/v1/pictures?place=${place}&limit=1${emotion ? `&emotion=${emotion}` : ""}`)).total;
const totalSeen = (page, number) => page.getByText(`Pictures: ${number}`).waitFor({ timeout: waitMs });

async function open() {
  const operator = await operate(browser, garden, "garden");
  operator.page.setDefaultTimeout(waitMs);
  await totalSeen(operator.page, "20,000");
  await tiles(operator.page).first().waitFor();
  return operator;
}

async function assertFew(page) {
  assert.ok((await tiles(page).count()) < mostTiles);
  assert.ok((await page.evaluate(() => document.querySelectorAll("*").length)) < mostElements);
}

// Every tile on the screen shows its picture, in its small form.
function shown(page) {
  return page.waitForFunction(() => {
    const onScreen = [...document.querySelectorAll(".tile")].filter((tile) => {
      const { top, bottom } = tile.getBoundingClientRect();
      return bottom > 0 && top < innerHeight;
    });
    const images = onScreen.map((tile) => tile.querySelector("img"));
    return images.length > 0 && images.every((image) => image?.src.includes("/thumbnails/") && image.naturalWidth === 480);
  });
}

// The list is loaded to its end, and the focus is there.
function lastIsThere(page) {
  return page.waitForFunction(
    (last) => document.activeElement.matches(`.tile[aria-posinset="${last}"]:not([aria-disabled])`),
    total,
  );
}

test("whoever scrolls sees each picture, and the page holds only those that are near", async () => {
  const operator = await open();
  const { page } = operator;
  await shown(page);
  const first = () => tiles(page).first().getAttribute("aria-posinset").then(Number);
  let before = await first();
  await page.mouse.move(700, 600);
  for (let screen = 0; screen < 10; screen += 1) {
    await page.mouse.wheel(0, 1600);
    await until(async () => (await first()) > before, { seconds: 60 });
    before = await first();
    await assertFew(page);
  }
  await shown(page);
  await tiles(page).nth(20).focus();
  await page.keyboard.press("End");
  await lastIsThere(page);
  await shown(page);
  await assertFew(page);
  await page.keyboard.press("Home");
  await page.waitForFunction(() => document.activeElement.ariaPosInSet === "1");
  await shown(page);
  operator.clean();
  await operator.close();
});

test("a filter, a range, its removal and the undo", async () => {
  const operator = await open();
  const { page } = operator;
  await page.getByLabel("Feeling", { exact: true }).selectOption("sad");
  await totalSeen(page, "2,500");
  await tiles(page).nth(1).click({ modifiers: ["Control"] });
  for (let row = 0; row < 9; row += 1) await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Shift+Space");
  const selected = (await page.evaluate(() => Number(document.activeElement.ariaPosInSet))) - 1;
  assert.ok(selected > 9);
  await page.getByText(`${selected} selected`).first().waitFor();
  await button(page, "Remove").click();
  await totalSeen(page, (ofAnEmotion - selected).toLocaleString("en-US"));
  await notice(page, `In the trash: ${selected}.`).getByRole("button", { name: "Undo" }).click();
  await totalSeen(page, "2,500");
  assert.equal(await count("garden", "sad"), ofAnEmotion);
  operator.clean();
  await operator.close();
});

test("all 20,000 are removed at once, and are back after the undo", async () => {
  const operator = await open();
  const { page } = operator;
  await tiles(page).first().focus();
  await page.keyboard.press("End");
  await lastIsThere(page);
  await page.keyboard.press("Control+a");
  await page.getByText("20,000 selected").first().waitFor();
  await assertFew(page);
  await button(page, "Remove").click();
  await totalSeen(page, "0");
  await notice(page, "In the trash: 20,000.").getByRole("button", { name: "Undo" }).click();
  await totalSeen(page, "20,000");
  assert.deepEqual([await count("garden"), await count("trash")], [total, 0]);
  operator.clean();
  await operator.close();
});
