// What the studio's frame and its shared parts say. Each page has a table of its own beside it.

import { type Emotion, emotionNames, emotions, phrase, phraseOf } from "../words";

export const words = {
  studio: phrase({ en: "Studio", ko: "작업실" }),
  navigation: phrase({ en: "Studio", ko: "작업실" }),
  skip: phrase({ en: "To the content", ko: "본문으로" }),
  queue: phrase({ en: "Queue", ko: "대기열" }),
  make: phrase({ en: "Make", ko: "그리기" }),
  pictures: phrase({ en: "Pictures", ko: "그림" }),
  pool: phrase({ en: "Pool", ko: "보관함" }),
  garden: phrase({ en: "Garden", ko: "정원" }),
  trash: phrase({ en: "Trash", ko: "휴지통" }),
  bulk: phrase({ en: "Bulk", ko: "대량" }),
  displays: phrase({ en: "Displays", ko: "전시" }),
  insights: phrase({ en: "Insights", ko: "통계" }),
  settings: phrase({ en: "Settings", ko: "설정" }),
  logOut: phrase({ en: "Log out", ko: "로그아웃" }),
  keyboard: phrase({ en: "Keyboard", ko: "키보드" }),

  loading: phrase({ en: "Loading …", ko: "불러오는 중 …" }),
  tryAgain: phrase({ en: "Try again", ko: "다시 하기" }),
  undo: phrase({ en: "Undo", ko: "되돌리기" }),
  close: phrase({ en: "Close", ko: "닫기" }),
  showMore: phrase({ en: "Show more", ko: "더 보기" }),
  save: phrase({ en: "Save", ko: "저장" }),
  saved: phrase({ en: "Saved.", ko: "저장했습니다." }),
  remove: phrase({ en: "Remove", ko: "빼기" }),
  copy: phrase({ en: "Copy", ko: "복사" }),
  copied: phrase({ en: "Copied.", ko: "복사했습니다." }),
  emotion: phrase({ en: "Feeling", ko: "감정" }),
  favorite: phrase({ en: "Favorite", ko: "좋아하는 것" }),
  any: phrase({ en: "Any", ko: "모두" }),
  orientation: phrase({ en: "Orientation", ko: "방향" }),
  landscape: phrase({ en: "Landscape", ko: "가로" }),
  portrait: phrase({ en: "Portrait", ko: "세로" }),

  refused: phraseOf<[string]>({
    en: (sentence) => `The garden refused: ${sentence}`,
    ko: (sentence) => `정원이 거절했습니다: ${sentence}`,
  }),
  busy: phrase({
    en: "The garden is busy right now. Please try again in a moment.",
    ko: "정원이 지금 바쁩니다. 잠시 뒤에 다시 해 주세요.",
  }),
  offline: phrase({
    en: "The garden cannot be reached. Check that it runs, and the network.",
    ko: "정원에 연결할 수 없습니다. 서버가 켜져 있는지와 네트워크를 확인해 주세요.",
  }),
  unexpected: phrase({
    en: "Something went wrong in the garden. Its log has the reason.",
    ko: "정원에 문제가 생겼습니다. 이유는 로그에 있습니다.",
  }),
  reconnecting: phrase({
    en: "The garden cannot be reached. What you see may be old; it goes on by itself when the garden is back.",
    ko: "정원에 연결할 수 없습니다. 지금 보이는 내용은 예전 것일 수 있으며, 다시 연결되면 저절로 이어집니다.",
  }),

  seconds: phraseOf<[string]>({ en: (n) => `${n} s`, ko: (n) => `${n}초` }),
  minutes: phraseOf<[string]>({ en: (n) => `${n} min`, ko: (n) => `${n}분` }),
  hours: phraseOf<[string]>({ en: (n) => `${n} h`, ko: (n) => `${n}시간` }),
  justNow: phrase({ en: "just now", ko: "방금" }),
  ago: phraseOf<[string]>({ en: (time) => `${time} ago`, ko: (time) => `${time} 전` }),
};

export const themeNames = {
  system: phrase({ en: "As the system", ko: "시스템 설정대로" }),
  light: phrase({ en: "Light", ko: "밝게" }),
  dark: phrase({ en: "Dark", ko: "어둡게" }),
};

export function isEmotion(text: string): text is Emotion {
  return (emotions as readonly string[]).includes(text);
}

export const keyWords = {
  title: phrase({ en: "Keyboard", ko: "키보드" }),
  everywhere: phrase({ en: "Everywhere", ko: "어디서나" }),
  inGrid: phrase({ en: "In the grid of pictures", ko: "그림 목록에서" }),
  inView: phrase({ en: "In the big view", ko: "크게 보기에서" }),
  inPrompt: phrase({ en: "In a prompt", ko: "프롬프트에서" }),
  sheet: phrase({ en: "This sheet", ko: "이 안내" }),
  undo: phrase({ en: "Undo what was told last", ko: "마지막 일을 되돌리기" }),
  goQueue: phrase({ en: "To the queue", ko: "대기열로" }),
  goMake: phrase({ en: "To Make", ko: "그리기로" }),
  goPool: phrase({ en: "To the pool", ko: "보관함으로" }),
  goGarden: phrase({ en: "To the garden", ko: "정원으로" }),
  goDisplays: phrase({ en: "To the displays", ko: "전시로" }),
  walk: phrase({ en: "From picture to picture", ko: "그림에서 그림으로" }),
  open: phrase({ en: "Open the big view", ko: "크게 보기" }),
  select: phrase({ en: "Select or unselect", ko: "고르거나 고르지 않기" }),
  range: phrase({ en: "Select from the last one to here", ko: "마지막 것부터 여기까지 고르기" }),
  all: phrase({ en: "Select all that are loaded", ko: "불러온 것을 모두 고르기" }),
  none: phrase({ en: "Select none, or close", ko: "고르기를 그만두거나 닫기" }),
  publish: phrase({ en: "Publish to the garden", ko: "정원에 공개하기" }),
  unpublish: phrase({ en: "Back to the pool", ko: "보관함으로 되돌리기" }),
  remove: phrase({ en: "Into the trash", ko: "휴지통으로" }),
  restore: phrase({ en: "Restore from the trash", ko: "휴지통에서 되살리기" }),
  dislike: phrase({ en: "Dislike, or no longer", ko: "싫어요 표시하거나 지우기" }),
  heavier: phrase({ en: "More weight for the selected words", ko: "고른 말의 가중치 올리기" }),
  lighter: phrase({ en: "Less weight for the selected words", ko: "고른 말의 가중치 내리기" }),
};

export { emotionNames, emotions };
