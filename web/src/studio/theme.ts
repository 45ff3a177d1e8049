// Light, dark, or as the system is; remembered on this machine.

import { signal } from "@preact/signals";

export const themes = ["system", "light", "dark"] as const;
export type Theme = (typeof themes)[number];

const storageKey = "emotion-garden.theme";

function remembered(): Theme {
  try {
    const stored = localStorage.getItem(storageKey);
    return themes.find((theme) => theme === stored) ?? "system";
  } catch {
    return "system"; // Storage may be switched off.
  }
}

export const theme = signal<Theme>(remembered());

const conditions: Record<Theme, string> = {
  system: "(prefers-color-scheme: dark)",
  light: "not all",
  dark: "all",
};
let nights: CSSMediaRule[] | undefined;

// The night's values stand once, in tokens.css under a condition: a theme is another condition.
export function showTheme(): void {
  nights ??= [...document.styleSheets]
    .flatMap((sheet) => [...sheet.cssRules])
    .filter((rule) => rule instanceof CSSMediaRule)
    .filter((rule) => rule.conditionText.includes("prefers-color-scheme"));
  for (const night of nights) night.media.mediaText = conditions[theme.value];
  document.documentElement.style.colorScheme = theme.value === "system" ? "light dark" : theme.value;
}

export function chooseTheme(wanted: Theme): void {
  theme.value = wanted;
  showTheme();
  try {
    localStorage.setItem(storageKey, wanted);
  } catch {
    return; // Not remembered then; it holds until the page is closed.
  }
}
