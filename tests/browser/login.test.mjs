// The login page against the real server. On loopback nothing asks for a login, so an answer of the right password is
// played; that a wrong one is refused is the server's own answer.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { startGarden } from "./support/garden_server.mjs";
import { assertFits, launchBrowser, visit } from "./support/visitor.mjs";

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

async function logIn(page, words) {
  await page.getByLabel(words.name).fill("gardener");
  await page.getByLabel(words.password).fill("a wrong password");
  await page.keyboard.press("Enter");
}

const english = { name: "Name", password: "Password" };
const korean = { name: "이름", password: "비밀번호" };

for (const [locale, words, sentence] of [
  ["en-US", english, "The name or the password is not right."],
  ["ko-KR", korean, "이름이나 비밀번호가 맞지 않습니다."],
]) {
  test(`a wrong password is told in ${locale}`, async () => {
    const visitor = await visit(browser, garden.url, { path: "/login", locale, viewport: { width: 390, height: 844 } });
    await assertFits(visitor.page);
    await logIn(visitor.page, words);
    await visitor.page.getByRole("alert").getByText(sentence).waitFor();
    visitor.clean({ except: ["401"] });
    await visitor.close();
  });
}

for (const [next, landing] of [
  ["/html/emotion-garden/emotion-garden.html", "/html/emotion-garden/emotion-garden.html"],
  ["https://elsewhere.example/", "/"],
  ["//elsewhere.example/", "/"],
  ["/\\elsewhere.example/", "/"],
]) {
  test(`after the login to ${next}: lands on ${landing}`, async () => {
    const path = `/login?next=${encodeURIComponent(next)}`;
    const visitor = await visit(browser, garden.url, { path });
    await visitor.page.route("**/api/v1/session", (route) => route.fulfill({ status: 204 }));
    await logIn(visitor.page, english);
    await visitor.page.waitForURL(garden.url + landing);
    visitor.clean();
    await visitor.close();
  });
}
