// Every page at 200 %, as WCAG 2.2 asks for (1.4.4, 1.4.10): nothing is cut off sideways, and axe finds no violation.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { startGarden } from "./support/garden_server.mjs";
import { allPages, openPage } from "./support/pages.mjs";
import { grow } from "./support/studio.mjs";
import { assertAccessible, assertFits, launchBrowser, makePhotos } from "./support/visitor.mjs";
import { plantGarden } from "./support/walk.mjs";

// The narrowest that WCAG 2.2 asks for in 1.4.10.
const leastWidth = 320;
const longWord = "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen";

let garden;
let photos;
let browser;
let shared;

before(async () => {
  photos = await makePhotos();
  garden = await startGarden({ pictures: 0 });
  await plantGarden(garden);
  await grow(garden, [{ prompt: longWord, favorite: longWord.toLowerCase() }, { prompt: "장미꽃이만발한정원".repeat(6) }]);
  const happy = await garden.plant({ emotion: "happy", favorite: longWord.toLowerCase() });
  await garden.post("/updateDisplay", { zone: "zone1", landscape: [happy], portrait: [] });
  shared = `/image?content=${encodeURIComponent(happy)}`;
  browser = await launchBrowser();
});

after(async () => {
  await browser?.close();
  await photos?.remove();
  if (garden) assert.equal(await garden.stop(), 0);
});

for (const name of Object.keys(allPages({}))) {
  for (const look of [
    { locale: "en-US", colorScheme: "light" },
    { locale: "ko-KR", colorScheme: "dark" },
  ]) {
    test(`${name}, ${look.locale}, ${look.colorScheme}`, async () => {
      const place = allPages({ shared, photos })[name];
      const viewport = { width: Math.max(leastWidth, place.viewport.width / 2), height: Math.round(place.viewport.height / 2) };
      const visitor = await openPage(browser, garden.url, place, { ...look, viewport, deviceScaleFactor: 2 });
      await assertFits(visitor.page);
      await assertAccessible(visitor.page);
      await visitor.close();
    });
  }
}
