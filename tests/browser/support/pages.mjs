// Every page with something to see in it, and the steps that lead there, in either language.
import { visit } from "./visitor.mjs";

// Of one step, on a slow machine too.
const patienceMs = 60_000;
const wide = { width: 1280, height: 800 };
const tall = { width: 480, height: 853 };
const beginName = /^(Begin|시작하기)$/;
const byHandName = /^(Choose a feeling by hand|감정을 직접 고르기)$/;
const enterName = /^(Into the garden|정원으로)$/;

const button = (page, name) => page.getByRole("button", { name }).first();

async function begin(page) {
  await button(page, beginName).click();
}

async function staged(page) {
  await page.locator(".stage img").first().waitFor();
}

async function byHand(page) {
  await begin(page);
  await button(page, byHandName).click();
}

async function feelHappy(page) {
  await byHand(page);
  await button(page, /^(Happy|행복)$/).click();
}

async function enter(page) {
  await feelHappy(page);
  await button(page, enterName).click();
  await page.locator(".hung img").first().waitFor();
}

async function photograph(page, photo, answer) {
  await begin(page);
  await page.locator("input[type=file]").setInputFiles(photo);
  await page.locator(answer).waitFor();
}

// The studio's pages by their addresses, and what is the last to appear there: a new page is a line here.
const studio = {
  begin: "h1",
  queue: ".tabs",
  make: "form",
  pool: ".tile",
  garden: ".tile",
  trash: ".filters",
  bulk: ".cost__figures",
  table: ".rows__row--placed",
  displays: ".shelf__picture",
  insights: "h1",
  settings: "h1",
};

// `shared` is the address of a share page, `photos` as makePhotos() gives them.
export function allPages({ shared, photos = {} }) {
  const kiosk = (steps = () => undefined) => ({ path: "/", viewport: wide, steps });
  return {
    attract: kiosk(staged),
    consent: kiosk(begin),
    "by-hand": kiosk(byHand),
    feeling: kiosk((page) => photograph(page, photos.face, ".details")),
    "no-face": kiosk((page) => photograph(page, photos.empty, ".trouble")),
    garden: kiosk(async (page) => {
      await enter(page);
      await button(page, /^(Like picture 1|1번 그림 좋아요)$/).click();
      await page.locator(".take-home").waitFor();
    }),
    "garden-phone": { ...kiosk(enter), viewport: tall },
    "no-images": kiosk(async (page) => {
      await feelHappy(page);
      await page.getByLabel(/^(A favorite thing|좋아하는 것)/).fill("a purple dragon");
      await button(page, enterName).click();
      await page.locator(".empty").waitFor();
    }),
    forgotten: kiosk(async (page) => {
      await enter(page);
      await button(page, /^(Forget me|나를 잊어 주세요)$/).click();
      await page.locator(".welcome h1").waitFor();
    }),
    share: { path: shared, viewport: tall },
    "share-gone": { path: "/image?content=emotions/happy/gone.jpeg", viewport: tall },
    login: { path: "/login", viewport: wide },
    "display-chooser": { path: "/screen", viewport: wide },
    display: { path: "/screen/zone1/1h", viewport: wide, steps: staged },
    ...Object.fromEntries(
      Object.entries(studio).map(([name, last]) => [
        `studio-${name}`,
        { path: `/studio#/${name}`, viewport: wide, steps: (page) => page.locator(last).first().waitFor() },
      ]),
    ),
  };
}

// Nothing on the screen is on its way or moves.
function isStill() {
  const isSeen = (element) => {
    const { top, bottom, width } = element.getBoundingClientRect();
    return width > 0 && bottom > 0 && top < innerHeight;
  };
  const missing = [...document.images].some((image) => isSeen(image) && !(image.complete && image.naturalWidth > 0));
  const moving = document.getAnimations().some((one) => {
    return one.playState === "running" && Number.isFinite(one.effect.getComputedTiming().endTime);
  });
  return !missing && !moving && !document.querySelector(".waiting, .tile--waiting");
}

// Decodes what there is, lets it be drawn, and tells how many pictures that were.
async function draw() {
  const shown = [...document.images].filter((image) => image.complete && image.naturalWidth > 0);
  await Promise.all(shown.map((image) => image.decode()));
  await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
  return shown.length;
}

// A fresh visitor at the page, as it looks once everything in it is there.
export async function openPage(browser, origin, { path, viewport, steps }, settings = {}) {
  const visitor = await visit(browser, origin, { path, viewport, ...settings });
  const { page } = visitor;
  page.setDefaultTimeout(patienceMs);
  await steps?.(page);
  await page.mouse.move(0, 0);
  for (let before = -1, now = 0; now !== before; ) {
    before = now;
    await page.waitForFunction(isStill);
    now = await page.evaluate(draw);
  }
  return visitor;
}
