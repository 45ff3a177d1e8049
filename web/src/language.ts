import { signal } from "@preact/signals";

import { type Language, languages } from "./words";

const storageKey = "emotion-garden.language";

function remembered(): Language | undefined {
  try {
    const stored = localStorage.getItem(storageKey);
    return languages.find((language) => language === stored);
  } catch {
    return undefined; // Storage may be switched off; the browser's language is used then.
  }
}

function preferred(): Language {
  return navigator.language.toLowerCase().startsWith("ko") ? "ko" : "en";
}

export const language = signal<Language>(remembered() ?? preferred());

// The other language: the pages have two, so one tap switches.
export function otherLanguage(): Language {
  return language.value === "en" ? "ko" : "en";
}

export function switchLanguage(): void {
  language.value = otherLanguage();
  try {
    localStorage.setItem(storageKey, language.value);
  } catch {
    return; // Not remembered then; the switch itself works.
  }
}

// Back to the browser's language, for the next visitor.
export function forgetLanguage(): void {
  language.value = preferred();
  try {
    localStorage.removeItem(storageKey);
  } catch {
    return; // Nothing was remembered then.
  }
}

// The words of a phrase in the language of now; a component that calls it is drawn again when the language changes.
export function say<Words>(phrase: Record<Language, Words>): Words {
  return phrase[language.value];
}
