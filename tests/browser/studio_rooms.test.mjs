// The studio's bulk orders, displays and settings, its keys, and a network that goes and comes back.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before, describe, test } from "node:test";
import { once } from "node:events";

import { startGarden } from "./support/garden_server.mjs";
import { assertAccessible, button, call, grow, heading, notice, operate, tiles, until } from "./support/studio.mjs";
import { launchBrowser, visit } from "./support/visitor.mjs";

let garden;
let browser;

before(async () => {
  garden = await startGarden({ pictures: 0, flags: ["--s3-listen", "127.0.0.1:0"] });
  browser = await launchBrowser();
  await grow(garden, [
    { prompt: "roses", emotion: "happy", place: "garden" },
    { prompt: "tulips", emotion: "sad", place: "garden" },
  ]);
  // What is ordered below is looked at, not painted.
  await call(garden, "POST", "/api/v1/jobs/pause");
});

after(async () => {
  await browser?.close();
  if (garden) assert.equal(await garden.stop(), 0);
});

const waiting = async () => (await call(garden, "GET", "/api/v1/jobs?state=waiting")).counts.waiting;
const cancelWaiting = () => call(garden, "POST", "/api/v1/jobs/cancel", { which: "waiting" });
const figure = (page, name) => page.locator(".cost__figures div").filter({ hasText: name });

describe("bulk", () => {
  test("the form of the original: its cost first, then its jobs", async () => {
    const operator = await operate(browser, garden, "bulk");
    const { page } = operator;
    await page.getByLabel("Repeat count").fill("3");
    await page.getByLabel("Feeling", { exact: true }).selectOption("sad");
    await page.getByLabel("Favorite").fill("Cat");
    await page.getByText("sad, Cat, flowers, fantasy").waitFor();
    await figure(page, "Pictures").getByText("6", { exact: true }).waitFor();
    await figure(page, "Time").getByText(/\d+ (s|min|h)/).waitFor();
    await button(page, "Generate").click();
    await notice(page, "Pictures ordered: 6.").waitFor();
    const { jobs } = await call(garden, "GET", "/api/v1/jobs?state=waiting");
    assert.equal(jobs.length, 3);
    assert.match(jobs[0].pictures[0].key, /^imgPool\/sad\/cat\/img_\d{8}-\d{6}_0h\.jpeg$/);
    await page.getByRole("link", { name: "See the queue" }).click();
    await heading(page, "Queue").waitFor();
    await cancelWaiting();
    operator.clean();
    await operator.close();
  });

  test("the prompt table: words, all rows, an order with one click and its undo", async () => {
    const operator = await operate(browser, garden, "table", { locale: "ko-KR" });
    const { page } = operator;
    await page.getByLabel("틀", { exact: true }).selectOption("");
    await page.getByLabel("이름").fill("short");
    await page.getByLabel("글", { exact: true }).fill("[EMOTION] garden, [SEASON]");
    await figure(page, "줄").getByText("32", { exact: true }).waitFor();
    await page.getByLabel("[SEASON]").fill("spring, winter");
    await page.getByLabel("이름").focus();
    await figure(page, "줄").getByText("16", { exact: true }).waitFor();
    await notice(page, "저장했습니다.").waitFor();
    await button(page, "틀 저장").click();
    await notice(page, "저장했습니다.").nth(1).waitFor();
    assert.equal((await call(garden, "GET", "/api/v1/templates/short")).text, "[EMOTION] garden, [SEASON]");

    await page.getByLabel("이 감정만").selectOption("calm");
    await page.getByLabel("줄마다 일").fill("2");
    await page.getByRole("row").filter({ hasText: "calm garden, winter" }).waitFor();
    await button(page, "그림 8장 주문").click();
    await notice(page, "그림 8장을 주문했습니다.").waitFor();
    assert.equal(await waiting(), 4);
    await notice(page, "그림 8장을 주문했습니다.").getByRole("button", { name: "되돌리기" }).click();
    await notice(page, "주문을 되돌렸습니다.").waitFor();
    assert.equal(await waiting(), 0);

    await button(page, "틀 지우기").click();
    await notice(page, "‘short’ 틀을 지웠습니다.").waitFor();
    await page.keyboard.press("Control+z");
    await page.getByLabel("틀", { exact: true }).locator("option", { hasText: "short" }).waitFor({ state: "attached" });
    operator.clean();
    await operator.close();
  });
});

describe("displays", () => {
  // Which picture each slot of the hall shows: happy roses or sad tulips.
  const slots = async () => {
    const { pictures } = await call(garden, "GET", "/api/v1/pictures?place=garden");
    const { slots: filled } = await call(garden, "GET", "/api/v1/displays/hall");
    const octets = async (url) => Buffer.from(await (await fetch(url)).arrayBuffer()).toString("base64");
    const known = await Promise.all(pictures.map(async ({ url, emotion }) => [await octets(url), emotion]));
    const emotions = new Map(known);
    const shown = await Promise.all(filled.map(async ({ slot, url }) => [slot, emotions.get(await octets(url))]));
    return Object.fromEntries(shown);
  };

  test("drag a picture into a slot, another by touch, change their places, undo", async () => {
    const operator = await operate(browser, garden, "displays");
    const { page } = operator;
    await page.getByLabel("New zone").fill("Hall");
    await page.keyboard.press("Enter");
    const shelf = page.getByRole("complementary", { name: "Pictures of the garden" });
    await shelf.getByRole("button", { name: /roses$/ }).dragTo(button(page, "Slot 1h, empty"));
    await notice(page, "Slot 1h has the picture.").waitFor();
    await button(page, "Slot 1h").waitFor();
    assert.deepEqual(await slots(), { "1h": "happy" });

    await shelf.getByRole("button", { name: /tulips$/ }).click();
    await button(page, "Put the picture into slot 2h").click();
    await button(page, "Slot 2h").waitFor();
    await button(page, "Slot 2h").dragTo(button(page, "Slot 1h"));
    await notice(page, "have changed places").waitFor();
    assert.equal((await slots())["1h"], "sad");
    await page.keyboard.press("Control+z");
    await until(async () => (await slots())["1h"] === "happy");

    await shelf.getByRole("button", { name: /tulips$/ }).click();
    await button(page, "Put the picture into slot 3v").click();
    await button(page, "Slot 3v").waitFor();
    assert.equal((await slots())["3v"], "sad");
    await shelf.getByRole("button", { name: /roses$/ }).click();
    await button(page, "Put the picture into slot 3v").click();
    // What can be taken back is the second picture: the slot was empty before the first.
    await notice(page, "Slot 3v has the picture.").filter({ has: button(page, "Undo") }).waitFor();
    assert.equal((await slots())["3v"], "happy");
    await page.keyboard.press("Control+z");
    await until(async () => (await slots())["3v"] === "sad");
    await assertAccessible(page, "a zone with pictures");
    operator.clean();
    await operator.close();
  });

  test("a playlist with hours, and the screens that are alive", async () => {
    await call(garden, "POST", "/api/v1/displays/zone2/screens/by-the-door", { shows: "playlist 1" });
    const operator = await operate(browser, garden, "displays?zone=zone2");
    const { page } = operator;
    const shelf = page.getByRole("complementary", { name: "Pictures of the garden" });
    for (const name of [/roses$/, /tulips$/]) {
      await shelf.getByRole("button", { name }).click();
      await button(page, "Add the taken picture").click();
    }
    await page.getByLabel("Seconds of picture 1").fill("25");
    await button(page, "Picture 2 earlier").click();
    await page.getByRole("radio", { name: "Slide" }).check({ force: true });
    await page.getByLabel("Shown from").fill("09:00");
    await page.getByLabel("until").fill("18:30");
    await button(page, "Save the playlist").click();
    await notice(page, "Saved.").waitFor();
    const { playlist } = await call(garden, "GET", "/api/v1/displays/zone2");
    assert.deepEqual(
      playlist.pictures.map(({ key, seconds }) => [key.split("/")[1], seconds]),
      [
        ["sad", 10],
        ["happy", 25],
      ],
    );
    assert.deepEqual([playlist.transition, playlist.activeHours], ["slide", "09:00-18:30"]);
    const screen = page.getByRole("row").filter({ hasText: "by-the-door" });
    await screen.getByText("playlist 1").waitFor();
    await screen.getByText("alive").waitFor();
    operator.clean();
    await operator.close();
  });
});

describe("settings", () => {
  test("denied words, with undo", async () => {
    const operator = await operate(browser, garden, "settings");
    const { page } = operator;
    await page.getByLabel("Words", { exact: true }).fill("gun\nblood bath");
    await page.getByRole("form", { name: "Denied words" }).getByRole("button", { name: "Save" }).click();
    await notice(page, "Saved.").waitFor();
    assert.deepEqual((await call(garden, "GET", "/api/v1/denied-words")).words.toSorted(), ["blood bath", "gun"]);
    await button(page, "Undo").click();
    await notice(page, "Saved.").waitFor();
    await page.waitForFunction(() => document.querySelector("form[aria-label='Denied words'] textarea").value === "");
    assert.deepEqual((await call(garden, "GET", "/api/v1/denied-words")).words, []);
    operator.clean();
    await operator.close();
  });

  test("a webhook: added, tested, removed unless that is undone", async () => {
    const receiver = createServer((request, response) => {
      request.resume();
      response.end();
    }).listen(0, "127.0.0.1");
    await once(receiver, "listening");
    const operator = await operate(browser, garden, "settings");
    const { page } = operator;
    await page.getByText("Nobody is told of anything yet.").waitFor();
    await page.getByText("Add a webhook").click();
    await page.getByLabel("Name", { exact: true }).fill("hall");
    await page.getByLabel("Address").fill(`http://127.0.0.1:${receiver.address().port}/`);
    await page.getByLabel("Secret").fill("at least sixteen octets");
    await page.getByLabel("a picture was published").check();
    const section = page.getByRole("region", { name: "Webhooks" });
    await section.getByRole("button", { name: "Save" }).click();
    const row = section.getByRole("listitem").filter({ hasText: "hall" });
    await row.getByRole("button", { name: "Test" }).click();
    await notice(page, "Delivered: the receiver answered 200.").waitFor();
    await row.getByRole("button", { name: "Remove" }).click();
    await page.keyboard.press("Control+z");
    await row.getByRole("button", { name: "Remove" }).click();
    await row.waitFor({ state: "detached" });
    assert.deepEqual((await call(garden, "GET", "/api/v1/webhooks")).webhooks, []);
    receiver.close();
    operator.clean();
    await operator.close();
  });

  test("light, dark and language, remembered; version and backup lines", async () => {
    const operator = await operate(browser, garden, "settings", {
      permissions: ["clipboard-read", "clipboard-write"],
    });
    const { page } = operator;
    const paper = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
    const light = await paper();
    await page.getByRole("radio", { name: "Dark" }).check({ force: true });
    assert.notEqual(await paper(), light);
    await page.getByRole("radio", { name: "한국어" }).check({ force: true });
    await heading(page, "설정").waitFor();
    await page.reload();
    await heading(page, "설정").waitFor();
    assert.notEqual(await paper(), light);
    assert.equal(await page.locator("html").getAttribute("lang"), "ko");

    const { version } = await call(garden, "GET", "/healthz");
    await page.getByRole("region", { name: "상태" }).getByText(version, { exact: true }).waitFor();
    const { s3 } = await call(garden, "GET", "/api/v1/settings");
    const endpoint = s3.replace(/\/$/, "");
    const line = `aws s3 cp s3://demo-emotion-garden/emotions/ emotions/ --recursive --endpoint-url ${endpoint}`;
    await page.getByText(line, { exact: true }).waitFor();
    await button(page, `복사: ${line}`).click();
    await notice(page, "복사했습니다.").waitFor();
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), line);
    operator.clean();
    await operator.close();
  });
});

describe("what operators decide", () => {
  test("words for visitors: saved, undone, and shown by the kiosk in their language", async () => {
    const operator = await operate(browser, garden, "settings");
    const { page } = operator;
    const form = page.getByRole("form", { name: "Words for visitors" });
    await form.getByLabel("English").fill("Run by the museum.\nAsk at the desk.");
    await form.getByLabel("한국어").fill("미술관이 운영합니다.");
    const save = form.getByRole("button", { name: "Save" });
    const told = async () => (await call(garden, "GET", "/api/v1/kiosk")).consent.en;
    await save.click();
    await until(async () => (await told()) === "Run by the museum.\nAsk at the desk.");
    await button(page, "Undo").click();
    await until(async () => (await told()) === "");

    await form.getByLabel("English").fill("Run by the museum.\nAsk at the desk.");
    await form.getByLabel("한국어").fill("미술관이 운영합니다.");
    await save.click();
    await until(async () => (await told()) !== "");
    for (const [locale, begin, sentence] of [
      ["en-US", "Begin", "Run by the museum."],
      ["ko-KR", "시작하기", "미술관이 운영합니다."],
    ]) {
      const visitor = await visit(browser, garden.url, { locale });
      await button(visitor.page, begin).click();
      await visitor.page.getByText(sentence).waitFor();
      await assertAccessible(visitor.page, "a consent with the operator's words");
      visitor.clean();
      await visitor.close();
    }
    await assertAccessible(page, "the settings");
    operator.clean();
    await operator.close();
  });

  test("how long things are kept; a number that is not allowed is not sent", async () => {
    const operator = await operate(browser, garden, "settings", { locale: "ko-KR" });
    const { page } = operator;
    const form = page.getByRole("form", { name: "보관 기간" });
    await form.getByLabel("휴지통의 그림").fill("0");
    await form.getByRole("button", { name: "저장" }).click();
    assert.equal(await form.getByLabel("휴지통의 그림").evaluate((input) => input.validity.rangeUnderflow), true);
    await form.getByLabel("휴지통의 그림").fill("9");
    await form.getByLabel("다시 오지 않은 방문객").fill("365");
    await form.getByRole("button", { name: "저장" }).click();
    await notice(page, "저장했습니다.").waitFor();
    assert.deepEqual((await call(garden, "GET", "/api/v1/settings")).retention, { trashDays: 9, jobDays: 30, visitorDays: 365 });
    operator.clean();
    await operator.close();
  });

  test("a key pair: its secret once, gone unless that is undone", async () => {
    const operator = await operate(browser, garden, "settings?at=keys");
    const { page } = operator;
    const section = page.getByRole("region", { name: "Keys", exact: true });
    await section.getByRole("listitem").first().waitFor();
    await button(section, "New pair, read only").click();
    await section.getByText("Its secret is not shown here again.").waitFor();
    const { keys } = await call(garden, "GET", "/api/v1/keys");
    const { accessKey } = keys.find(({ permission }) => permission === "read");
    const pair = section.getByRole("listitem").filter({ hasText: accessKey });
    await pair.getByText("read only").waitFor();
    await button(section, `Remove: ${accessKey}`).click();
    await page.keyboard.press("Control+z");
    await button(section, `Remove: ${accessKey}`).click();
    await pair.waitFor({ state: "detached" });
    assert.equal((await call(garden, "GET", "/api/v1/keys")).keys.length, keys.length - 1);
    operator.clean();
    await operator.close();
  });

  test("where everything is, and how full the disk", async () => {
    const operator = await operate(browser, garden, "settings");
    const { page } = operator;
    const health = page.getByRole("region", { name: "Health" });
    await health.getByText(garden.data, { exact: true }).waitFor();
    await health.getByText(/stored; .* of .* free$/).waitFor();
    await health.getByText("None is in use").waitFor();
    await health.getByText("flower").first().waitFor();
    operator.clean();
    await operator.close();
  });
});

describe("keys and network", () => {
  for (const [locale, title] of [
    ["en-US", "Keyboard"],
    ["ko-KR", "키보드"],
  ]) {
    test(`? shows the keyboard sheet in ${locale}, g and a letter goes to a page`, async () => {
      const operator = await operate(browser, garden, "queue", { locale });
      const { page } = operator;
      await page.keyboard.press("?");
      const sheet = page.getByRole("dialog", { name: title });
      await sheet.waitFor();
      await assertAccessible(page, "the keyboard sheet");
      await page.keyboard.press("Escape");
      await sheet.waitFor({ state: "detached" });
      await page.keyboard.press("g");
      await page.keyboard.press("g");
      await heading(page, locale === "en-US" ? "Garden" : "정원").waitFor();
      await tiles(page).nth(1).waitFor();
      operator.clean();
      await operator.close();
    });
  }

  test("without a network it says so, and goes on by itself", async () => {
    const passing = await startGarden({ pictures: 0 });
    const operator = await operate(browser, passing, "queue", { locale: "ko-KR" });
    const { page } = operator;
    await page.getByText("기다리는 일이 없습니다.").waitFor();
    await page.context().setOffline(true);
    await page.evaluate(() => (location.hash = "#/pool"));
    await page.getByText("서버가 켜져 있는지와 네트워크를 확인해 주세요.").waitFor();
    await page.context().setOffline(false);
    await button(page, "다시 하기").click();
    await page.getByText("보관함이 비어 있습니다.").waitFor();
    assert.equal(await passing.stop(), 0);
    await page.getByText("다시 연결되면 저절로 이어집니다.").waitFor();
    await operator.close();
  });
});
