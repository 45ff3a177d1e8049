import { phrase, phraseOf } from "../../words";

export const settingsWords = {
  hint: phrase({
    en: "What can be changed while the garden runs. Everything else is in its file of settings.",
    ko: "정원이 켜져 있는 동안 바꿀 수 있는 것들입니다. 나머지는 설정 파일에 있습니다.",
  }),
  health: phrase({ en: "Health", ko: "상태" }),
  version: phrase({ en: "Version", ko: "버전" }),
  state: phrase({ en: "State", ko: "상태" }),
  running: phrase({ en: "ready", ko: "준비됨" }),
  firstGarden: phrase({ en: "First garden", ko: "첫 정원" }),
  gardenStates: {
    none: phrase({ en: "not wanted", ko: "만들지 않음" }),
    growing: phrase({ en: "growing", ko: "자라는 중" }),
    grown: phrase({ en: "grown", ko: "다 자람" }),
  },
  painted: phraseOf<[string, string]>({ en: (n, of) => `${n} of ${of}`, ko: (n, of) => `${of}장 중 ${n}장` }),

  looks: phrase({ en: "This page", ko: "이 화면" }),
  theme: phrase({ en: "Light and dark", ko: "밝기" }),
  language: phrase({ en: "Language", ko: "언어" }),
  keyboard: phrase({ en: "Keys that work here", ko: "쓸 수 있는 키" }),

  denied: phrase({ en: "Denied words", ko: "금지어" }),
  deniedHint: phrase({
    en: "An order whose prompt holds one of them is refused. One a line.",
    ko: "이 말이 든 프롬프트의 주문은 거절합니다. 한 줄에 하나씩 적습니다.",
  }),
  deniedList: phrase({ en: "Words", ko: "말" }),

  webhooks: phrase({ en: "Webhooks", ko: "웹훅" }),
  webhooksHint: phrase({
    en: "Who is told of what happens here, with a signed POST.",
    ko: "이곳의 일을 서명된 POST로 알릴 곳입니다.",
  }),
  noWebhooks: phrase({ en: "Nobody is told of anything yet.", ko: "아직 알릴 곳이 없습니다." }),
  addWebhook: phrase({ en: "Add a webhook", ko: "웹훅 더하기" }),
  name: phrase({ en: "Name", ko: "이름" }),
  address: phrase({ en: "Address", ko: "주소" }),
  secret: phrase({ en: "Secret", ko: "비밀 값" }),
  secretHint: phrase({
    en: "At least 16 characters; it cannot be read back",
    ko: "16자 이상이며 다시 볼 수 없습니다",
  }),
  events: phrase({ en: "Tells of", ko: "알릴 일" }),
  test: phrase({ en: "Test", ko: "시험" }),
  delivered: phraseOf<[number]>({
    en: (status) => `Delivered: the receiver answered ${status}.`,
    ko: (status) => `전달했습니다. 응답 ${status}.`,
  }),
  notDelivered: phraseOf<[string]>({
    en: (answer) => `Not delivered: ${answer}`,
    ko: (answer) => `전달하지 못했습니다: ${answer}`,
  }),
  waiting: phraseOf<[number]>({ en: (n) => `${n} waiting`, ko: (n) => `${n}건 대기` }),
  failing: phraseOf<[number]>({ en: (n) => `failed ${n} times in a row`, ko: (n) => `연달아 ${n}번 실패` }),
  willRemove: phraseOf<[string]>({
    en: (name) => `The webhook “${name}” will be removed.`,
    ko: (name) => `‘${name}’ 웹훅을 지웁니다.`,
  }),

  backup: phrase({ en: "Backup and restore", ko: "백업과 복원" }),
  backupHint: phrase({
    en: "With any S3 tool, while the garden runs. Put the address of its S3 listener in place of the one here.",
    ko: "정원이 켜져 있는 동안 아무 S3 도구로나 할 수 있습니다. 주소는 이 정원의 S3 주소로 바꾸세요.",
  }),
  savePictures: phrase({ en: "Save the garden’s pictures", ko: "정원의 그림 저장하기" }),
  restorePictures: phrase({ en: "Put them back", ko: "그림 되돌려 놓기" }),
  deployPages: phrase({ en: "Deploy your own pages", ko: "직접 만든 화면 올리기" }),
  keys: phrase({ en: "Access keys for it, on the garden’s machine", ko: "접속 키 (정원의 컴퓨터에서)" }),
  copyLine: phraseOf<[string]>({ en: (line) => `Copy: ${line}`, ko: (line) => `복사: ${line}` }),
};

export const eventNames = {
  "picture.created": phrase({ en: "a picture came", ko: "그림이 들어옴" }),
  "picture.published": phrase({ en: "a picture was published", ko: "그림을 공개함" }),
  "picture.removed": phrase({ en: "a picture was removed", ko: "그림을 빼냄" }),
  "job.failed": phrase({ en: "a job failed", ko: "일이 실패함" }),
  "visitor.liked": phrase({ en: "a visitor liked a picture", ko: "방문객이 그림을 좋아함" }),
};
