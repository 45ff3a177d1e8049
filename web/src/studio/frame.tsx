import type { JSX } from "preact";
import { useEffect } from "preact/hooks";

import { language, say } from "../language";
import { Flower } from "../parts/flower";
import { LanguageSwitch } from "../parts/language_switch";
import { words as visitorWords } from "../words";
import { Begin } from "./begin/begin";
import { beginWords } from "./begin/words";
import { BulkForm } from "./bulk/form";
import { PromptTable } from "./bulk/table";
import { logOut } from "./client";
import { Displays } from "./displays/displays";
import { Insights } from "./insights/insights";
import { KeySheet, useGlobalKeys } from "./keys";
import { connected, queue } from "./live";
import { Make } from "./make/make";
import { Notices, noticesInDialog } from "./notices";
import { Icon, type IconName } from "./parts/icon";
import { Pictures } from "./pictures/pictures";
import { QueuePage } from "./queue/queue";
import { type Page, hrefOf, route } from "./route";
import { Settings } from "./settings/settings";
import { words } from "./words";

interface Place {
  page: Page;
  icon: IconName;
  // The pages that it leads to, beside its own.
  with: readonly Page[];
}

const places: Record<"queue" | "make" | "pictures" | "bulk" | "displays" | "insights" | "settings", Place> = {
  queue: { page: "queue", icon: "queue", with: [] },
  make: { page: "make", icon: "make", with: [] },
  pictures: { page: "pool", icon: "pictures", with: ["garden", "trash"] },
  bulk: { page: "bulk", icon: "bulk", with: ["table"] },
  displays: { page: "displays", icon: "displays", with: [] },
  insights: { page: "insights", icon: "insights", with: [] },
  settings: { page: "settings", icon: "settings", with: [] },
};

function Navigation(): JSX.Element {
  const now = route.value.page;
  const ahead = (queue.value?.counts.waiting ?? 0) + (queue.value?.counts.running ?? 0);
  return (
    <nav class="rail" aria-label={say(words.navigation)}>
      <a class="rail__sign" href={hrefOf("queue")}>
        <Flower className="rail__flower" />
        <span>{say(words.studio)}</span>
      </a>
      <ul class="rail__places">
        {Object.entries(places).map(([name, place]) => (
          <li key={name}>
            <a
              class="rail__place"
              href={hrefOf(place.page)}
              aria-current={now === place.page || place.with.includes(now) ? "page" : undefined}
            >
              <Icon name={place.icon} />
              <span>{say(words[name as keyof typeof places])}</span>
              {name === "queue" && ahead > 0 && <span class="rail__count">{ahead > 999 ? "999+" : ahead}</span>}
            </a>
          </li>
        ))}
      </ul>
      <div class="rail__foot">
        <LanguageSwitch />
        <button type="button" class="button button--quiet" onClick={() => void logOut()}>
          <Icon name="logout" />
          {say(words.logOut)}
        </button>
      </div>
    </nav>
  );
}

function CurrentPage(): JSX.Element {
  const { page } = route.value;
  switch (page) {
    case "begin":
      return <Begin />;
    case "make":
      return <Make />;
    case "pool":
    case "garden":
    case "trash":
      return <Pictures key={page} place={page} />;
    case "bulk":
      return <BulkForm />;
    case "table":
      return <PromptTable />;
    case "displays":
      return <Displays />;
    case "insights":
      return <Insights />;
    case "settings":
      return <Settings />;
    case "queue":
      return <QueuePage />;
  }
}

function titleOf(page: Page): string {
  if (page === "begin") return say(beginWords.title);
  return say(page === "table" ? words.bulk : words[page]);
}

export function Frame(): JSX.Element {
  useGlobalKeys();
  useEffect(() => {
    document.documentElement.lang = language.value;
    document.title = `${titleOf(route.value.page)} · ${say(visitorWords.title)}`;
  }, [language.value, route.value.page]);

  return (
    <>
      <Navigation />
      <main id="content" class="content" key={route.value.page}>
        {!connected.value && (
          <p class="trouble content__offline" role="alert">
            {say(words.reconnecting)}
          </p>
        )}
        <CurrentPage />
      </main>
      {!noticesInDialog.value && <Notices />}
      <KeySheet />
    </>
  );
}
