import { phrase, phraseOf } from "../../words";

export const settingsWords = {
  hint: phrase({
    en: "What can be changed while the garden runs. Everything else is in its file of settings.",
    ko: "정원이 켜져 있는 동안 바꿀 수 있는 것들입니다. 나머지는 설정 파일에 있습니다.",
  }),
  begin: phrase({ en: "How a garden begins", ko: "정원 시작하기" }),
  health: phrase({ en: "Health", ko: "상태" }),
  version: phrase({ en: "Version", ko: "버전" }),
  state: phrase({ en: "State", ko: "상태" }),
  running: phrase({ en: "ready", ko: "준비됨" }),
  notRunning: phrase({ en: "does not answer", ko: "응답하지 않음" }),
  disk: phrase({ en: "Disk", ko: "디스크" }),
  diskUse: phraseOf<[string, string, string]>({
    en: (stored, free, capacity) => `${stored} stored; ${free} of ${capacity} free`,
    ko: (stored, free, capacity) => `${stored} 저장됨, ${capacity} 중 ${free} 남음`,
  }),
  data: phrase({ en: "Folder", ko: "폴더" }),
  file: phrase({ en: "Settings file", ko: "설정 파일" }),
  noFile: phrase({
    en: "None is in use: every setting is at its default, a flag or a variable. “emotion-garden config” prints one with all of them; start with --config FILE.",
    ko: "쓰고 있지 않습니다. 모든 설정은 기본값이거나 플래그, 환경 변수입니다. ‘emotion-garden config’가 모든 설정이 든 파일을 보여 주며, --config 파일로 시작하면 됩니다.",
  }),
  endpoints: phrase({ en: "Painters", ko: "화가" }),
  endpointsHint: phrase({
    en: "Which painters there are is the setting painters of that file; a change takes a restart.",
    ko: "어떤 화가를 쓸지는 설정 파일의 painters에서 정하며, 바꾸면 다시 시작해야 합니다.",
  }),
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

  consent: phrase({ en: "Words for visitors", ko: "방문객 안내문" }),
  consentHint: phrase({
    en: "Shown before the camera, under what the page itself says of it: who runs this garden, say, and whom to ask. Empty: nothing.",
    ko: "카메라를 쓰기 전, 화면의 안내 아래에 보입니다. 누가 이 정원을 운영하는지, 누구에게 물어보면 되는지 적어 주세요. 비우면 보이지 않습니다.",
  }),
  retention: phrase({ en: "How long things are kept", ko: "보관 기간" }),
  retentionHint: phrase({
    en: "In days. Afterwards they go for ever; at work within half an hour. Wins over the file. What was learned from a visitor goes at the next start. Photos of visitors are never kept.",
    ko: "단위는 일입니다. 지나면 아주 지워지며, 반 시간 안에 적용됩니다. 설정 파일보다 우선합니다. 방문객에게서 배운 것은 다음에 시작할 때 잊습니다. 방문객의 사진은 보관하지 않습니다.",
  }),
  trashDays: phrase({ en: "Pictures in the trash", ko: "휴지통의 그림" }),
  jobDays: phrase({ en: "Jobs that are over", ko: "끝난 일" }),
  visitorDays: phrase({ en: "Visitors not seen again", ko: "다시 오지 않은 방문객" }),
  visitorDaysHint: phrase({ en: "0: for ever", ko: "0: 계속 보관" }),
  keyPairs: phrase({ en: "Keys", ko: "키" }),
  keyPairsHint: phrase({
    en: "Pairs for tools that speak S3, Rekognition or Personalize to this garden.",
    ko: "이 정원에 S3, Rekognition, Personalize로 접속하는 도구가 쓰는 키 쌍입니다.",
  }),
  noKeys: phrase({
    en: "There is none here. One that the environment gives the server is not listed.",
    ko: "여기에는 없습니다. 환경 변수로 준 키는 나오지 않습니다.",
  }),
  addFull: phrase({ en: "New pair, full access", ko: "새 키 (모든 권한)" }),
  addRead: phrase({ en: "New pair, read only", ko: "새 키 (읽기 전용)" }),
  keyMade: phrase({
    en: "The new pair. Its secret is not shown here again.",
    ko: "새 키 쌍입니다. 비밀 키는 여기서 다시 볼 수 없습니다.",
  }),
  accessKey: phrase({ en: "Access key", ko: "액세스 키" }),
  secretKey: phrase({ en: "Secret key", ko: "비밀 키" }),
  willRemoveKey: phraseOf<[string]>({
    en: (key) => `The pair ${key} will be removed.`,
    ko: (key) => `${key} 키 쌍을 지웁니다.`,
  }),

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
    en: "With any S3 tool, while the garden runs.",
    ko: "정원이 켜져 있는 동안 아무 S3 도구로나 할 수 있습니다.",
  }),
  noListener: phrase({
    en: "The S3 listener is switched off: set s3_listen, 127.0.0.1:9000 say, and start again.",
    ko: "S3 접속이 꺼져 있습니다. s3_listen을 127.0.0.1:9000처럼 정하고 다시 시작하세요.",
  }),
  wholeBackup: phraseOf<[string]>({
    en: (folder) => `All of it, likes and settings too: copy ${folder} while the server is stopped; emotion-garden check --data COPY proves the copy.`,
    ko: (folder) => `좋아요와 설정까지 모두: 서버를 멈추고 ${folder} 폴더를 복사하세요. emotion-garden check --data 복사본으로 확인할 수 있습니다.`,
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

export const permissionNames = {
  full: phrase({ en: "full access", ko: "모든 권한" }),
  read: phrase({ en: "read only", ko: "읽기 전용" }),
};
