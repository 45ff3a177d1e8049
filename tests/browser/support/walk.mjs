// The steps of a visitor's walk that tests have in common.
import { visit } from "./visitor.mjs";

export const picturesAnEmotionAndOrientation = 2;
export const picturesAnEmotion = 2 * picturesAnEmotionAndOrientation;

// Small pictures of two feelings, of both orientations.
export async function plantGarden(garden) {
  for (const emotion of ["happy", "sad"]) {
    for (let n = 0; n < picturesAnEmotionAndOrientation; n += 1) {
      await garden.plant({ emotion });
      await garden.plant({ emotion, width: 200, height: 320 });
    }
  }
}

export const button = (page, name) => page.getByRole("button", { name, exact: true });
export const heading = (page, name) => page.getByRole("heading", { level: 1, name });
export const pictures = (page) => page.locator("main li img");
// Past the attract screen, before the consent.
export async function arrive(browser, origin, settings = {}) {
  const visitor = await visit(browser, origin, settings);
  await button(visitor.page, settings.locale === "ko-KR" ? "시작하기" : "Begin").click();
  return visitor;
}

export const hearts = (page) => page.getByRole("button", { name: /^Like picture|번 그림 좋아요$/ });

export async function chooseHappy(page) {
  await button(page, "Choose a feeling by hand").click();
  await button(page, "Happy").click();
  await heading(page, "You chose happy").waitFor();
}

export async function enterGarden(page) {
  await button(page, "Into the garden").click();
  await pictures(page).first().waitFor();
}

export async function loaded(page) {
  await page.waitForFunction(() => {
    const shown = [...document.querySelectorAll("main li img")];
    return shown.length > 0 && shown.every((image) => image.complete && image.naturalWidth > 0);
  });
}
