// Displays against the real server: what they show, how it changes, and that they keep showing while the server is away.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";

import { startGarden } from "./support/garden_server.mjs";
import { assertAccessible, assertFits, launchBrowser, visit } from "./support/visitor.mjs";

const screens = [
  { width: 390, height: 844 },
  { width: 1080, height: 1920 },
  { width: 1920, height: 1080 },
];

let garden;
let browser;
let happy;
let sad;
let calmUpright;

before(async () => {
  garden = await startGarden({ pictures: 0 });
  happy = await garden.plant({ emotion: "happy" });
  sad = await garden.plant({ emotion: "sad" });
  calmUpright = await garden.plant({ emotion: "calm", width: 200, height: 320 });
  browser = await launchBrowser();
});

after(async () => {
  await browser?.close();
  if (garden) assert.equal(await garden.stop(), 0);
});

async function put(zone, playlist) {
  const response = await fetch(`${garden.url}/api/v1/displays/${zone}`, {
    method: "PUT",
    body: JSON.stringify({ playlist }),
  });
  assert.equal(response.status, 200, await response.clone().text());
}

const playlist = (keys, more = {}) => ({ pictures: keys.map((key) => ({ key, seconds: 1 })), ...more });
const picture = (page, emotion) => page.getByRole("img", { name: `A picture grown for ${emotion}`, exact: true });
const open = (zone, screen, settings = {}) =>
  visit(browser, garden.url, { path: `/screen/${zone}/${screen}`, ...settings });

describe("what it shows", () => {
  test("a slot, and within a second another picture in it", async () => {
    await garden.post("/updateDisplay", { zone: "zone1", landscape: [happy] });
    const visitor = await open("zone1", "1h");
    const { page } = visitor;
    await picture(page, "happy").waitFor();
    await page.evaluate(() => {
      globalThis.arrived = new Promise((resolve) => {
        new MutationObserver((_, observer) => {
          if (!document.querySelector('img[alt$="sad"]')) return;
          observer.disconnect();
          resolve(Date.now());
        }).observe(document.body, { childList: true, subtree: true });
      });
    });
    await garden.post("/updateDisplay", { zone: "zone1", landscape: [sad] });
    const changed = Date.now();
    const took = (await page.evaluate(() => globalThis.arrived)) - changed;
    assert.ok(took < 1000, `the change took ${took} ms`);
    await picture(page, "happy").waitFor({ state: "detached" });
    visitor.clean();
    await visitor.close();
  });

  test("a playlist goes before slots, in its order and around, each picture for its seconds", async () => {
    await put("around", playlist([happy, sad]));
    const visitor = await open("around", "1h");
    const { page } = visitor;
    for (const emotion of ["happy", "sad", "happy", "sad"]) {
      await page.waitForFunction((name) => document.querySelector(".stage > :last-child img")?.alt.endsWith(name), emotion);
    }
    const began = Date.now();
    await page.waitForFunction(() => document.querySelector(".stage > :last-child img")?.alt.endsWith("happy"));
    const took = Date.now() - began;
    assert.ok(took > 500 && took < 2500, `${took} ms instead of a second`);
    await put("around", playlist([calmUpright]));
    await picture(page, "calm").waitFor();
    assert.equal(await picture(page, "calm").evaluate((image) => getComputedStyle(image).objectFit), "contain");
    visitor.clean();
    await visitor.close();
  });

  for (const transition of ["fade", "slide", "cut"]) {
    test(`${transition}: at every moment a whole picture lies under what moves`, async () => {
      await put("flashless", playlist([happy, sad], { transition }));
      const visitor = await open("flashless", "left", { reducedMotion: "no-preference" });
      const { page } = visitor;
      await picture(page, "happy").waitFor();
      await sleep(2000);
      const frames = await page.evaluate(
        () =>
          new Promise((resolve) => {
            const seen = { frames: 0, bare: 0, moving: 0 };
            const end = performance.now() + 4000;
            const look = () => {
              const layers = [...document.querySelectorAll(".layer")];
              const still = layers.filter(
                (layer) => getComputedStyle(layer).opacity === "1" && getComputedStyle(layer).transform === "none",
              );
              const whole = still.filter((layer) => layer.querySelector("img")?.complete && layer.querySelector("img").naturalWidth);
              seen.frames += 1;
              if (layers.length > 1) seen.moving += 1;
              if (whole.length === 0) seen.bare += 1;
              if (performance.now() < end) requestAnimationFrame(look);
              else resolve(seen);
            };
            requestAnimationFrame(look);
          }),
      );
      assert.equal(frames.bare, 0, JSON.stringify(frames));
      if (transition !== "cut") assert.ok(frames.moving > 0, JSON.stringify(frames));
      visitor.clean();
      await visitor.close();
    });
  }

  test("outside its hours it rests, and wakes with them", async () => {
    const { timeZone } = await (await fetch(`${garden.url}/api/v1/displays/resting`)).json();
    assert.ok(timeZone);
    await put("resting", playlist([happy]));
    const visitor = await open("resting", "1h");
    const { page } = visitor;
    await picture(page, "happy").waitFor();
    const minute = new Date().getHours() * 60 + new Date().getMinutes();
    const clock = (at) => `${String(Math.floor((at % 1440) / 60)).padStart(2, "0")}:${String(at % 60).padStart(2, "0")}`;
    await put("resting", playlist([happy], { activeHours: `${clock(minute + 120)}-${clock(minute + 180)}` }));
    await page.waitForFunction(() => getComputedStyle(document.querySelector(".stage")).opacity === "0");
    await put("resting", playlist([happy]));
    await page.waitForFunction(() => getComputedStyle(document.querySelector(".stage")).opacity === "1");
    visitor.clean();
    await visitor.close();
  });

  test("without pictures it says so, and fills as soon as there are some", async () => {
    const visitor = await open("zone3", "2h");
    const { page } = visitor;
    await page.getByText("This display waits for its pictures.").waitFor();
    await page.getByText("zone3 · 2h").last().waitFor();
    await assertAccessible(page);
    await garden.post("/updateDisplay", { zone: "zone3", landscape: ["", happy] });
    await picture(page, "happy").waitFor();
    await page.getByText("This display waits").waitFor({ state: "detached" });
    visitor.clean();
    await visitor.close();
  });
});

describe("the network", () => {
  test("the server goes away: the playlist goes on; it comes back: changes arrive again", async () => {
    await put("steady", playlist([happy, sad]));
    const visitor = await open("steady", "left");
    const { page } = visitor;
    await picture(page, "happy").waitFor();
    await picture(page, "sad").waitFor();
    await garden.cut();
    for (const emotion of ["happy", "sad", "happy", "sad"]) {
      await page.waitForFunction((name) => document.querySelector(".stage > :last-child img")?.alt.endsWith(name), emotion);
    }
    await page.mouse.move(50, 50);
    await page.mouse.move(60, 60);
    await page.getByText("no connection; the last pictures stay").waitFor();
    await garden.mend();
    await put("steady", playlist([calmUpright]));
    await picture(page, "calm").waitFor();
    visitor.clean({ except: ["ERR_", "Failed to load resource"] });
    await visitor.close();
  });

  test("a network that is switched off and on", async () => {
    await put("switched", playlist([happy, sad]));
    const visitor = await open("switched", "left");
    const { page } = visitor;
    await picture(page, "sad").waitFor();
    await page.context().setOffline(true);
    for (const emotion of ["happy", "sad"]) {
      await page.waitForFunction((name) => document.querySelector(".stage > :last-child img")?.alt.endsWith(name), emotion);
    }
    await page.context().setOffline(false);
    await put("switched", playlist([calmUpright]));
    await picture(page, "calm").waitFor();
    visitor.clean({ except: ["ERR_", "Failed to load resource"] });
    await visitor.close();
  });

  test("no seat for a listener: it asks", async () => {
    await garden.post("/updateDisplay", { zone: "zone2", landscape: [happy] });
    const visitor = await visit(browser, garden.url, { path: "/screen" });
    const { page } = visitor;
    await page.route("**/events", (route) => route.fulfill({ status: 503, json: { error: "busy" } }));
    await page.goto(`${garden.url}/screen/zone2/1h`);
    await picture(page, "happy").waitFor();
    await garden.post("/updateDisplay", { zone: "zone2", landscape: [sad] });
    await picture(page, "sad").waitFor({ timeout: 5000 });
    visitor.clean({ except: ["503"] });
    await visitor.close();
  });
});

describe("on a wall", () => {
  test("it tells the operator who it is and what it shows, and stays awake", async () => {
    await put("told", playlist([happy]));
    const visitor = await visit(browser, garden.url, { path: "/screen" });
    const { page } = visitor;
    await page.addInitScript(() => {
      globalThis.locks = [];
      Object.defineProperty(navigator, "wakeLock", {
        value: { request: async (kind) => globalThis.locks.push(kind) },
      });
    });
    await page.goto(`${garden.url}/screen/told/left-wall`);
    await picture(page, "happy").waitFor();
    let told;
    for (const deadline = Date.now() + 10_000; Date.now() < deadline && told?.shows !== happy; await sleep(200)) {
      const answer = await fetch(`${garden.url}/api/v1/displays/told/screens`);
      told = (await answer.json()).screens.find(({ screen }) => screen === "left-wall");
    }
    assert.equal(told?.shows, happy);
    assert.deepEqual(await page.evaluate(() => globalThis.locks), ["screen"]);
    visitor.clean();
    await visitor.close();
  });

  for (const viewport of screens) {
    for (const locale of ["en-US", "ko-KR"]) {
      test(`on ${viewport.width}x${viewport.height} in ${locale}: nothing but the picture`, async () => {
        await put("sized", playlist([happy]));
        const visitor = await open("sized", "1h", { viewport, locale, hasTouch: true });
        const { page } = visitor;
        const shown = page.getByRole("img", { name: locale === "en-US" ? "A picture grown for happy" : "행복의 그림" });
        await shown.waitFor();
        await assertFits(page);
        await assertAccessible(page);
        const box = await shown.boundingBox();
        assert.deepEqual([box.width, box.height], [viewport.width, viewport.height]);
        assert.equal(await page.evaluate(() => getComputedStyle(document.querySelector("main")).cursor), "none");
        const label = page.getByText(locale === "en-US" ? "connected" : "연결됨");
        await label.waitFor({ state: "detached" });
        await page.touchscreen.tap(100, 100);
        await label.waitFor();
        visitor.clean();
        await visitor.close();
      });
    }
  }
});

describe("which display", () => {
  for (const path of ["/screen", "/html/flower-viewer/flower-viewer.html"]) {
    test(`${path}: asked for by keyboard`, async () => {
      await garden.post("/updateDisplay", { zone: "zone1", portrait: [calmUpright] });
      const visitor = await visit(browser, garden.url, { path, viewport: { width: 390, height: 844 } });
      const { page } = visitor;
      await page.getByRole("heading", { name: "Which display is this?" }).waitFor();
      await assertFits(page);
      await assertAccessible(page);
      await page.getByLabel("Screen").focus();
      await page.keyboard.press("Control+A");
      await page.keyboard.type("1v");
      await page.keyboard.press("Enter");
      await page.waitForURL(`${garden.url}/screen/zone1/1v`);
      await picture(page, "calm").waitFor();
      visitor.clean();
      await visitor.close();
    });
  }

  test("the old path with a zone in its query is that display", async () => {
    await garden.post("/updateDisplay", { zone: "zone1", landscape: [happy] });
    const path = "/html/flower-viewer/flower-viewer.html?zone=zone1&screen=1h";
    const visitor = await visit(browser, garden.url, { path });
    await picture(visitor.page, "happy").waitFor();
    visitor.clean();
    await visitor.close();
  });
});
