// Favorites as people say them. What a picture was made for is free text; the words of the protocol have names here.

import type { Phrase } from "./words";

const sceneWords: Record<string, Phrase> = {
  spring: { en: "spring", ko: "봄" },
  summer: { en: "summer", ko: "여름" },
  autumn: { en: "autumn", ko: "가을" },
  winter: { en: "winter", ko: "겨울" },
  sunny: { en: "sunny", ko: "맑음" },
  cloudy: { en: "cloudy", ko: "흐림" },
  rainy: { en: "rainy", ko: "비" },
  snowy: { en: "snowy", ko: "눈" },
  day: { en: "day", ko: "낮" },
  sunset: { en: "sunset", ko: "해 질 녘" },
  "the-middle-of-the-night": { en: "the middle of the night", ko: "한밤중" },
  "the-early-dawn": { en: "the early dawn", ko: "이른 새벽" },
  dog: { en: "dog", ko: "강아지" },
  cat: { en: "cat", ko: "고양이" },
};

// "spring,cloudy,the-early-dawn" → "spring, cloudy, the early dawn"; a word without a name stays as it is.
export function favoriteName(favorite: string): Phrase {
  const parts = favorite.split(",").map((part) => sceneWords[part.trim()] ?? { en: part.trim(), ko: part.trim() });
  return { en: parts.map(({ en }) => en).join(", "), ko: parts.map(({ ko }) => ko).join(", ") };
}

// The one of `known` that is called `written`, in either language; `written` is in lower case.
export function favoriteKey(written: string, known: string[]): string | undefined {
  return known.find((favorite) => {
    const { en, ko } = favoriteName(favorite);
    return [favorite, en, ko].some((name) => name.toLowerCase() === written);
  });
}
