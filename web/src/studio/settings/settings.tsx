import type { JSX } from "preact";

import { language, say, switchLanguage } from "../../language";
import { languageNames, languages } from "../../words";
import { logOut } from "../client";
import { showKeySheet } from "../keys";
import { Icon } from "../parts/icon";
import { PageHead } from "../parts/page_head";
import { Segments } from "../parts/segments";
import { chooseTheme, theme, themes } from "../theme";
import { themeNames, words } from "../words";
import { Backup } from "./backup";
import { DeniedWords } from "./denied_words";
import { HealthSection } from "./health";
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
  return (
    <div class="settings">
      <PageHead title={say(words.settings)} hint={say(settingsWords.hint)} />
      <HealthSection />
      <Looks />
      <DeniedWords />
      <Webhooks />
      <Backup />
    </div>
  );
}
