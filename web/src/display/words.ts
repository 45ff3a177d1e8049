// The sentences of a display.

import { phrase, phraseOf } from "../words";

export const displayWords = {
  waiting: phrase({
    en: "This display waits for its pictures. They are chosen in the studio.",
    ko: "이 화면은 그림을 기다립니다. 그림은 스튜디오에서 고릅니다.",
  }),
  searching: phrase({
    en: "Looking for the garden …",
    ko: "정원을 찾는 중 …",
  }),
  live: phrase({ en: "connected", ko: "연결됨" }),
  cut: phrase({ en: "no connection; the last pictures stay", ko: "연결 끊김, 마지막 그림을 계속 보여 줍니다" }),
  resting: phrase({ en: "resting until its hours begin", ko: "운영 시간이 될 때까지 쉬는 중" }),
  picture: phraseOf<[string]>({
    en: (emotion) => `A picture grown for ${emotion}`,
    ko: (emotion) => `${emotion}의 그림`,
  }),

  whichTitle: phrase({ en: "Which display is this?", ko: "이 화면의 이름은?" }),
  whichHint: phrase({
    en: "The studio shows it under this name. A slot such as 1h or 3v shows that one picture; a playlist goes before slots.",
    ko: "스튜디오에 이 이름으로 나타납니다. 1h나 3v 같은 자리 이름이면 그 그림을, 재생 목록이 있으면 목록을 보여 줍니다.",
  }),
  zone: phrase({ en: "Zone", ko: "구역" }),
  screen: phrase({ en: "Screen", ko: "화면" }),
  zoneRule: phrase({ en: "Small letters, digits and hyphens, such as zone1", ko: "zone1처럼 영문 소문자, 숫자, 붙임표" }),
  screenRule: phrase({ en: "Letters, digits and . _ -, such as 1h", ko: "1h처럼 영문자, 숫자, 마침표, 밑줄, 붙임표" }),
  start: phrase({ en: "Start the display", ko: "화면 시작" }),
};
