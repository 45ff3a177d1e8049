// Writes a sheet of each page, both languages and both themes on it: ./dev screenshots [FOLDER] [PAGE…]
import { mkdir, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";

import { repository, startGarden } from "./support/garden_server.mjs";
import { allPages, openPage } from "./support/pages.mjs";
import { call, grow, listed } from "./support/studio.mjs";
import { launchBrowser, makePhotos } from "./support/visitor.mjs";

const [folder = "docs/pages", ...wanted] = process.argv.slice(2);
const growSeconds = 900;
const looks = ["light", "dark"].flatMap((colorScheme) => ["en-US", "ko-KR"].map((locale) => ({ locale, colorScheme })));
// Of a sheet, in pixels, and of its JPEG: all of them together stay below 3 MB.
const sheetWidth = 1440;
const gap = 8;
const quality = 0.62;

// A queue in which something waits and something was given up, a pool, a trash, and a zone with pictures.
async function furnish(garden) {
  const prompts = ["roses in the morning mist", "a quiet lake with water lilies", "tulips, thick paint", "sunflowers"];
  const orders = prompts.flatMap((prompt, n) => [
    { prompt, emotion: "calm", width: 480, height: 300 },
    { prompt, emotion: "happy", favorite: n % 2 ? "cat" : "", width: 300, height: 480 },
  ]);
  await grow(garden, orders);
  const pool = await listed(garden, "pool");
  await call(garden, "POST", "/api/v1/pictures/remove", { keys: pool.slice(0, 3).map(({ key }) => key) });
  const hung = (await listed(garden, "garden")).map(({ key }) => key);
  const of = (letter) => hung.filter((key) => key.endsWith(`${letter}.jpeg`)).slice(0, 8);
  await call(garden, "POST", "/updateDisplay", { zone: "zone1", landscape: of("h"), portrait: of("v").slice(0, 5) });
  const pictures = of("h").slice(0, 3).map((key) => ({ key, seconds: 12 }));
  await call(garden, "PUT", "/api/v1/displays/zone2", { playlist: { pictures, transition: "fade" } });
  await call(garden, "POST", "/api/v1/displays/zone1/screens/by-the-door", { shows: hung[0] });
  for (const id of ["ada", "grace", "edsger"]) {
    for (const key of hung.slice(0, 4)) await call(garden, "POST", "/like", { id, itemId: key, impression: hung.slice(0, 3) });
  }
  await call(garden, "POST", "/api/v1/jobs/pause");
  for (const prompt of prompts) await call(garden, "POST", "/api/v1/pictures", { prompt, place: "pool", emotion: "happy" });
  return hung.find((key) => key.startsWith("emotions/happy/") && key.endsWith("h.jpeg"));
}

// The shots side by side, two in a row, or four where they are upright.
function layOut(page, shots, { width, height }) {
  const columns = width > height ? 2 : 4;
  return page.evaluate(
    async ({ images, columns, sheetWidth, gap, quality, ratio }) => {
      const cell = Math.floor((sheetWidth - gap * (columns - 1)) / columns);
      const rows = Math.ceil(images.length / columns);
      const tall = Math.round(cell * ratio);
      const canvas = new OffscreenCanvas(sheetWidth, rows * tall + (rows - 1) * gap);
      const context = canvas.getContext("2d");
      context.fillStyle = "#888";
      context.fillRect(0, 0, canvas.width, canvas.height);
      context.imageSmoothingQuality = "high";
      for (const [n, base64] of images.entries()) {
        const octets = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
        const bitmap = await createImageBitmap(new Blob([octets], { type: "image/png" }));
        context.drawImage(bitmap, (n % columns) * (cell + gap), Math.floor(n / columns) * (tall + gap), cell, tall);
      }
      const blob = await canvas.convertToBlob({ type: "image/jpeg", quality });
      const letters = Array.from(new Uint8Array(await blob.arrayBuffer()), (octet) => String.fromCharCode(octet));
      return btoa(letters.join(""));
    },
    { images: shots.map((shot) => shot.toString("base64")), columns, sheetWidth, gap, quality, ratio: height / width },
  );
}

const target = resolve(repository, folder);
await mkdir(target, { recursive: true });
const photos = await makePhotos();
const garden = await startGarden({ pictures: 2 });
const browser = await launchBrowser();
const easel = await browser.newPage();

try {
  await garden.grown(growSeconds);
  const key = await furnish(garden);
  const pages = allPages({ shared: `/image?content=${encodeURIComponent(key)}`, photos });
  for (const [name, place] of Object.entries(pages)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    const shots = [];
    for (const look of looks) {
      const visitor = await openPage(browser, garden.url, place, look);
      shots.push(await visitor.page.screenshot());
      await visitor.close();
    }
    await writeFile(join(target, `${name}.jpeg`), Buffer.from(await layOut(easel, shots, place.viewport), "base64"));
  }
} finally {
  await browser.close();
  await garden.stop();
  await photos.remove();
}
