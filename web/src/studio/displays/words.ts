import { phrase, phraseOf } from "../../words";

export const displayWords = {
  hint: phrase({
    en: "What the screens around the room show. Drag a picture into a slot, or touch the picture and then the slot.",
    ko: "방 안 화면에 보이는 그림입니다. 그림을 자리로 끌어 놓거나, 그림을 누른 다음 자리를 누르세요.",
  }),
  zones: phrase({ en: "Zones", ko: "구역" }),
  newZone: phrase({ en: "New zone", ko: "새 구역" }),
  newZoneHint: phrase({
    en: "Of a–z, 0–9 and -. It is there as soon as it shows something.",
    ko: "a–z, 0–9, - 로 적습니다. 무언가를 걸면 생깁니다.",
  }),
  open: phrase({ en: "Open", ko: "열기" }),
  landscape: phrase({ en: "Landscape slots", ko: "가로 자리" }),
  portrait: phrase({ en: "Portrait slots", ko: "세로 자리" }),
  slot: phraseOf<[string]>({ en: (n) => `Slot ${n}`, ko: (n) => `${n}번 자리` }),
  emptySlot: phraseOf<[string]>({ en: (n) => `Slot ${n}, empty`, ko: (n) => `${n}번 자리, 비어 있음` }),
  putHere: phraseOf<[string]>({ en: (n) => `Put the picture into slot ${n}`, ko: (n) => `그림을 ${n}번 자리에 걸기` }),
  hung: phraseOf<[string]>({ en: (n) => `Slot ${n} has the picture.`, ko: (n) => `${n}번 자리에 걸었습니다.` }),
  swapped: phraseOf<[string, string]>({
    en: (a, b) => `Slots ${a} and ${b} have changed places.`,
    ko: (a, b) => `${a}번과 ${b}번 자리를 바꾸었습니다.`,
  }),

  shelf: phrase({ en: "Pictures of the garden", ko: "정원의 그림" }),
  take: phraseOf<[string]>({ en: (name) => `Take: ${name}`, ko: (name) => `집기: ${name}` }),
  held: phrase({ en: "Now touch a slot, or add it to the playlist.", ko: "이제 자리를 누르거나 재생 목록에 더하세요." }),
  letGo: phrase({ en: "Let go", ko: "내려놓기" }),
  nothingToHang: phrase({ en: "The garden has no such pictures yet.", ko: "정원에 그런 그림이 아직 없습니다." }),

  playlist: phrase({ en: "Playlist", ko: "재생 목록" }),
  playlistHint: phrase({
    en: "While it has pictures, screens show them one after the other instead of the slots.",
    ko: "그림이 있으면 화면은 자리 대신 이 그림들을 차례로 보여 줍니다.",
  }),
  addHeld: phrase({ en: "Add the taken picture", ko: "집은 그림 더하기" }),
  noItems: phrase({ en: "No pictures: the slots are shown.", ko: "그림이 없어 자리를 보여 줍니다." }),
  secondsOf: phraseOf<[number]>({ en: (n) => `Seconds of picture ${n}`, ko: (n) => `${n}번째 그림의 초` }),
  earlier: phraseOf<[number]>({ en: (n) => `Picture ${n} earlier`, ko: (n) => `${n}번째 그림 앞으로` }),
  later: phraseOf<[number]>({ en: (n) => `Picture ${n} later`, ko: (n) => `${n}번째 그림 뒤로` }),
  takeOut: phraseOf<[number]>({ en: (n) => `Take out picture ${n}`, ko: (n) => `${n}번째 그림 빼기` }),
  transition: phrase({ en: "Transition", ko: "바뀌는 모양" }),
  hoursFrom: phrase({ en: "Shown from", ko: "보여 주는 시각" }),
  hoursTo: phrase({ en: "until", ko: "끝나는 시각" }),
  hoursHint: phraseOf<[string]>({
    en: (zone) => `Both empty: always. Times of ${zone}.`,
    ko: (zone) => `둘 다 비우면 언제나. ${zone} 시간입니다.`,
  }),
  savePlaylist: phrase({ en: "Save the playlist", ko: "재생 목록 저장" }),
  asleep: phrase({ en: "Outside its hours: the screens are dark.", ko: "보여 주는 시각이 아니어서 화면이 꺼져 있습니다." }),

  screens: phrase({ en: "Screens", ko: "화면" }),
  noScreens: phrase({
    en: "No screen has reported here within a week.",
    ko: "일주일 안에 알려 온 화면이 없습니다.",
  }),
  screen: phrase({ en: "Screen", ko: "화면" }),
  shows: phrase({ en: "Shows", ko: "보여 주는 것" }),
  lastSeen: phrase({ en: "Last heard of", ko: "마지막 소식" }),
  alive: phrase({ en: "alive", ko: "켜져 있음" }),
  silent: phrase({ en: "silent", ko: "소식 없음" }),
};

export const transitionNames = {
  cut: phrase({ en: "Cut", ko: "바로" }),
  fade: phrase({ en: "Fade", ko: "서서히" }),
  slide: phrase({ en: "Slide", ko: "밀기" }),
};
