import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";

import { language, say, switchLanguage } from "../../language";
import { languageNames, languages } from "../../words";
import { type Answer, type Settings as Known, ask, logOut, server } from "../client";
import { showKeySheet } from "../keys";
import { Icon } from "../parts/icon";
import { PageHead } from "../parts/page_head";
import { Segments } from "../parts/segments";
import { Failed, Loading } from "../parts/states";
import { hrefOf } from "../route";
import { chooseTheme, theme, themes } from "../theme";
import { themeNames, words } from "../words";
import { Backup } from "./backup";
import { ConsentText } from "./consent";
import { DeniedWords } from "./denied_words";
import { HealthSection } from "./health";
import { Keys } from "./keys";
import { RetentionDays } from "./retention";
import { Webhooks } from "./webhooks";
import { settingsWords } from "./words";

function Looks(): JSX.Element {
  return (
    <section class="section" aria-label={say(settingsWords.looks)}>
      <h2>{say(settingsWords.looks)}</h2>
      <div class="fields settings__looks">
        <Segments
          label={say(settingsWords.theme)}
          value={theme.value}
          options={themes.map((name) => [name, say(themeNames[name])] as const)}
          choose={chooseTheme}
        />
        <Segments
          label={say(settingsWords.language)}
          value={language.value}
          options={languages.map((name) => [name, languageNames[name]] as const)}
          choose={switchLanguage}
        />
      </div>
      <div class="row">
        <button type="button" class="button" onClick={showKeySheet}>
          <Icon name="keyboard" />
          {say(settingsWords.keyboard)}
        </button>
        <button type="button" class="button" onClick={() => void logOut()}>
          <Icon name="logout" />
          {say(words.logOut)}
        </button>
      </div>
    </section>
  );
}

export function Settings(): JSX.Element {
  const [answer, setAnswer] = useState<Answer<Known> | null>(null);
  const load = (): void => void ask(server.GET("/api/v1/settings")).then(setAnswer);
  useEffect(load, []);
  return (
    <div class="settings">
      <PageHead title={say(words.settings)} hint={say(settingsWords.hint)}>
        <a class="button" href={hrefOf("begin")}>
          {say(settingsWords.begin)}
        </a>
      </PageHead>
      {!answer && <Loading />}
      {answer && !answer.ok && <Failed trouble={answer.trouble} again={load} />}
      {answer?.ok && <HealthSection settings={answer.value} />}
      <Looks />
      {answer?.ok && (
        <>
          <ConsentText settings={answer.value} />
          <RetentionDays settings={answer.value} />
        </>
      )}
      <DeniedWords />
      <Keys />
      <Webhooks />
      {answer?.ok && <Backup settings={answer.value} />}
    </div>
  );
}
