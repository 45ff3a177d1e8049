import { phrase, phraseOf } from "../../words";

export const insightWords = {
  hint: phrase({
    en: "Which pictures there are for each feeling, and why one stands where it does.",
    ko: "감정마다 어떤 그림이 있는지, 그림이 왜 그 자리에 있는지 보여 줍니다.",
  }),
  byFeeling: phrase({ en: "Pictures by feeling", ko: "감정별 그림" }),
  chart: phraseOf<[string, string, string]>({
    en: (feeling, garden, pool) => `${feeling}: ${garden} in the garden, ${pool} in the pool`,
    ko: (feeling, garden, pool) => `${feeling}: 정원 ${garden}장, 보관함 ${pool}장`,
  }),
  all: phrase({ en: "All", ko: "모두" }),
  csv: phrase({ en: "Download as CSV", ko: "CSV로 받기" }),
  why: phrase({ en: "Why is a picture shown?", ko: "그림이 왜 보이나요?" }),
  picture: phrase({ en: "Key or address of the picture", ko: "그림의 키나 주소" }),
  visitor: phrase({ en: "Visitor", ko: "방문객" }),
  visitorHint: phrase({ en: "An id; may stay empty", ko: "번호. 비워도 됩니다" }),
  explain: phrase({ en: "Explain", ko: "설명 보기" }),
  serverWords: phrase({ en: "In the recommender’s words", ko: "추천기의 설명 (영어)" }),
};
