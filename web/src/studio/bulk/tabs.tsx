import type { JSX } from "preact";

import { say } from "../../language";
import { Tabs } from "../parts/tabs";
import { hrefOf, route } from "../route";
import { bulkWords } from "./words";

export function BulkTabs(): JSX.Element {
  const now = route.value.page;
  return (
    <div class="tabs-line">
      <Tabs
        label={say(bulkWords.views)}
        tabs={[
          { href: hrefOf("bulk"), name: say(bulkWords.form), current: now === "bulk" },
          { href: hrefOf("table"), name: say(bulkWords.table), current: now === "table" },
        ]}
      />
    </div>
  );
}
