// What Lighthouse says of the pages, but for their speed, which ./dev bench pages measures.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { startGarden } from "./support/garden_server.mjs";
import { launchAuditor } from "./support/lighthouse.mjs";

const least = 95;

let garden;
let happy;
let auditor;

before(async () => {
  garden = await startGarden({ pictures: 0 });
  happy = await garden.plant({ emotion: "happy" });
  auditor = await launchAuditor();
});

after(async () => {
  await auditor?.close();
  if (garden) assert.equal(await garden.stop(), 0);
});

const paths = {
  kiosk: () => "/?kiosk",
  "share page": () => `/image?content=${encodeURIComponent(happy)}`,
  studio: () => "/studio",
  "studio's garden": () => "/studio#/garden",
  login: () => "/login",
  display: () => "/screen",
};

for (const [name, pathOf] of Object.entries(paths)) {
  test(`Lighthouse, accessibility and best practices: ${name}`, async () => {
    const { scores, wrong } = await auditor.audit(garden.url + pathOf(), {
      categories: ["accessibility", "best-practices"],
    });
    for (const [category, score] of Object.entries(scores)) {
      assert.ok(score >= least, `${category} ${score}\n${wrong.join("\n")}`);
    }
  });
}
