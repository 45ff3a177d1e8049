// The sentences of the share page.

import { phrase, phraseOf } from "../words";

export const shareWords = {
  heading: phraseOf<[string]>({
    en: (emotion) => `Grown for feeling ${emotion}`,
    ko: (emotion) => `${emotion}의 그림`,
  }),
  headingPlain: phrase({ en: "A picture of the garden", ko: "정원의 그림" }),
  alt: phrase({ en: "The picture that this page is about", ko: "이 페이지의 그림" }),
  download: phrase({ en: "Download the picture", ko: "그림 내려받기" }),
  toGarden: phrase({ en: "Visit the garden", ko: "정원으로 가기" }),
  howMade: phrase({ en: "How it was made", ko: "어떻게 만들어졌나요" }),

  // The marks follow the digital source types of IPTC: trained algorithmic media, and algorithmic media.
  byModel: phrase({
    en: "Made by AI: an image model painted this picture from a text.",
    ko: "AI가 만든 그림입니다. 이미지 모델이 글을 읽고 그렸습니다.",
  }),
  byAlgorithm: phrase({
    en: "Made by a program: drawn by rules from a text, without a trained AI model and without a human hand.",
    ko: "프로그램이 만든 그림입니다. 학습한 AI 모델도 사람의 손도 없이, 글을 읽고 규칙에 따라 그렸습니다.",
  }),
  byUnknown: phrase({
    en: "How this picture was made is not on record. It may be made by AI.",
    ko: "이 그림이 어떻게 만들어졌는지 기록이 없습니다. AI가 만들었을 수 있습니다.",
  }),

  prompt: phrase({ en: "From the words", ko: "바탕이 된 글" }),
  negativePrompt: phrase({ en: "Without", ko: "뺀 것" }),
  painter: phrase({ en: "Painted by", ko: "그린 이" }),
  seed: phrase({ en: "Seed", ko: "시드" }),
  steps: phrase({ en: "Steps", ko: "단계" }),
  guidance: phrase({ en: "Guidance", ko: "가이던스" }),
  size: phrase({ en: "Size", ko: "크기" }),
  added: phrase({ en: "Grown on", ko: "자란 날" }),
  favorite: phrase({ en: "Favorite", ko: "좋아하는 것" }),
  licence: phrase({ en: "Licence", ko: "이용 조건" }),
  licenceDefault: phrase({
    en: "For your personal use. For anything else, please ask the house that shows this garden.",
    ko: "개인적으로 쓰실 수 있습니다. 그 밖의 이용은 이 정원을 여는 곳에 문의해 주세요.",
  }),

  visit: phrase({ en: "Your visit", ko: "나의 방문" }),
  visitKept: phrase({
    en: "This link is yours alone. Kept of your visit, without a name: the guessed feeling, age group and gender, and which pictures you saw and liked.",
    ko: "이 링크는 방문하신 분만의 것입니다. 이름 없이 남아 있는 것: 추측한 감정과 나이대와 성별, 그리고 보거나 좋아한 그림.",
  }),

  gone: phrase({ en: "This picture is not here", ko: "그림이 없습니다" }),
  goneReason: phrase({
    en: "It may have been taken out of the garden, or the address is not complete.",
    ko: "정원에서 치워졌거나 주소가 온전하지 않을 수 있습니다.",
  }),
};
