// The studio's insights: what is known of visitors' likes, beside the server's own figures, and why a picture is shown.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { startGarden } from "./support/garden_server.mjs";
import { assertAccessible, button, call, grow, heading, operate, tiles, until } from "./support/studio.mjs";
import { assertFits, launchBrowser } from "./support/visitor.mjs";

const rounds = 12;
let garden;
let browser;

// A visitor who comes for the first time and likes the second of the first three pictures.
async function likeOne(number) {
  const who = { id: `visitor ${number}`, generation: "adult", gender: "Female" };
  const emotion = number % 2 ? "happy" : "sad";
  const { landscape } = await (await garden.post("/garden", { ...who, emotion })).json();
  const impression = landscape.slice(0, 3).map(({ url }) => url);
  await garden.post("/like", { id: who.id, itemId: impression[1], impression });
}

before(async () => {
  garden = await startGarden({ pictures: 0 });
  browser = await launchBrowser();
});

after(async () => {
  await browser?.close();
  if (garden) assert.equal(await garden.stop(), 0);
});

const known = () => call(garden, "GET", "/api/v1/insights");
const figure = (page, name) => page.getByRole("region", { name, exact: true });
const cells = (figure, row) => figure.getByRole("row").filter({ has: figure.page().getByRole("rowheader", { name: row, exact: true }) }).getByRole("cell").allTextContents();

// Whether a chart's canvas has anything on it.
function isDrawn(figure) {
  return figure.locator("canvas").evaluate((canvas) => {
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    return data.some((value) => value > 0);
  });
}

async function csvOf(page, title) {
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    button(page, `CSV: download “${title}”`).click(),
  ]);
  const parts = [];
  for await (const part of await download.createReadStream()) parts.push(part);
  return { name: download.suggestedFilename(), rows: Buffer.concat(parts).toString().split("\r\n") };
}

describe("before the first visitor", () => {
  for (const [locale, sentence] of [
    ["en-US", "Nothing is known yet: no visitor has seen a picture."],
    ["ko-KR", "아직 알려진 것이 없습니다. 그림을 본 방문객이 없습니다."],
  ]) {
    test(`it says that nothing is known, in ${locale}`, async () => {
      const operator = await operate(browser, garden, "insights", { locale });
      await operator.page.getByText(sentence).waitFor();
      await operator.page.locator("canvas").waitFor();
      await assertAccessible(operator.page, "insights without figures");
      operator.clean();
      await operator.close();
    });
  }
});

describe("with visitors", () => {
  before(async () => {
    const orders = [1, 2, 3].flatMap((n) => ["happy", "sad"].map((emotion) => ({ prompt: `roses ${n}`, emotion, place: "garden" })));
    await grow(garden, orders);
    for (let number = 0; number < rounds; number += 1) await likeOne(number);
    await until(async () => (await known()).all.questions > 0);
  });

  test("likes by feeling, generation, gender, hour and place, as the server counts them", async () => {
    const { byEmotion, byHour, byPosition, byGeneration, byGender } = await known();
    const operator = await operate(browser, garden, "insights");
    const { page } = operator;
    const percent = (rate) => `${Math.round(rate * 1000) / 10}%`;
    for (const [title, row, { shown, liked, clickRate, visitors }] of [
      ["Seen and liked, by feeling", "Happy", byEmotion.happy],
      ["By generation", "Adult", byGeneration.adult],
      ["By gender", "female", byGender.Female],
      ["Likes by place on the screen", "2", byPosition[2]],
    ]) {
      const section = figure(page, title);
      await section.locator("canvas").waitFor();
      assert.ok(liked > 0, title);
      const counted = visitors === undefined ? [] : [String(visitors)]; // places on the screen are not visited
      assert.deepEqual(await cells(section, row), [String(shown), String(liked), percent(clickRate), ...counted], title);
      assert.equal(await isDrawn(section), true, title);
    }
    assert.deepEqual(await cells(figure(page, "Seen and liked, by feeling"), "Angry"), ["0", "0", "–", "0"]);

    const hours = await csvOf(page, "By hour of the day");
    assert.equal(hours.name, "clicks-by-hour.csv");
    const busy = Object.entries(byHour).filter(([, { shown }]) => shown > 0);
    assert.deepEqual(hours.rows.slice(0, 2), ["HOUR,SHOWN,LIKED,CLICK_RATE,VISITORS", busy[0][0] === "00" ? hours.rows[1] : "00,0,0,,0"]);
    for (const [hour, { shown, liked, clickRate, visitors }] of busy) {
      assert.ok(visitors > 0, hour);
      assert.ok(hours.rows.includes([hour, shown, liked, clickRate, visitors].join(",")), hour);
    }
    assert.equal(hours.rows.length, 1 + 24 + 1);
    await assertAccessible(page, "insights with figures");
    operator.clean();
    await operator.close();
  });

  test("the recommender beside popularity: the verdict is no surer than the figures", async () => {
    const operator = await operate(browser, garden, "insights", { colorScheme: "dark" });
    const { page } = operator;
    const section = figure(page, "Does the recommender beat popularity?");
    const { all, newVisitors, coverage } = await known();
    await section.getByText(`Too early to tell. Likes judged so far: ${all.questions};`).waitFor();
    const three = (value) => String(Math.round(value * 1000) / 1000);
    assert.deepEqual(
      (await cells(section, "NDCG@10")).slice(0, 2),
      [three(all.recommender.ndcg10), three(all.popularity.ndcg10)],
    );
    await section.getByRole("radio", { name: "New visitors" }).check({ force: true });
    await section.getByRole("row").filter({ hasText: "MRR@25" }).getByText(three(newVisitors.recommender.mrr25)).first().waitFor();
    const file = await csvOf(page, "Does the recommender beat popularity?");
    assert.equal(file.name, "recommender-newVisitors.csv");
    assert.equal(file.rows[0], "MEASURE,RECOMMENDER,POPULARITY,DIFFERENCE");
    const [, ours, theirs] = file.rows.find((row) => row.startsWith("mrr25,")).split(",").map(Number);
    assert.deepEqual([ours, theirs], [newVisitors.recommender.mrr25, newVisitors.popularity.mrr25]);
    assert.deepEqual(await cells(figure(page, "How much of the garden is seen"), "Seen by visitors"), [
      `${Math.round(coverage.shown * 1000) / 10}%`,
    ]);
    assert.deepEqual(await cells(figure(page, "Pictures by feeling"), "Happy"), ["3", "0"]);
    await assertAccessible(page, "insights by night");
    operator.clean();
    await operator.close();
  });

  test("on a phone in Korean; without a network it says so, and goes on", async () => {
    const operator = await operate(browser, garden, "queue", { locale: "ko-KR", viewport: { width: 390, height: 844 } });
    const { page } = operator;
    await page.context().setOffline(true);
    await page.evaluate(() => (location.hash = "#/insights"));
    await page.getByText("서버가 켜져 있는지와 네트워크를 확인해 주세요.").first().waitFor();
    await page.context().setOffline(false);
    await button(page, "다시 하기").first().click();
    const section = figure(page, "감정별로 보고 좋아한 그림");
    await section.locator("canvas").waitFor();
    await assertFits(page);
    await assertAccessible(page, "insights on a phone");
    await operator.close();
  });

  test("why a picture is shown: in the big view, and for a visitor", async () => {
    const operator = await operate(browser, garden, "garden");
    const { page } = operator;
    await tiles(page).first().click();
    const view = page.getByRole("dialog", { name: "Picture" });
    await button(view, "Why is it shown?").click();
    const { pictures } = await call(garden, "GET", "/api/v1/pictures?place=garden");
    const explained = (id) =>
      call(garden, "GET", `/api/v1/explain?item=${encodeURIComponent(pictures[0].key)}&id=${encodeURIComponent(id)}`);
    const { words, numbers } = await explained("");
    await view.getByText(words).waitFor();
    await view.getByText(`It stands in place ${numbers.place};`).waitFor();
    await assertAccessible(page, "an explanation in the big view");
    await view.getByRole("link", { name: "For a certain visitor" }).click();
    await heading(page, "Insights").waitFor();
    await page.getByLabel("Visitor", { exact: true }).fill("visitor 1");
    await button(page, "Explain").click();
    await page.getByText((await explained("visitor 1")).words).waitFor();
    await page.getByLabel("Key or address of the picture").fill("emotions/happy/none.jpeg");
    await button(page, "Explain").click();
    await page.getByText("the recommender knows no picture with this key").waitFor();
    operator.clean({ except: ["404"] });
    await operator.close();
  });
});
