// The visitor's whole page against the real server, as visitors use it: with and without a camera, by mouse, touch and
// keyboard, in both languages, on every screen it is meant for.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { startGarden } from "./support/garden_server.mjs";
import { assertAccessible, assertFits, assertTouchable, launchBrowser, makePhotos, visit } from "./support/visitor.mjs";
import {
  arrive as begin,
  button,
  chooseHappy,
  enterGarden,
  heading,
  hearts,
  loaded,
  pictures,
  plantGarden,
} from "./support/walk.mjs";

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
  await plantGarden(garden);
  withCamera = await launchBrowser({ camera: photos.camera });
  withoutCamera = await launchBrowser();
});

after(async () => {
  await withCamera?.close();
  await withoutCamera?.close();
  await photos?.remove();
  if (garden) assert.equal(await garden.stop(), 0);
});

const arrive = (browser, settings) => begin(browser, garden.url, settings);

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
