// A newcomer's first minutes in the studio: from an empty garden to a planted one.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { startGarden } from "./support/garden_server.mjs";
import { assertAccessible, button, call, heading } from "./support/studio.mjs";
import { assertFits, launchBrowser, visit } from "./support/visitor.mjs";

const growSeconds = 900;
let garden;
let browser;

before(async () => {
  garden = await startGarden({ pictures: 0 });
  browser = await launchBrowser();
});

after(async () => {
  await browser?.close();
  if (garden) assert.equal(await garden.stop(), 0);
});

const open = (settings) => visit(browser, garden.url, { path: "/studio", ...settings });

describe("first run", () => {
  test("an empty garden opens with how it begins, on a phone in Korean too", async () => {
    const operator = await open({ locale: "ko-KR", viewport: { width: 390, height: 844 }, colorScheme: "dark" });
    const { page } = operator;
    await heading(page, "정원을 시작합니다").waitFor();
    await page.getByText("flower 화가가 그릴 수 있습니다.").waitFor();
    await page.getByText("아직 없습니다. 다음 단계에서 심습니다.").waitFor();
    await assertFits(page);
    await assertAccessible(page, "the first page of a newcomer");
    operator.clean();
    await operator.close();
  });

  test("one click plants it; it grows before one's eyes, and opens for visitors", async () => {
    const operator = await open();
    const { page } = operator;
    await heading(page, "A garden begins").waitFor();
    await page.getByRole("radio", { name: /^A bed/ }).check({ force: true });
    await button(page, "Plant the garden").click();
    const progress = page.getByRole("progressbar");
    await progress.waitFor();
    assert.equal(await progress.getAttribute("max"), "16");
    await page.waitForFunction(() => document.querySelector("progress")?.value > 0, null, {
      timeout: growSeconds * 1000,
    });
    await assertAccessible(page, "a garden that grows");
    await page.getByText("The garden has grown: 16 pictures.").waitFor({ timeout: growSeconds * 1000 });
    assert.equal((await call(garden, "GET", "/api/v1/pictures?place=garden")).total, 16);
    const pictures = page.getByRole("list", { name: "The newest pictures" }).getByRole("img");
    assert.equal(await pictures.count(), 16);

    const kiosk = page.getByRole("link", { name: "The kiosk" });
    assert.equal(await kiosk.getAttribute("href"), "/?kiosk");
    await kiosk.getByText(`${garden.url}/?kiosk`).waitFor();
    assert.equal(await page.getByRole("link", { name: "A display" }).getAttribute("href"), "/screen/zone1/1h");
    await page.getByRole("link", { name: "Keys for other programs" }).click();
    await page.getByRole("region", { name: "Keys", exact: true }).getByRole("listitem").first().waitFor();
    operator.clean();
    await operator.close();
  });

  test("afterwards the studio opens with the queue, and the page is there for more", async () => {
    const operator = await open();
    const { page } = operator;
    await heading(page, "Queue").waitFor();
    await page.getByRole("link", { name: "Settings" }).click();
    await page.getByRole("link", { name: "How a garden begins" }).click();
    await button(page, "Plant more").waitFor();
    await page.getByText("16 in the garden, 0 in the pool.").waitFor();
    operator.clean();
    await operator.close();
  });
});
