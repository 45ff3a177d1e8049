// Lighthouse on pages of a running server.
import { once } from "node:events";
import { createServer } from "node:net";

import lighthouse, { desktopConfig } from "lighthouse";

import { launchBrowser } from "./visitor.mjs";

const mostAttempts = 5;

async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return port;
}

// The browser's trace of a page now and then lacks its beginning, and then Lighthouse asks to be run again.
async function run(url, flags, config) {
  for (let attempt = 1; ; attempt += 1) {
    const { lhr } = await lighthouse(url, flags, config);
    if (!lhr.runtimeError) return lhr;
    if (attempt === mostAttempts) throw new Error(`${url}: ${lhr.runtimeError.message}`);
  }
}

export async function launchAuditor() {
  const port = await freePort();
  const browser = await launchBrowser({ port });
  return {
    // The scores of the page, 0 to 100 by category, and a line for each audit that is not all right. As on a phone of the middle
    // class with slow 4G, which is Lighthouse's default, or as at a desk.
    audit: async (url, { categories, desktop = false }) => {
      const flags = { port, output: "json", logLevel: "error", onlyCategories: categories };
      const lhr = await run(url, flags, desktop ? desktopConfig : undefined);
      const scores = Object.fromEntries(categories.map((name) => [name, Math.round(lhr.categories[name].score * 100)]));
      const counted = new Set(
        Object.values(lhr.categories).flatMap(({ auditRefs }) => auditRefs.filter(({ weight }) => weight > 0).map(({ id }) => id)),
      );
      const wrong = Object.values(lhr.audits)
        .filter(({ id, score }) => counted.has(id) && score !== null && score < 1)
        .map(({ id, title, displayValue = "" }) => `${id}: ${title} ${displayValue}`.trim());
      return { scores, wrong };
    },
    close: () => browser.close(),
  };
}
