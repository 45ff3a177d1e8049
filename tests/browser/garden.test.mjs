// The garden and the kiosk against the real server: walking, judging, taking home, and being forgotten.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { startGarden } from "./support/garden_server.mjs";
import { assertAccessible, assertFits, assertTouchable, launchBrowser, makePhotos, readCode, visit } from "./support/visitor.mjs";
import {
  arrive as begin,
  button,
  chooseHappy,
  enterGarden,
  heading,
  hearts,
  loaded,
  pictures,
  picturesAnEmotion,
  plantGarden,
} from "./support/walk.mjs";

let garden;
let photos;
let withoutCamera;

before(async () => {
  photos = await makePhotos();
  garden = await startGarden({ pictures: 0 });
  await plantGarden(garden);
  withoutCamera = await launchBrowser();
});

after(async () => {
  await withoutCamera?.close();
  await photos?.remove();
  if (garden) assert.equal(await garden.stop(), 0);
});

const arrive = (browser, settings) => begin(browser, garden.url, settings);

// What the operator decided about the page.
function decide(page, changes) {
  const usual = { idleSeconds: 90, faceDetails: true, consent: { en: "", ko: "" }, favorites: {} };
  return page.route("**/api/v1/kiosk", (route) => route.fulfill({ json: { ...usual, ...changes } }));
}

describe("the garden", () => {
  test("three at a time, liked, walked through and around", async () => {
    const visitor = await arrive(withoutCamera);
    const { page } = visitor;
    await chooseHappy(page);
    await enterGarden(page);
    await loaded(page);
    assert.equal(await pictures(page).count(), 3);
    const alts = await pictures(page).evaluateAll((images) => images.map((image) => image.alt));
    assert.deepEqual(
      alts,
      [1, 2, 3].map((n) => `Picture ${n} of ${picturesAnEmotion}, grown for happy`),
    );
    const sources = await pictures(page).evaluateAll((images) => images.map((image) => image.src));
    assert.deepEqual(
      sources.map((source) => /v\.jpeg$/.test(source)),
      [false, false, true],
      "landscape before portrait",
    );

    const heart = hearts(page).nth(1);
    assert.equal(await heart.getAttribute("aria-pressed"), "false");
    const [answer] = await Promise.all([
      page.waitForResponse((response) => response.url().endsWith("/like")),
      heart.click(),
    ]);
    assert.equal(answer.status(), 200);
    assert.equal(await answer.text(), "Success");
    assert.equal(await heart.getAttribute("aria-pressed"), "true");
    const keys = sources.map((source) => source.slice(source.lastIndexOf("emotions")));
    const [told] = visitor.bodiesOf("/like");
    assert.deepEqual([told.itemId, told.impression], [keys[1], keys]);

    let forward = 1; // steps, the one into the garden included
    const step = async (place) => {
      forward += 1;
      await button(page, "Next").click();
      await page.getByText(place, { exact: true }).first().waitFor();
    };
    await step(`${picturesAnEmotion} of ${picturesAnEmotion}`);
    const left = await pictures(page).evaluateAll((images) => images.map((image) => image.src));
    assert.equal(left.length, 1);
    assert.ok(!sources.includes(left[0]), "each picture is shown once in a round");

    // The next round begins; in which order is the recommender's choice, so the liked picture may be in either slate.
    const liked = page.locator(`main li[data-key="${keys[1]}"]`);
    await step(`1–3 of ${picturesAnEmotion}`);
    assert.equal(await pictures(page).count(), 3, "Next wraps around");
    if ((await liked.count()) === 0) await step(`${picturesAnEmotion} of ${picturesAnEmotion}`);
    assert.equal(await liked.getByRole("button", { name: /^Like picture/ }).getAttribute("aria-pressed"), "true", "a like stays");

    const views = visitor.bodiesOf("/api/v1/events");
    assert.deepEqual([views[0].userId, views[0].eventType, views[0].impression], [told.id, "view", keys]);
    const slates = views.map((view) => view.impression.join());
    assert.equal(new Set(slates).size, slates.length, "each slate is told once");
    const walks = visitor.bodiesOf("/garden").filter((body) => body.id !== "");
    assert.equal(walks.length, forward, "each step forward asks for fresh recommendations");
    visitor.clean();
    await visitor.close();
  });

  test("what was liked first comes first in the next round", async () => {
    const visitor = await arrive(withoutCamera);
    const { page } = visitor;
    const pictureOf = (n, letter) => ({ url: `${garden.url}/emotions/happy/img_${n}${letter}.jpeg`, emotion: "happy" });
    let order = [1, 2, 3, 4, 5];
    await page.route("**/garden", (route) =>
      route.fulfill({ json: { landscape: order.map((n) => pictureOf(n, "h")), portrait: [] } }),
    );
    const numbers = () =>
      page.locator("main li").evaluateAll((items) => items.map((item) => item.dataset.key.match(/img_(\d)/)[1]).join(""));
    await chooseHappy(page);
    await button(page, "Into the garden").click();
    await hearts(page).first().waitFor();
    assert.equal(await numbers(), "123");
    order = [5, 1, 4, 2, 3];
    await button(page, "Next").click();
    await page.getByText("4–5 of 5").first().waitFor();
    assert.equal(await numbers(), "54", "those that were not shown, in the order of now");
    await button(page, "Next").click();
    await page.getByText("1–3 of 5").first().waitFor();
    assert.equal(await numbers(), "514");
    await visitor.close();
  });

  test("a dislike, which can become a like, which stays", async () => {
    const visitor = await arrive(withoutCamera);
    const { page } = visitor;
    await chooseHappy(page);
    await enterGarden(page);
    const keys = await page.locator("main li").evaluateAll((items) => items.map((item) => item.dataset.key));
    const thumb = button(page, "Not for me: picture 2");
    await Promise.all([page.waitForResponse((answer) => answer.url().endsWith("/api/v1/events") && answer.ok()), thumb.click()]);
    assert.equal(await thumb.getAttribute("aria-pressed"), "true");
    const told = visitor.bodiesOf("/api/v1/events").find((body) => body.eventType === "dislike");
    assert.deepEqual([told.itemId, told.impression], [keys[1], keys]);
    await button(page, "Like picture 2").click();
    await page.getByRole("button", { name: "Like picture 2", pressed: true }).waitFor();
    assert.equal(await thumb.count(), 0);
    visitor.clean();
    await visitor.close();
  });

  test("a liked picture is taken home by a code that leads to its share page", async () => {
    const visitor = await arrive(withoutCamera);
    const { page } = visitor;
    await chooseHappy(page);
    await enterGarden(page);
    await loaded(page);
    await button(page, "Like picture 1").click();
    const code = page.getByRole("img", { name: "QR code: take picture 1 home on your phone" });
    await code.waitFor();
    const read = await readCode(page, await page.locator(".take-home").screenshot());
    const key = await page.locator("main li").first().getAttribute("data-key");
    const [address, secret] = read.split("#forget=");
    assert.equal(address, `${garden.url}/image?content=${encodeURIComponent(key)}`);
    assert.match(secret, /^[\w-]{22}$/);
    assert.equal((await fetch(address)).status, 200);
    visitor.clean();
    await visitor.close();
  });

  test("whoever has the visitor's own link may have the visit forgotten", async () => {
    const visitor = await arrive(withoutCamera);
    await chooseHappy(visitor.page);
    await enterGarden(visitor.page);
    await loaded(visitor.page);
    const liked = visitor.page.waitForResponse((answer) => answer.url().endsWith("/like"));
    await button(visitor.page, "Like picture 1").click();
    assert.ok((await liked).ok());
    const own = await visitor.page.locator(".take-home__code").getAttribute("data-address");
    await visitor.close();

    const phone = await visit(withoutCamera, garden.url, {
      path: own.slice(garden.url.length),
      viewport: { width: 390, height: 844 },
      hasTouch: true,
    });
    const { page } = phone;
    assert.equal(page.url(), own.split("#")[0], "the address can be passed on");
    await page.reload();
    await button(page, "Forget me").waitFor();
    await assertAccessible(page);
    await assertFits(page);
    await assertTouchable(page);
    const forgotten = page.waitForResponse((answer) => answer.url().endsWith("/api/v1/forget"));
    await button(page, "Forget me").tap();
    assert.deepEqual(await (await forgotten).json(), { interactions: 2 }, "the view and the like");
    await page.getByText("What it knew of your visit is erased").waitFor();
    await page.reload();
    await heading(page, "Grown for feeling happy").waitFor();
    assert.equal(await button(page, "Forget me").count(), 0);
    phone.clean();
    await phone.close();
  });

  test("a visitor is forgotten in the garden, and the next one is another", async () => {
    const visitor = await arrive(withoutCamera, { locale: "ko-KR" });
    const { page } = visitor;
    const happy = async () => {
      await button(page, "감정을 직접 고르기").click();
      await button(page, "행복").click();
      await button(page, "정원으로").click();
      await loaded(page);
    };
    await happy();
    await page.context().setOffline(true);
    await button(page, "나를 잊어 주세요").click();
    await page.getByRole("alert").getByText("정원에 연결할 수 없습니다").waitFor();
    await page.context().setOffline(false);
    const forgotten = page.waitForResponse((answer) => answer.url().endsWith("/api/v1/forget"));
    await button(page, "나를 잊어 주세요").click();
    assert.deepEqual(await (await forgotten).json(), { interactions: 1 }, "the view");
    await heading(page, "정원이 당신을 잊었습니다").waitFor();
    await assertAccessible(page);
    await page.getByRole("main").getByRole("button", { name: "처음으로" }).click();
    await button(page, "시작하기").click();
    await happy();
    const [first, second] = visitor.bodiesOf("/api/v1/events").map((body) => body.userId);
    assert.notEqual(first, second);
    visitor.clean({ except: ["ERR_INTERNET_DISCONNECTED"] });
    await visitor.close();
  });

  test("favorites that really grow are offered, in either language", async () => {
    const visitor = await visit(withoutCamera, garden.url);
    const { page } = visitor;
    await decide(page, { favorites: { happy: ["winter,snowy,day"] } });
    await button(page, "Begin").click();
    await chooseHappy(page);
    await button(page, "winter, snowy, day").click();
    assert.equal(await page.getByLabel("A favorite thing").inputValue(), "winter, snowy, day");
    await button(page, "한국어").click();
    await button(page, "겨울, 눈, 낮").waitFor();
    await button(page, "정원으로").click();
    await page.getByText("그림이 없습니다", { exact: true }).waitFor();
    assert.equal(visitor.bodiesOf("/garden").at(-1).emotion, "happy/winter,snowy,day");
    visitor.clean();
    await visitor.close();
  });

  test("the operator may leave age, gender and features out", async () => {
    const visitor = await visit(withoutCamera, garden.url);
    const { page } = visitor;
    await decide(page, { faceDetails: false });
    await button(page, "Begin").click();
    await page.locator("input[type=file]").setInputFiles(photos.face);
    await heading(page, "You look happy").waitFor();
    assert.equal(await page.getByText("Gender").count(), 0);
    visitor.clean();
    await visitor.close();
  });

  test("the network goes away and comes back", async () => {
    const visitor = await arrive(withoutCamera);
    const { page } = visitor;
    await chooseHappy(page);
    await enterGarden(page);
    await loaded(page);
    await page.context().setOffline(true);
    await button(page, "Next").click();
    await page.getByRole("alert").getByText("The garden cannot be reached").waitFor();
    assert.equal(await pictures(page).count(), 3, "what is here stays");
    await page.context().setOffline(false);
    await button(page, "Next").click();
    await page.getByText("The garden cannot be reached").waitFor({ state: "detached" });
    await page.getByText(`${picturesAnEmotion} of ${picturesAnEmotion}`, { exact: true }).first().waitFor();
    visitor.clean({ except: ["ERR_INTERNET_DISCONNECTED"] });
    await visitor.close();
  });

  test("the server takes the view", async () => {
    const visitor = await arrive(withoutCamera);
    const { page } = visitor;
    await chooseHappy(page);
    const [answer] = await Promise.all([
      page.waitForResponse((response) => response.url().endsWith("/api/v1/events")),
      enterGarden(page),
    ]);
    assert.ok(answer.ok(), `status ${answer.status()}`);
    visitor.clean();
    await visitor.close();
  });

  test("an unknown favorite: no images, and back", async () => {
    const visitor = await arrive(withoutCamera);
    const { page } = visitor;
    await chooseHappy(page);
    await page.getByLabel("A favorite thing").fill("A Purple Dragon");
    await button(page, "Into the garden").click();
    await page.getByText("No images", { exact: true }).waitFor();
    assert.equal(visitor.bodiesOf("/garden").at(-1).emotion, "happy/a purple dragon");
    await button(page, "Show the garden without it").click();
    await pictures(page).first().waitFor();
    visitor.clean();
    await visitor.close();
  });

  test("start over forgets the visitor", async () => {
    const visitor = await arrive(withoutCamera);
    const { page } = visitor;
    for (const _ of [1, 2]) {
      await chooseHappy(page);
      await enterGarden(page);
      await button(page, "Start over").click();
      await heading(page, "Emotion Garden").waitFor();
      await button(page, "Begin").click();
    }
    const askedBy = (body) => body.id !== ""; // The attract screen asks for nobody.
    const [first, second] = visitor.bodiesOf("/garden").filter(askedBy).map((body) => body.id);
    assert.match(first, /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    assert.notEqual(first, second);
    visitor.clean();
    await visitor.close();
  });

  test("progress while the first garden grows, and pictures when they are there", async () => {
    const visitor = await visit(withoutCamera, garden.url, { path: "/login" });
    const { page } = visitor;
    let painted = 0;
    await page.route("**/healthz", (route) => {
      painted += 37;
      const state = painted > 100 ? "grown" : "growing";
      return route.fulfill({ json: { status: "ok", firstGarden: { state, painted, total: 192 } } });
    });
    await page.route("**/garden", (route) =>
      painted > 40 ? route.continue() : route.fulfill({ json: { landscape: [], portrait: [] } }),
    );
    await page.goto(`${garden.url}/`);
    await page.getByText("The garden is growing: 37 of 192 pictures").waitFor();
    await button(page, "Begin").click();
    await chooseHappy(page);
    await button(page, "Into the garden").click();
    await page.getByText("The first pictures are just being painted.").waitFor();
    await pictures(page).first().waitFor();
    await page.getByText("The garden is growing").waitFor({ state: "detached" });
    visitor.clean();
    await visitor.close();
  });
});

describe("a kiosk", () => {
  async function idleAfter(seconds, settings = {}) {
    const visitor = await visit(withoutCamera, garden.url, { path: "/login", ...settings });
    await decide(visitor.page, { idleSeconds: seconds });
    await visitor.page.goto(`${garden.url}/?kiosk`);
    return visitor;
  }

  test("pictures of the garden change slowly while nobody is here, and nothing is learned from it", async () => {
    const visitor = await visit(withoutCamera, garden.url);
    const { page } = visitor;
    const shown = () => page.locator(".attract .layer:last-child img").evaluate((image) => image.src);
    await page.getByText("This camera guesses an expression").waitFor();
    const first = await shown();
    await page.waitForFunction((before) => {
      const image = document.querySelector(".attract .layer:last-child img");
      return image && image.src !== before;
    }, first);
    assert.deepEqual(visitor.bodiesOf("/api/v1/events"), []);
    assert.ok(visitor.bodiesOf("/garden").every((body) => body.id === ""));
    visitor.clean();
    await visitor.close();
  });

  test("whoever walked away is asked, and then forgotten, the language too", async () => {
    const visitor = await idleAfter(12);
    const { page } = visitor;
    await button(page, "한국어").click();
    await button(page, "시작하기").click();
    await page.locator("input[type=file]").setInputFiles(photos.face);
    await heading(page, "행복이 보여요").waitFor();
    await page.getByText("아직 계신가요?").waitFor();
    await assertAccessible(page);
    await button(page, "네, 있어요").click();
    await page.getByText("아직 계신가요?").waitFor({ state: "detached" });
    await heading(page, "행복이 보여요").waitFor();
    await heading(page, "Emotion Garden").waitFor();
    assert.equal(await page.locator("html").getAttribute("lang"), "en");
    assert.deepEqual(await page.evaluate(() => [localStorage.length, sessionStorage.length, document.cookie]), [0, 0, ""]);
    assert.equal(await page.getByRole("img", { name: /photo/ }).count(), 0);
    visitor.clean();
    await visitor.close();
  });

  test("whoever touches the page stays", async () => {
    const visitor = await idleAfter(4);
    const { page } = visitor;
    await button(page, "Begin").click();
    await chooseHappy(page);
    for (let second = 0; second < 6; second += 1) {
      await page.waitForTimeout(1000);
      await page.keyboard.press("Shift");
    }
    await heading(page, "You chose happy").waitFor();
    visitor.clean();
    await visitor.close();
  });

  test("no menu and no link is a way out", async () => {
    const visitor = await idleAfter(90, { viewport: { width: 390, height: 844 } });
    const { page } = visitor;
    await button(page, "Begin").click();
    await page.waitForFunction(() => document.fullscreenElement !== null);
    await chooseHappy(page);
    await enterGarden(page);
    await button(page, "Like picture 1").click();
    await page.getByRole("img", { name: /QR code/ }).waitFor();
    assert.equal(await page.getByRole("link").count(), 0);
    const prevented = await page
      .locator("main li img")
      .first()
      .evaluate((image) => !image.dispatchEvent(new MouseEvent("contextmenu", { bubbles: true, cancelable: true })));
    assert.ok(prevented);
    visitor.clean();
    await visitor.close();
  });

  test("on a phone the liked picture's page is one touch away", async () => {
    const visitor = await arrive(withoutCamera, { viewport: { width: 390, height: 844 }, hasTouch: true });
    const { page } = visitor;
    await chooseHappy(page);
    await enterGarden(page);
    await button(page, "Like picture 1").tap();
    await page.getByRole("link", { name: "Take it home: picture 1" }).tap();
    await heading(page, "Grown for feeling happy").waitFor();
    visitor.clean();
    await visitor.close();
  });

  test("the first page is less than 100 kB of JavaScript and CSS, compressed", async () => {
    const document = await (await fetch(`${garden.url}/`)).text();
    const files = [...document.matchAll(/(?:src|href)="(\/assets\/[^"]+\.(?:js|css))"/g)].map((match) => match[1]);
    assert.ok(files.length > 1);
    let octets = 0;
    for (const file of files) {
      const answer = await fetch(garden.url + file, { headers: { "Accept-Encoding": "br" } });
      assert.equal(answer.headers.get("content-encoding"), "br");
      octets += Number(answer.headers.get("content-length"));
    }
    assert.ok(octets < 100_000, `${octets} octets`);
  });
});
