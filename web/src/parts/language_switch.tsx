import type { JSX } from "preact";

import { otherLanguage, switchLanguage } from "../language";
import { languageNames } from "../words";

export function LanguageSwitch(): JSX.Element {
  return (
    <button type="button" class="button button--quiet language" lang={otherLanguage()} onClick={switchLanguage}>
      {languageNames[otherLanguage()]}
    </button>
  );
}
