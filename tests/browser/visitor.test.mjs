// The visitor's whole page against the real server, as visitors use it: with and without a camera, by mouse, touch and
// keyboard, in both languages, on every screen it is meant for.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { startGarden } from "./support/garden_server.mjs";
import { assertAccessible, assertFits, assertTouchable, launchBrowser, makePhotos, readCode, visit } from "./support/visitor.mjs";

const picturesAnEmotionAndOrientation = 2;
const picturesAnEmotion = 2 * picturesAnEmotionAndOrientation;
const screens = [
  { width: 390, height: 844 },
  { width: 1080, height: 1920 },
  { width: 1920, height: 1080 },
];

let garden;
let photos;
let withCamera;
let withoutCamera;

before(async () => {
  photos = await makePhotos();
  garden = await startGarden({ pictures: 0 });
  for (const emotion of ["happy", "sad"]) {
    for (let n = 0; n < picturesAnEmotionAndOrientation; n += 1) {
      await garden.plant({ emotion });
      await garden.plant({ emotion, width: 200, height: 320 });
    }
  }
  withCamera = await launchBrowser({ camera: photos.camera });
  withoutCamera = await launchBrowser();
});

after(async () => {
  await withCamera?.close();
  await withoutCamera?.close();
  await photos?.remove();
  if (garden) assert.equal(await garden.stop(), 0);
});

const button = (page, name) => page.getByRole("button", { name, exact: true });
const heading = (page, name) => page.getByRole("heading", { level: 1, name });
const pictures = (page) => page.locator("main li img");
// Past the attract screen, before the consent.
async function arrive(browser, settings = {}) {
  const visitor = await visit(browser, garden.url, settings);
  await button(visitor.page, settings.locale === "ko-KR" ? "시작하기" : "Begin").click();
  return visitor;
}

const hearts = (page) => page.getByRole("button", { name: /^Like picture|번 그림 좋아요$/ });

async function chooseHappy(page) {
  await button(page, "Choose a feeling by hand").click();
  await button(page, "Happy").click();
  await heading(page, "You chose happy").waitFor();
}

async function enterGarden(page) {
  await button(page, "Into the garden").click();
  await pictures(page).first().waitFor();
}

async function loaded(page) {
  await page.waitForFunction(() => {
    const shown = [...document.querySelectorAll("main li img")];
    return shown.length > 0 && shown.every((image) => image.complete && image.naturalWidth > 0);
  });
}

describe("with a camera", () => {
  test("a face in, a garden out", async () => {
    const visitor = await arrive(withCamera);
    const { page } = visitor;
    await page.getByText("This camera guesses an expression").waitFor();
    await page.getByText("never stored").waitFor();
    await button(page, "Agree and use the camera").click();

    const preview = page.getByLabel("Camera preview, mirrored");
    await preview.waitFor();
    assert.match(await preview.evaluate((video) => getComputedStyle(video).transform), /^matrix\(-1/);

    const pressed = Date.now();
    const [read] = await Promise.all([
      page.waitForResponse((response) => response.url().endsWith("/emotion")),
      button(page, "Take the photo").click(),
      ...["3", "2", "1"].map((count) => page.locator(".frame__count", { hasText: count }).waitFor()),
    ]);
    assert.ok(Date.now() - pressed >= 3000, "three seconds to look up");
    assert.equal(read.request().headers()["content-type"], "image/jpeg");
    const face = await read.json();
    assert.equal(face.emotions, "HAPPY");

    await heading(page, "You look happy").waitFor();
    await page.getByText(`${face.ageRange.Low} to ${face.ageRange.High}`).waitFor();
    await page.getByText(face.gender.toLowerCase(), { exact: true }).waitFor();
    await page.getByText("smile", { exact: false }).waitFor();
    const confidence = read.headers()["x-emotion-confidence"];
    await page.getByText(new RegExp(`A guess from your face: .*sure \\(${confidence} of 100\\)`)).waitFor();
    await page.getByRole("img", { name: "The photo just taken" }).waitFor();
    assert.equal(await page.locator("[aria-live=polite]").textContent(), "You look happy");

    await button(page, "한국어").click();
    await heading(page, "행복이 보여요").waitFor();
    await page.getByText(face.gender === "Female" ? "여자" : "남자", { exact: true }).waitFor();
    await page.getByText("웃음").waitFor();
    assert.equal(await page.locator("html").getAttribute("lang"), "ko");
    await button(page, "English").click();

    await enterGarden(page);
    await loaded(page);
    const [asked] = visitor.bodiesOf("/garden").filter((body) => body.id !== "");
    assert.deepEqual(asked, {
      id: face.id,
      emotion: "happy",
      generation: face.generation,
      gender: face.gender,
    });
    visitor.clean();
    await visitor.close();
  });

  test("another photo can be taken, and the camera is let go", async () => {
    const visitor = await arrive(withCamera);
    const { page } = visitor;
    await button(page, "Agree and use the camera").click();
    await button(page, "Take the photo").click();
    await button(page, "Take another photo").click();
    await button(page, "Take the photo").click();
    await heading(page, "You look happy").waitFor();
    assert.equal(await page.locator("video").count(), 0);
    visitor.clean();
    await visitor.close();
  });

  test("the countdown can be stopped", async () => {
    const visitor = await arrive(withCamera);
    const { page } = visitor;
    await button(page, "Agree and use the camera").click();
    await button(page, "Take the photo").click();
    await button(page, "Wait, not yet").click();
    await page.waitForTimeout(3500);
    assert.deepEqual(visitor.bodiesOf("/emotion"), []);
    await button(page, "Take the photo").waitFor();
    visitor.clean();
    await visitor.close();
  });

  test("the camera is not allowed: a sentence and other ways", async () => {
    const browser = await launchBrowser({ camera: photos.camera, allowed: false });
    const visitor = await arrive(browser);
    const { page } = visitor;
    await button(page, "Agree and use the camera").click();
    await page.getByText("The camera was not allowed.").waitFor();
    await button(page, "Upload a photo").waitFor();
    await button(page, "Choose a feeling by hand").waitFor();
    visitor.clean();
    await browser.close();
  });
});

describe("without a camera", () => {
  test("a photo is uploaded", async () => {
    const visitor = await arrive(withoutCamera, { permissions: ["camera"] });
    const { page } = visitor;
    await button(page, "Agree and use the camera").click();
    await page.getByText("There is no camera here.").waitFor();
    await page.locator("input[type=file]").setInputFiles(photos.face);
    await heading(page, "You look happy").waitFor();
    await enterGarden(page);
    visitor.clean();
    await visitor.close();
  });

  test("a photo without a face is answered kindly, and another one works", async () => {
    const visitor = await arrive(withoutCamera);
    const { page } = visitor;
    const chooser = page.locator("input[type=file]");
    await chooser.setInputFiles(photos.empty);
    await page.getByRole("alert").getByText("No face found").waitFor();
    await chooser.setInputFiles(photos.face);
    await heading(page, "You look happy").waitFor();
    visitor.clean({ except: ["404"] });
    await visitor.close();
  });

  test("a file that is no picture", async () => {
    const visitor = await arrive(withoutCamera);
    const { page } = visitor;
    const words = { name: "poem.jpeg", mimeType: "image/jpeg", buffer: Buffer.from("roses are red") };
    await page.locator("input[type=file]").setInputFiles(words);
    await page.getByRole("alert").getByText("could not be read as a photo").waitFor();
    visitor.clean({ except: ["415", "400"] });
    await visitor.close();
  });

  for (const [status, sentence] of [
    [413, "too large for the garden"],
    [429, "a little too often"],
    [503, "The garden is busy"],
    [500, "Something went wrong"],
    [undefined, "The garden cannot be reached"],
  ]) {
    test(`the server answers ${status ?? "nothing"}: a sentence`, async () => {
      const visitor = await arrive(withoutCamera);
      const { page } = visitor;
      await page.route("**/emotion", (route) => (status ? route.fulfill({ status }) : route.abort()));
      await page.locator("input[type=file]").setInputFiles(photos.face);
      await page.getByRole("alert").getByText(sentence).waitFor();
      visitor.clean({ except: [String(status ?? "ERR_FAILED")] });
      await visitor.close();
    });
  }
});

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

    await button(page, "Next").click();
    await page.getByText(`${picturesAnEmotion} of ${picturesAnEmotion}`, { exact: true }).first().waitFor();
    assert.equal(await pictures(page).count(), 1);
    await button(page, "Next").click();
    await page.getByText(`1–3 of ${picturesAnEmotion}`).first().waitFor();
    const again = await pictures(page).evaluateAll((images) => images.map((image) => image.src));
    assert.deepEqual(again, sources, "Next wraps around");
    assert.equal(await hearts(page).nth(1).getAttribute("aria-pressed"), "true", "a like stays");

    const views = visitor.bodiesOf("/api/v1/events");
    assert.equal(views.length, 2, "each slate is told once");
    const walks = visitor.bodiesOf("/garden").filter((body) => body.id !== "");
    assert.equal(walks.length, 3, "each step forward asks for fresh recommendations");
    assert.deepEqual([views[0].userId, views[0].eventType, views[0].impression], [told.id, "view", keys]);
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
    const read = await readCode(page, await page.screenshot());
    const key = await page.locator("main li").first().getAttribute("data-key");
    assert.equal(read, `${garden.url}/image?content=${encodeURIComponent(key)}`);
    assert.equal((await fetch(read)).status, 200);
    visitor.clean();
    await visitor.close();
  });

  test("favorites that really grow are offered, in either language", async () => {
    const visitor = await visit(withoutCamera, garden.url);
    const { page } = visitor;
    await page.route("**/api/v1/kiosk", (route) =>
      route.fulfill({ json: { idleSeconds: 90, faceDetails: true, favorites: { happy: ["winter,snowy,day"] } } }),
    );
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
    await page.route("**/api/v1/kiosk", (route) =>
      route.fulfill({ json: { idleSeconds: 90, faceDetails: false, favorites: {} } }),
    );
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
    assert.match(first, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
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
    await visitor.page.route("**/api/v1/kiosk", (route) =>
      route.fulfill({ json: { idleSeconds: seconds, faceDetails: true, favorites: {} } }),
    );
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

describe("for everyone", () => {
  for (const path of [
    "/html/emotion-garden/emotion-garden.html",
    "/html/emotion/emotion.html",
    "/html/garden/garden.html",
  ]) {
    test(`${path} is the same page`, async () => {
      const visitor = await arrive(withoutCamera, { path });
      await chooseHappy(visitor.page);
      visitor.clean();
      await visitor.close();
    });
  }

  test("the policy of the page allows nothing from elsewhere and nothing inline", async () => {
    const response = await fetch(`${garden.url}/`);
    const policy = response.headers.get("content-security-policy") ?? "";
    assert.match(policy, /default-src 'self'/);
    assert.doesNotMatch(policy, /unsafe-|https?:|\*/);
    const document = await response.text();
    assert.doesNotMatch(document, /<style|style=|<script(?![^>]*\ssrc=)|\son\w+=/);
  });

  test("Korean by the browser's wish, English by one tap, remembered", async () => {
    const visitor = await visit(withoutCamera, garden.url, { locale: "ko-KR" });
    const { page } = visitor;
    await heading(page, "감정의 정원").waitFor();
    await button(page, "시작하기").click();
    await page.getByText("저장하지 않습니다").waitFor();
    await button(page, "감정을 직접 고르기").click();
    for (const word of ["행복", "놀람", "평온", "화남", "공포", "혼란스러움", "역겨움", "슬픔"]) {
      await button(page, word).waitFor();
    }
    await button(page, "English").click();
    await heading(page, "Which feeling?").waitFor();
    await page.reload();
    await heading(page, "Emotion Garden").waitFor();
    visitor.clean();
    await visitor.close();
  });

  test("by keyboard alone", async () => {
    const visitor = await visit(withoutCamera, garden.url);
    const { page } = visitor;
    const focused = () =>
      page.evaluate(() => document.activeElement?.getAttribute("aria-label") ?? document.activeElement?.textContent);
    const tabTo = async (name) => {
      for (let presses = 0; presses < 15; presses += 1) {
        await page.keyboard.press("Tab");
        if ((await focused()) === name) return;
      }
      assert.fail(`Tab does not reach "${name}"`);
    };
    await tabTo("Begin");
    await page.keyboard.press("Enter");
    await heading(page, "Before you look").waitFor();
    await tabTo("Choose a feeling by hand");
    const ring = await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle);
    assert.equal(ring, "solid", "the focus is seen");
    await page.keyboard.press("Enter");
    await tabTo("Happy");
    await page.keyboard.press("ArrowRight");
    assert.equal(await focused(), "Surprised");
    await page.keyboard.press("ArrowLeft");
    await page.keyboard.press("ArrowLeft");
    assert.equal(await focused(), "Sad");
    await page.keyboard.press("Enter");
    await heading(page, "You chose sad").waitFor();
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await heading(page, "The garden of sadness").waitFor();
    await pictures(page).first().waitFor();
    await tabTo("Like picture 1");
    await page.keyboard.press("Space");
    await page.getByRole("button", { name: "Like picture 1", pressed: true }).waitFor();
    await page.keyboard.press("ArrowRight");
    await page.getByRole("button", { name: "Like picture 4" }).waitFor();
    await page.keyboard.press("ArrowLeft");
    await page.getByRole("button", { name: "Like picture 1", pressed: true }).waitFor();
    // Faster than the page is drawn: each press counts.
    for (const key of ["ArrowRight", "ArrowRight", "ArrowRight", "ArrowLeft"]) await page.keyboard.press(key);
    await page.getByRole("button", { name: "Like picture 1", pressed: true }).waitFor();
    visitor.clean();
    await visitor.close();
  });

  for (const viewport of screens) {
    for (const locale of ["en-US", "ko-KR"]) {
      test(`by touch on ${viewport.width}x${viewport.height} in ${locale}`, async () => {
        const visitor = await arrive(withCamera, {
          viewport,
          locale,
          hasTouch: true,
          colorScheme: locale === "ko-KR" ? "dark" : "light",
        });
        const { page } = visitor;
        const english = locale === "en-US";
        const step = async (name) => {
          await button(page, name).waitFor();
          await assertFits(page);
          await assertTouchable(page);
          await assertAccessible(page);
          await button(page, name).tap();
        };
        await step(english ? "Choose a feeling by hand" : "감정을 직접 고르기");
        await step(english ? "Calm" : "평온");
        await step(english ? "Choose another feeling" : "다른 감정 고르기");
        await step(english ? "Start over" : "처음으로");
        await step(english ? "Begin" : "시작하기");
        await step(english ? "Agree and use the camera" : "동의하고 카메라 쓰기");
        await step(english ? "Take the photo" : "사진 찍기");
        await step(english ? "Into the garden" : "정원으로");
        await loaded(page);
        await hearts(page).first().tap();
        await page.getByRole("button", { pressed: true }).waitFor();
        await step(english ? "Next" : "다음");
        await assertFits(page);
        await assertAccessible(page);
        visitor.clean();
        await visitor.close();
      });
    }
  }
});
