import { phrase, phraseOf } from "../../words";

export const beginWords = {
  title: phrase({ en: "A garden begins", ko: "정원을 시작합니다" }),
  lead: phrase({
    en: "From nothing to a garden that visitors can walk through, in three steps.",
    ko: "빈 땅에서 방문객이 거닐 정원까지, 세 단계면 됩니다.",
  }),

  there: phrase({ en: "See what is there", ko: "준비된 것 확인하기" }),
  faces: phrase({ en: "Faces", ko: "얼굴 읽기" }),
  facesWell: phrase({ en: "The models are there: expressions can be read.", ko: "모델이 있어 표정을 읽을 수 있습니다." }),
  painter: phrase({ en: "Painter", ko: "화가" }),
  painterWell: phraseOf<[string]>({ en: (name) => `${name} can paint.`, ko: (name) => `${name} 화가가 그릴 수 있습니다.` }),
  painterIll: phraseOf<[string, string]>({
    en: (name, why) => `${name} cannot paint now: ${why}`,
    ko: (name, why) => `${name} 화가가 지금은 그릴 수 없습니다: ${why}`,
  }),
  disk: phrase({ en: "Disk", ko: "디스크" }),
  diskFree: phraseOf<[string, string]>({
    en: (free, pictures) => `${free} free: room for some ${pictures} pictures.`,
    ko: (free, pictures) => `${free} 남음: 그림 약 ${pictures}장을 둘 수 있습니다.`,
  }),
  pictures: phrase({ en: "Pictures", ko: "그림" }),
  noPictures: phrase({ en: "None yet. The next step changes that.", ko: "아직 없습니다. 다음 단계에서 심습니다." }),
  pictureCount: phraseOf<[string, string]>({
    en: (garden, pool) => `${garden} in the garden, ${pool} in the pool.`,
    ko: (garden, pool) => `정원에 ${garden}장, 보관함에 ${pool}장 있습니다.`,
  }),

  plant: phrase({ en: "Plant it", ko: "심기" }),
  plantHint: phrase({
    en: "The flower painter, which is built in and needs no model, paints for each of the eight feelings, wide pictures and tall ones. Other painters and your own prompts can follow at any time.",
    ko: "따로 모델이 필요 없는 내장 꽃 화가가 여덟 감정마다 가로 그림과 세로 그림을 그립니다. 다른 화가나 직접 쓴 프롬프트는 언제든 더할 수 있습니다.",
  }),
  size: phrase({ en: "How large", ko: "얼마나 크게" }),
  sizes: {
    "1": phrase({ en: "A bed", ko: "꽃밭" }),
    "3": phrase({ en: "A garden", ko: "정원" }),
    "12": phrase({ en: "A park", ko: "공원" }),
  },
  sizeCount: phraseOf<[string]>({ en: (n) => `${n} pictures`, ko: (n) => `그림 ${n}장` }),
  go: phrase({ en: "Plant the garden", ko: "정원 심기" }),
  goMore: phrase({ en: "Plant more", ko: "더 심기" }),
  growing: phraseOf<[string, string]>({
    en: (painted, total) => `The garden grows: ${painted} of ${total} pictures.`,
    ko: (painted, total) => `정원이 자라고 있습니다: 그림 ${total}장 중 ${painted}장.`,
  }),
  growingHint: phrase({
    en: "You need not stay: it goes on by itself, also after a restart.",
    ko: "기다리지 않아도 됩니다. 다시 켠 뒤에도 저절로 이어집니다.",
  }),
  grown: phraseOf<[string]>({
    en: (n) => `The garden has grown: ${n} pictures.`,
    ko: (n) => `정원이 다 자랐습니다: 그림 ${n}장.`,
  }),
  newest: phrase({ en: "The newest pictures", ko: "가장 새로운 그림" }),

  open: phrase({ en: "Open it", ko: "열기" }),
  kiosk: phrase({ en: "The kiosk", ko: "키오스크" }),
  kioskHint: phrase({
    en: "On the machine that visitors stand before. It takes the whole screen at the first touch.",
    ko: "방문객 앞에 놓을 컴퓨터에서 엽니다. 처음 만지면 화면 전체를 씁니다.",
  }),
  display: phrase({ en: "A display", ko: "전시 화면" }),
  displayHint: phrase({
    en: "On the machine behind a screen on the wall. Choose its pictures at Displays.",
    ko: "벽에 걸린 화면의 컴퓨터에서 엽니다. 그림은 전시에서 고릅니다.",
  }),
  keys: phrase({ en: "Keys for other programs", ko: "다른 프로그램의 키" }),
  keysHint: phrase({
    en: "With a key pair, backups and tools that speak S3 reach the pictures.",
    ko: "키 쌍이 있으면 백업과 S3 도구가 그림에 닿습니다.",
  }),
};
