// What operators dislike in pool and garden: marks by key, mouse and touch, their filter, and what removes them all.
import assert from "node:assert/strict";
import { after, before, beforeEach, describe, test } from "node:test";

import { startGarden } from "./support/garden_server.mjs";
import { assertAccessible, button, call, grow, listed, notice, operate, tiles, until } from "./support/studio.mjs";
import { assertFits, assertTouchable, launchBrowser } from "./support/visitor.mjs";

let garden;
let browser;

before(async () => {
  garden = await startGarden({ pictures: 0 });
  browser = await launchBrowser();
  await grow(garden, [
    { prompt: "roses", emotion: "happy" },
    { prompt: "tulips", emotion: "sad" },
    { prompt: "lilies", emotion: "happy" },
    { prompt: "meadow", width: 100, height: 160 },
  ]);
});

after(async () => {
  await browser?.close();
  if (garden) assert.equal(await garden.stop(), 0);
});

const all = async (place = "pool") => (await listed(garden, place)).map(({ key }) => key);
const disliked = async (place = "pool") =>
  (await listed(garden, place)).filter((picture) => picture.disliked).map(({ key }) => key);
const marked = (page) => page.getByRole("option", { name: /, (Disliked|싫어요 표시)$/ });
const badge = (tile) => tile.locator(".tile__mark--dislike");

beforeEach(async () => {
  await call(garden, "POST", "/api/v1/pictures/undislike", { keys: await all() });
});

describe("a mark", () => {
  test("by keyboard while walking; it outlives a reload, others see it, and the same key takes it away", async () => {
    const operator = await operate(browser, garden, "pool");
    const { page } = operator;
    await tiles(page).nth(3).waitFor();
    await tiles(page).first().focus();
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("x");
    await notice(page, "Disliked: 1.").waitFor();
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("x");
    await until(async () => (await disliked()).length === 2);
    assert.deepEqual(await disliked(), (await all()).slice(1, 3));
    assert.equal(await notice(page, "Disliked: 1.").count(), 1, "one notice for all of them");
    assert.equal(await tiles(page).nth(2).evaluate((tile) => tile === document.activeElement), true);
    await assertAccessible(page, "marked pictures");

    const other = await operate(browser, garden, "pool", { locale: "ko-KR", colorScheme: "dark" });
    await marked(other.page).nth(1).waitFor();
    await assertAccessible(other.page, "marked pictures by night");
    await tiles(other.page).first().focus();
    await other.page.keyboard.press("ArrowRight");
    await other.page.keyboard.press("x");
    await notice(other.page, "1장의 싫어요를 지웠습니다.").waitFor();
    other.clean();
    await other.close();

    await page.reload();
    await marked(page).first().waitFor();
    assert.equal(await marked(page).count(), 1);
    await tiles(page).first().focus();
    for (const key of ["ArrowRight", "ArrowRight", "x"]) await page.keyboard.press(key);
    await notice(page, "No longer disliked: 1.").waitFor();
    await page.keyboard.press("Control+z");
    await until(async () => (await disliked()).length === 1);
    await marked(page).first().waitFor();
    operator.clean();
    await operator.close();
  });

  test("the chord that leads to the displays marks nothing", async () => {
    const operator = await operate(browser, garden, "pool");
    const { page } = operator;
    await tiles(page).first().focus();
    await page.keyboard.press("g");
    await page.keyboard.press("d");
    await page.waitForURL(/#\/displays$/);
    assert.deepEqual(await disliked(), []);
    await page.keyboard.press("?");
    const sheet = page.getByRole("dialog", { name: "Keyboard" });
    await sheet.waitFor();
    assert.equal(await sheet.locator("div", { has: page.locator("kbd", { hasText: /^X$/ }) }).getByText("Dislike, or no longer").count(), 2);
    operator.clean();
    await operator.close();
  });

  test("by touch on a phone, on a tile and in the big view", async () => {
    const operator = await operate(browser, garden, "pool", {
      viewport: { width: 390, height: 844 },
      hasTouch: true,
      isMobile: true,
    });
    const { page } = operator;
    await tiles(page).nth(3).waitFor();
    await badge(tiles(page).first()).tap();
    await marked(page).first().waitFor();
    assert.equal(await page.getByRole("dialog").count(), 0, "the tap opens nothing");
    await assertFits(page);
    await assertTouchable(page);
    await tiles(page).nth(1).tap();
    const view = page.getByRole("dialog", { name: "Picture" });
    const dislike = view.getByRole("button", { name: "Dislike" });
    assert.equal(await dislike.getAttribute("aria-pressed"), "false");
    await dislike.tap();
    await view.locator(".viewer__mark").getByText("Disliked").waitFor();
    assert.equal(await dislike.getAttribute("aria-pressed"), "true");
    assert.equal((await disliked()).length, 2);
    await assertAccessible(page, "a marked picture in the big view");
    await dislike.tap();
    await view.locator(".viewer__mark").waitFor({ state: "detached" });
    assert.equal((await disliked()).length, 1);
    operator.clean();
    await operator.close();
  });

  test("goes when the picture is published, and comes back when that is undone", async () => {
    const [, second] = await all();
    const operator = await operate(browser, garden, "pool");
    const { page } = operator;
    await tiles(page).nth(1).click();
    const view = page.getByRole("dialog", { name: "Picture" });
    await page.keyboard.press("x");
    await view.locator(".viewer__mark").waitFor();
    await page.keyboard.press("p");
    await view.getByText("3 of 4").waitFor();
    assert.deepEqual(await disliked(), []);
    assert.deepEqual(await all("garden"), [second.replace("imgPool", "emotions")]);
    await page.keyboard.press("Control+z");
    await until(async () => (await disliked())[0] === second && (await all("garden")).length === 0);
    operator.clean();
    await operator.close();
  });
});

describe("all of them", () => {
  test("a filter shows only them, or hides them; whoever is marked then leaves", async () => {
    await call(garden, "POST", "/api/v1/pictures/dislike", { keys: (await all()).slice(0, 2) });
    const operator = await operate(browser, garden, "pool");
    const { page } = operator;
    const mark = page.getByLabel("Mark", { exact: true });
    await mark.selectOption("true");
    await page.getByText("Pictures: 2").waitFor();
    assert.equal(await marked(page).count(), 2);
    await mark.selectOption("false");
    await until(async () => (await marked(page).count()) === 0 && (await tiles(page).count()) === 2);
    await badge(tiles(page).first()).click();
    await page.getByText("Pictures: 1").waitFor();
    assert.equal(await tiles(page).count(), 1);
    await notice(page, "Disliked: 1.").getByRole("button", { name: "Undo" }).click();
    await page.getByText("Pictures: 2").waitFor();
    assert.equal((await disliked()).length, 2);
    await page.reload();
    await page.getByText("Pictures: 2").waitFor();
    operator.clean();
    await operator.close();
  });

  test("a selection is marked with one click, whatever was marked before", async () => {
    const keys = await all();
    await call(garden, "POST", "/api/v1/pictures/dislike", { keys: keys.slice(0, 1) });
    const operator = await operate(browser, garden, "pool");
    const { page } = operator;
    await tiles(page).nth(0).click({ modifiers: ["Control"] });
    await tiles(page).nth(2).click({ modifiers: ["Shift"] });
    await page.getByText("3 selected").waitFor();
    await button(page, "Dislike").click();
    await notice(page, "Disliked: 2.").waitFor();
    assert.deepEqual(await disliked(), keys.slice(0, 3));
    await button(page, "Undo").click();
    await until(async () => (await disliked()).length === 1);
    assert.deepEqual(await disliked(), keys.slice(0, 1));
    operator.clean();
    await operator.close();
  });

  test("go to the trash with one click, as far as the filters reach, and come back with their marks", async () => {
    const keys = await all();
    await call(garden, "POST", "/api/v1/pictures/dislike", { keys: keys.slice(0, 3) });
    const operator = await operate(browser, garden, "pool", { locale: "ko-KR", colorScheme: "dark" });
    const { page } = operator;
    await button(page, "싫어요 3장 휴지통으로").click();
    await notice(page, "3장을 휴지통에 넣었습니다.").waitFor();
    await page.getByText("그림 1장").waitFor();
    assert.deepEqual(await all(), keys.slice(3));
    await button(page, "싫어요 3장 휴지통으로").waitFor({ state: "detached" });
    await page.keyboard.press("Control+z");
    await page.getByText("그림 4장").waitFor();
    await marked(page).nth(2).waitFor();
    assert.deepEqual(await disliked(), keys.slice(0, 3));

    await page.getByLabel("감정", { exact: true }).selectOption("sad");
    const sad = (await listed(garden, "pool")).filter(({ emotion, disliked: is }) => emotion === "sad" && is);
    await button(page, `싫어요 ${sad.length}장 휴지통으로`).click();
    await until(async () => (await all()).length === 4 - sad.length);
    operator.clean();
    await operator.close();
  });
});
