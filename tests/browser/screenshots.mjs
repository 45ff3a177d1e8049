// Writes the pictures of the public pages that README and docs show: node tests/browser/screenshots.mjs [FOLDER, default docs/pages]
import { mkdir } from "node:fs/promises";
import { join, resolve } from "node:path";

import { repository, startGarden } from "./support/garden_server.mjs";
import { launchBrowser, makePhotos, visit } from "./support/visitor.mjs";

const folder = resolve(process.argv[2] ?? join(repository, "docs/pages"));
const growSeconds = 600;

await mkdir(folder, { recursive: true });
const photos = await makePhotos();
const garden = await startGarden({ pictures: 6 });
const browser = await launchBrowser({ camera: photos.camera });

const press = (page, name) => page.getByRole("button", { name, exact: true }).click();
const shot = async (page, name) => {
  await page.waitForFunction(() =>
    [...document.images].every((image) => image.complete && image.naturalWidth > 0),
  );
  await page.screenshot({ path: join(folder, `${name}.jpeg`), type: "jpeg", quality: 82 });
};

try {
  await garden.grown(growSeconds);

  const wide = await visit(browser, garden.url, { viewport: { width: 1280, height: 800 } });
  await wide.page.waitForSelector(".attract img");
  await shot(wide.page, "attract");
  await press(wide.page, "Begin");
  await shot(wide.page, "welcome");
  await press(wide.page, "Agree and use the camera");
  await press(wide.page, "Take the photo");
  await press(wide.page, "Into the garden");
  await press(wide.page, "Next");
  await press(wide.page, "Next");
  await wide.page.getByRole("button", { name: "Like picture 8" }).click();
  await wide.page.mouse.move(0, 0);
  await shot(wide.page, "garden");

  const tall = await visit(browser, garden.url, {
    viewport: { width: 390, height: 844 },
    deviceScaleFactor: 2,
    locale: "ko-KR",
    colorScheme: "dark",
  });
  await press(tall.page, "시작하기");
  await press(tall.page, "감정을 직접 고르기");
  await tall.page.getByRole("heading", { name: "어떤 감정인가요?" }).waitFor();
  await shot(tall.page, "feelings-ko-dark");

  const happy = await garden.plant({ emotion: "happy", width: 1280, height: 800 });
  const share = await visit(browser, garden.url, {
    path: `/image?content=${encodeURIComponent(happy)}`,
    viewport: { width: 390, height: 844 },
    deviceScaleFactor: 2,
  });
  await shot(share.page, "share");
} finally {
  await browser.close();
  await garden.stop();
  await photos.remove();
}
