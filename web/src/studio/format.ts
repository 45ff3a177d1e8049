// Numbers, times and sizes as people write them, in the language of now.

import { language, say } from "../language";
import { words } from "./words";

const locales = { en: "en-GB", ko: "ko-KR" } as const;

export function number(value: number, digits = 0): string {
  return value.toLocaleString(locales[language.value], { maximumFractionDigits: digits });
}

// Of a share: "12.3%".
export function percent(share: number): string {
  return share.toLocaleString(locales[language.value], { style: "percent", maximumFractionDigits: 1 });
}

// "40 s", "5 min", "3.2 h".
export function duration(seconds: number): string {
  if (seconds < 90) return say(words.seconds)(number(Math.ceil(seconds)));
  if (seconds < 5_400) return say(words.minutes)(number(Math.round(seconds / 60)));
  return say(words.hours)(number(seconds / 3_600, 1));
}

export function moment(iso: string): string {
  return new Date(iso).toLocaleString(locales[language.value], { dateStyle: "medium", timeStyle: "short" });
}

export function ago(iso: string, now = Date.now()): string {
  const seconds = Math.max(0, (now - Date.parse(iso)) / 1000);
  return seconds < 5 ? say(words.justNow) : say(words.ago)(duration(seconds));
}

const units = ["B", "kB", "MB", "GB", "TB"] as const;

// "170 kB", "5.7 GB".
export function octets(count: number): string {
  const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, count)) / 3));
  const value = count / 1000 ** power;
  return `${number(value, value < 10 ? 1 : 0)} ${units[power]}`;
}
