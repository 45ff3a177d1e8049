// What Lighthouse gives the pages of a running garden: node bench/pages.mjs URL KEY; prints JSON, a line for each page.
import { launchAuditor } from "../tests/browser/support/lighthouse.mjs";

const [url, key] = process.argv.slice(2);
const categories = ["performance", "accessibility", "best-practices"];
const runs = 5;

const paths = { kiosk: "/?kiosk", "share page": `/image?content=${encodeURIComponent(key)}`, studio: "/studio" };

const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];

const auditor = await launchAuditor();
try {
  for (const [page, path] of Object.entries(paths)) {
    for (const desktop of [false, true]) {
      const all = [];
      for (let run = 0; run < runs; run += 1) all.push(await auditor.audit(url + path, { categories, desktop }));
      const scores = Object.fromEntries(categories.map((name) => [name, median(all.map(({ scores }) => scores[name]))]));
      const slowest = Math.min(...all.map(({ scores }) => scores.performance));
      console.log(JSON.stringify({ page, desktop, runs, scores, slowest, wrong: all[0].wrong }));
    }
  }
} finally {
  await auditor.close();
}
