// The studio against the real server, as operators use it: by mouse and by keyboard, in both languages, on every screen.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { startGarden } from "./support/garden_server.mjs";
import {
  addAdministrator,
  assertAccessible,
  button,
  call,
  grow,
  heading,
  listed,
  notice,
  operate,
  tiles,
  until,
} from "./support/studio.mjs";
import { assertFits, assertTouchable, launchBrowser, visit } from "./support/visitor.mjs";

const screens = [
  { width: 390, height: 844 },
  { width: 1080, height: 1920 },
  { width: 1920, height: 1080 },
];
const names = {
  "en-US": {
    queue: "Queue",
    make: "Make",
    pool: "Pool",
    garden: "Garden",
    trash: "Trash",
    bulk: "Bulk",
    table: "Bulk",
    displays: "Displays",
    insights: "Insights",
    settings: "Settings",
  },
  "ko-KR": {
    queue: "대기열",
    make: "그리기",
    pool: "보관함",
    garden: "정원",
    trash: "휴지통",
    bulk: "대량",
    table: "대량",
    displays: "전시",
    insights: "통계",
    settings: "설정",
  },
};
const waitMs = 60_000;

let garden;
let browser;

before(async () => {
  garden = await startGarden({ pictures: 0 });
  browser = await launchBrowser();
  await grow(garden, [
    { prompt: "first roses", emotion: "happy" },
    { prompt: "second tulips", emotion: "sad", favorite: "cat" },
    { prompt: "third lake" },
    { prompt: "fourth peonies", emotion: "happy", width: 100, height: 160 },
    { prompt: "fifth lilies" },
    { prompt: "sixth meadow" },
  ]);
});

after(async () => {
  await browser?.close();
  if (garden) assert.equal(await garden.stop(), 0);
});

describe("every page", () => {
  for (const [locale, titles] of Object.entries(names)) {
    for (const viewport of screens) {
      test(`${locale} on ${viewport.width}x${viewport.height}: fits, touchable, accessible`, async () => {
        const colorScheme = locale === "ko-KR" ? "dark" : "light";
        const operator = await operate(browser, garden, "queue", { viewport, locale, colorScheme });
        const { page } = operator;
        for (const [place, title] of Object.entries(titles)) {
          await page.evaluate((hash) => (location.hash = hash), `#/${place}`);
          await heading(page, title).waitFor();
          const loading = page.getByText(locale === "ko-KR" ? "불러오는 중 …" : "Loading …");
          await until(async () => (await loading.count()) === 0);
          await assertFits(page);
          await assertTouchable(page);
          await assertAccessible(page, `${place} in ${locale}`);
        }
        operator.clean();
        await operator.close();
      });
    }
  }

  test("by the navigation, and Back", async () => {
    const operator = await operate(browser, garden);
    const { page } = operator;
    const navigation = page.getByRole("navigation", { name: "Studio" });
    await navigation.getByRole("link", { name: "Pictures" }).click();
    await heading(page, "Pool").waitFor();
    await page.getByRole("navigation", { name: "Pool, garden and trash" }).getByRole("link", { name: "Trash" }).click();
    await heading(page, "Trash").waitFor();
    assert.equal(await navigation.getByRole("link", { name: "Pictures" }).getAttribute("aria-current"), "page");
    await page.goBack();
    await heading(page, "Pool").waitFor();
    operator.clean();
    await operator.close();
  });

  for (const [path, title] of [
    ["/html/text2image/text2image.html", "Make"],
    ["/html/pool/bulk/bulk.html", "Bulk"],
    ["/html/preview/preview.html", "Pool"],
    ["/html/viewer/viewer.html", "Garden"],
    ["/html/prompt-generator/prompt-generator.html", "Bulk"],
  ]) {
    test(`the old path ${path} opens ${title}`, async () => {
      const operator = await visit(browser, garden.url, { path });
      await heading(operator.page, title).waitFor();
      operator.clean();
      await operator.close();
    });
  }

  test("the policy of the page allows nothing from elsewhere and nothing inline", async () => {
    const response = await fetch(`${garden.url}/studio`);
    assert.doesNotMatch(response.headers.get("content-security-policy"), /unsafe-|https?:|\*/);
    assert.doesNotMatch(await response.text(), /<style|style=|<script(?![^>]*\ssrc=)|\son\w+=/);
  });
});

describe("from outside", () => {
  const outside = { extraHTTPHeaders: { "X-Forwarded-For": "203.0.113.7" } };

  test("signed out it leads to the login, and back to the same page; log out ends it", async () => {
    await addAdministrator(garden, "gardener", "a long enough password");
    const operator = await visit(browser, garden.url, { path: "/studio#/settings", ...outside });
    const { page } = operator;
    await heading(page, "Gardener’s entrance").waitFor();
    await page.getByLabel("Name").fill("gardener");
    await page.getByLabel("Password").fill("a long enough password");
    await page.keyboard.press("Enter");
    await page.waitForURL(`${garden.url}/studio#/settings`);
    await heading(page, "Settings").waitFor();
    await page.getByRole("navigation", { name: "Studio" }).getByRole("button", { name: "Log out" }).click();
    await heading(page, "Gardener’s entrance").waitFor();
    await operator.close();
  });

  test("a session that ends leads to the login", async () => {
    const operator = await operate(browser, garden, "settings");
    const { page } = operator;
    // It ends as the operator goes to the pool: whatever the page before still asks is answered.
    await page.route("**/api/**", (route) => {
      const ended = page.url().endsWith("#/pool") ? outside.extraHTTPHeaders : {};
      return route.continue({ headers: { ...route.request().headers(), ...ended } });
    });
    await page.evaluate(() => (location.hash = "#/pool"));
    await heading(page, "Gardener’s entrance").waitFor();
    assert.match(page.url(), /\/login\?next=%2Fstudio%23%2Fpool$/);
    operator.clean({ except: ["401"] });
    await operator.close();
  });
});

describe("the queue", () => {
  test("pause, order, cancel with undo, cancel what waits with undo, go on", async () => {
    const operator = await operate(browser, garden);
    const { page } = operator;
    await button(page, "Pause").click();
    await page.getByText("The queue is paused").waitFor();
    for (const prompt of ["waits one", "waits two"]) {
      await call(garden, "POST", "/api/v1/pictures", { prompt, width: 64, height: 64 });
    }
    await page.getByRole("navigation", { name: "Jobs by state" }).getByRole("link", { name: "Waiting 2" }).click();
    const jobs = page.getByRole("main").getByRole("listitem");
    await jobs.filter({ hasText: "waits two" }).getByText("1 before it").waitFor();

    await button(page, "Cancel: waits one").click();
    await notice(page, "The job is cancelled.").waitFor();
    await jobs.filter({ hasText: "waits one" }).waitFor({ state: "detached" });
    await button(page, "Undo").click();
    await jobs.filter({ hasText: "waits one" }).waitFor();

    await button(page, "Cancel what waits").click();
    await notice(page, "All that waits will be cancelled.").waitFor();
    await page.keyboard.press("Control+z");
    await notice(page, "All that waits will be cancelled.").waitFor({ state: "detached" });
    await button(page, "Cancel what waits").click();
    await notice(page, "Cancelled: 2.").waitFor();
    await page.getByText("No jobs here.").waitFor();

    await button(page, "Go on").click();
    await page.getByText("Nothing waits.").waitFor();
    operator.clean();
    await operator.close();
  });

  test("what failed says why, and is tried again", async () => {
    const strict = await startGarden({ pictures: 0, flags: ["--veto", "command:/bin/false"] });
    try {
      await call(strict, "POST", "/api/v1/pictures", { prompt: "never shown", width: 64, height: 64 });
      const operator = await operate(browser, strict, "queue?state=parked");
      const { page } = operator;
      const job = page.getByRole("main").getByRole("listitem").filter({ hasText: "never shown" });
      await job.waitFor({ timeout: waitMs });
      const { jobs } = await call(strict, "GET", "/api/v1/jobs?state=parked");
      await job.getByText(jobs[0].error).waitFor();
      await button(page, "Try all again").click();
      await notice(page, "Back in the queue: 1.").waitFor();
      operator.clean();
      await operator.close();
    } finally {
      assert.equal(await strict.stop(), 0);
    }
  });

  test("painters, their health and speed", async () => {
    const operator = await operate(browser, garden);
    const painters = operator.page.getByRole("region", { name: "Painters" });
    await painters.getByText("flower").waitFor();
    await painters.getByText("well").waitFor();
    await painters.getByText(/ a picture$/).waitFor();
    operator.clean();
    await operator.close();
  });
});

describe("make", () => {
  test("weights by keyboard, an order, its picture and recipe, and the prompt again", async () => {
    const operator = await operate(browser, garden, "make");
    const { page } = operator;
    const prompt = page.getByLabel("Prompt", { exact: true });
    await prompt.fill("a garden of roses");
    await page.keyboard.press("End");
    for (const _ of [1, 2]) await page.keyboard.press("Control+ArrowUp");
    assert.equal(await prompt.inputValue(), "a garden of (roses:1.2)");
    for (const _ of [1, 2]) await page.keyboard.press("Control+ArrowDown");
    assert.equal(await prompt.inputValue(), "a garden of roses");
    await button(page, "More weight").click();
    assert.equal(await prompt.inputValue(), "a garden of (roses:1.1)");

    await page.getByRole("radio", { name: /^Basic/ }).check({ force: true });
    await page.getByRole("radio", { name: "Portrait" }).check({ force: true });
    await page.getByLabel("Feeling").selectOption("sad");
    await page.getByText("More settings").click();
    await page.getByLabel("Seed").fill("77");
    await button(page, "Paint").click();
    await notice(page, "One picture is ordered.").waitFor();

    const result = page.getByRole("listitem").filter({ hasText: "a garden of (roses:1.1)" });
    await result.getByRole("link", { name: /^Open the picture/ }).waitFor({ timeout: waitMs });
    for (const fact of ["512 × 768", "77", "flower"]) await result.getByText(fact, { exact: true }).waitFor();
    const [newest] = await listed(garden, "pool");
    assert.equal(newest.emotion, "sad");
    assert.deepEqual([newest.recipe.width, newest.recipe.height, newest.recipe.seed], [512, 768, 77]);

    await prompt.fill("something else");
    await result.getByRole("button", { name: "With its seed" }).click();
    assert.equal(await prompt.inputValue(), "a garden of (roses:1.1)");
    assert.equal(await page.getByLabel("Seed").inputValue(), "77");
    operator.clean();
    await operator.close();
  });

  test("what is refused is told in the operator's language", async () => {
    await call(garden, "PUT", "/api/v1/denied-words", { words: ["thorn"] });
    const operator = await operate(browser, garden, "make", { locale: "ko-KR" });
    const { page } = operator;
    await page.getByLabel("프롬프트", { exact: true }).fill("a thorn");
    await page.keyboard.press("Control+Enter");
    await notice(page, "정원이 거절했습니다").getByText("thorn").waitFor();
    await call(garden, "PUT", "/api/v1/denied-words", { words: [] });
    operator.clean({ except: ["400"] });
    await operator.close();
  });
});

describe("pictures", () => {
  test("by mouse: select a range, publish, undo, remove, undo", async () => {
    const operator = await operate(browser, garden, "pool?text=lilies");
    const { page } = operator;
    await tiles(page).first().waitFor();
    assert.equal(await tiles(page).count(), 1);
    await page.getByRole("link", { name: "Without filters" }).click();
    await tiles(page).nth(3).waitFor();
    const before = (await listed(garden, "pool")).length;

    await tiles(page).nth(0).click({ modifiers: ["Control"] });
    await tiles(page).nth(2).click({ modifiers: ["Shift"] });
    await page.getByText("3 selected").waitFor();
    await button(page, "Publish").click();
    await notice(page, "Published: 3.").waitFor();
    assert.equal((await listed(garden, "garden")).length, 3);
    await notice(page, "Published: 3.").getByRole("button", { name: "Undo" }).click();
    await notice(page, "In the trash: 3.").waitFor();
    assert.equal((await listed(garden, "garden")).length, 0);

    await tiles(page).nth(0).click({ modifiers: ["Control"] });
    await tiles(page).nth(1).click({ modifiers: ["Control"] });
    await button(page, "Remove").click();
    await notice(page, "In the trash: 2.").waitFor();
    await page.getByText(`Pictures: ${before - 2}`).waitFor();
    await notice(page, "In the trash: 2.").getByRole("button", { name: "Undo" }).click();
    await page.getByText(`Pictures: ${before}`).waitFor();
    assert.equal((await listed(garden, "pool")).length, before);
    operator.clean();
    await operator.close();
  });

  test("by keyboard: arrows, the big view, publish, trash, undo, restore", async () => {
    const operator = await operate(browser, garden, "pool");
    const { page } = operator;
    await tiles(page).nth(3).waitFor();
    await tiles(page).first().focus();
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("Space");
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("Shift+Space");
    await page.getByText("2 selected").waitFor();
    await page.keyboard.press("Escape");
    await page.getByText("2 selected").waitFor({ state: "detached" });

    await page.keyboard.press("Home");
    await page.keyboard.press("Enter");
    const view = page.getByRole("dialog", { name: "Picture" });
    const total = (await listed(garden, "pool")).length;
    await view.getByText(`1 of ${total}`).waitFor();
    await page.keyboard.press("ArrowRight");
    await view.getByText(`2 of ${total}`).waitFor();
    await assertAccessible(page, "the big view");
    const [, second, third] = await listed(garden, "pool");

    await page.keyboard.press("p");
    await notice(page, "Published: 1.").waitFor();
    await view.getByText(`3 of ${total}`).waitFor();
    assert.equal((await listed(garden, "garden"))[0].key, second.key.replace("imgPool", "emotions"));

    await page.keyboard.press("Delete");
    await notice(page, "In the trash: 1.").waitFor();
    await view.getByText(`3 of ${total - 1}`).waitFor();
    await page.keyboard.press("Control+z");
    await notice(page, "Restored: 1.").waitFor();
    await view.getByText(`3 of ${total}`).waitFor();
    await page.keyboard.press("Delete");
    await notice(page, "In the trash: 1.").last().waitFor();
    await page.keyboard.press("Escape");
    await view.waitFor({ state: "detached" });

    await page.keyboard.press("Escape");
    await page.evaluate(() => (location.hash = "#/trash"));
    await heading(page, "Trash").waitFor();
    await tiles(page).first().click();
    await page.keyboard.press("r");
    await until(async () => (await listed(garden, "pool")).some(({ key }) => key === third.key));
    operator.clean();
    await operator.close();
  });

  test("the trash is emptied unless that is undone", async () => {
    await grow(garden, [{ prompt: "not wanted" }]);
    const [{ key }] = await listed(garden, "pool");
    await call(garden, "POST", "/api/v1/pictures/remove", { keys: [key] });
    const operator = await operate(browser, garden, "trash", { locale: "ko-KR" });
    const { page } = operator;
    await tiles(page).first().waitFor();
    await button(page, "휴지통 비우기").click();
    await button(page, "되돌리기").click();
    await button(page, "휴지통 비우기").click();
    assert.notEqual((await listed(garden, "trash")).length, 0);
    await page.getByText("휴지통이 비어 있습니다.").waitFor();
    assert.equal((await listed(garden, "trash")).length, 0);
    operator.clean();
    await operator.close();
  });
});
