import { phrase, phraseOf } from "../../words";

export const insightWords = {
  hint: phraseOf<[string, string]>({
    en: (slates, since) => `Of the latest ${slates} rounds of pictures that visitors saw, since ${since}.`,
    ko: (slates, since) => `${since}부터 방문객이 본 최근 ${slates}번의 그림 묶음을 바탕으로 합니다.`,
  }),
  hintOfNothing: phrase({
    en: "What visitors see and like, and how well the garden guesses it.",
    ko: "방문객이 무엇을 보고 좋아하는지, 정원이 그것을 얼마나 잘 맞히는지 보여 줍니다.",
  }),
  nothing: phrase({
    en: "Nothing is known yet: no visitor has seen a picture.",
    ko: "아직 알려진 것이 없습니다. 그림을 본 방문객이 없습니다.",
  }),
  nothingHint: phrase({
    en: "The first figures are here as soon as somebody walks through the garden.",
    ko: "누군가 정원을 거닐면 바로 첫 숫자가 나타납니다.",
  }),
  openGarden: phrase({ en: "Open the garden", ko: "정원 열기" }),

  visitorsCame: phrase({ en: "visitors came", ko: "방문객이 다녀감" }),
  rounds: phrase({ en: "rounds of pictures seen", ko: "그림 묶음을 봄" }),
  likedShare: phrase({ en: "of the pictures shown were liked", ko: "본 그림을 좋아한 비율" }),
  coverageShare: phrase({ en: "of the garden’s pictures were seen", ko: "정원 그림 가운데 보인 비율" }),
  explorationShare: phrase({ en: "of the recommendations explore", ko: "추천 가운데 탐색한 비율" }),

  beats: phrase({ en: "Does the recommender beat popularity?", ko: "추천이 인기순보다 나은가요?" }),
  group: phrase({ en: "Of which likes", ko: "어떤 좋아요를 볼지" }),
  noQuestions: phrase({
    en: "Nothing is known yet: none of these pictures was liked since it was asked about.",
    ko: "아직 알려진 것이 없습니다. 물어본 그림 가운데 좋아한 것이 없습니다.",
  }),
  tooFew: phraseOf<[string]>({
    en: (n) => `Too early to tell. Likes judged so far: ${n}; from a hundred on, the figures say something.`,
    ko: (n) => `아직 판단하기 이릅니다. 지금까지 견준 좋아요는 ${n}건이며, 100건부터 의미가 있습니다.`,
  }),
  better: phraseOf<[string, string]>({
    en: (share, n) => `Yes: what visitors like stands ${share} higher (NDCG@10, of ${n} likes judged).`,
    ko: (share, n) => `네. 방문객이 좋아한 그림을 ${share} 더 위에 놓았습니다 (NDCG@10, 견준 좋아요 ${n}건).`,
  }),
  notBetter: phraseOf<[string, string]>({
    en: (share, n) => `No: what visitors like stands ${share} lower (NDCG@10, of ${n} likes judged).`,
    ko: (share, n) => `아니요. 방문객이 좋아한 그림을 ${share} 더 아래에 놓았습니다 (NDCG@10, 견준 좋아요 ${n}건).`,
  }),
  same: phraseOf<[string]>({
    en: (n) => `They are equally good (NDCG@10, of ${n} likes judged).`,
    ko: (n) => `둘이 비슷합니다 (NDCG@10, 견준 좋아요 ${n}건).`,
  }),
  howJudged: phrase({
    en: "Both are asked before a visitor likes something, and judged by where it stands in their lists. Popularity ranks by likes per showing; it is at a disadvantage, for visitors choose among what the recommender chose.",
    ko: "방문객이 그림을 좋아하기 전에 둘 다에게 순서를 물어, 좋아한 그림이 몇 번째였는지로 견줍니다. 인기순은 보인 횟수에 대한 좋아요로 순서를 정합니다. 방문객은 추천이 고른 그림 가운데서 고르므로 인기순이 조금 불리합니다.",
  }),
  measure: phrase({ en: "Measure", ko: "지표" }),
  recommender: phrase({ en: "Recommender", ko: "추천" }),
  popularity: phrase({ en: "Popularity", ko: "인기순" }),
  difference: phrase({ en: "Difference", ko: "차이" }),

  coverage: phrase({ en: "How much of the garden is seen", ko: "정원이 얼마나 보이나요" }),
  coverageHint: phraseOf<[string]>({
    en: (pictures) => `Shares of the ${pictures} pictures that are in the garden now. Both rankings: among the first three of their answers.`,
    ko: (pictures) => `지금 정원에 있는 그림 ${pictures}장 가운데 차지하는 비율입니다. 추천과 인기순은 답의 처음 세 장 안에 든 그림을 셉니다.`,
  }),
  coverageBy: phrase({ en: "Pictures", ko: "그림" }),
  coverageShown: phrase({ en: "Seen by visitors", ko: "방문객이 봄" }),
  share: phrase({ en: "Share", ko: "비율" }),

  visitors: phrase({ en: "Visitors", ko: "방문객" }),
  shown: phrase({ en: "Shown", ko: "보임" }),
  liked: phrase({ en: "Liked", ko: "좋아함" }),
  clickRate: phrase({ en: "Rate", ko: "비율" }),
  byFeeling: phrase({ en: "Seen and liked, by feeling", ko: "감정별로 보고 좋아한 그림" }),
  byGeneration: phrase({ en: "By generation", ko: "세대별" }),
  byGender: phrase({ en: "By gender", ko: "성별" }),
  byHour: phrase({ en: "By hour of the day", ko: "시간대별" }),
  byPosition: phrase({ en: "Likes by place on the screen", ko: "화면 자리별 좋아요" }),
  positionHint: phrase({
    en: "How often a picture is liked where it stands; 8 is every place from there on.",
    ko: "그 자리에 놓인 그림을 좋아한 비율입니다. 8은 여덟째 자리부터 모두를 뜻합니다.",
  }),
  generation: phrase({ en: "Generation", ko: "세대" }),
  gender: phrase({ en: "Gender", ko: "성별" }),
  hour: phrase({ en: "Hour", ko: "시" }),
  position: phrase({ en: "Place", ko: "자리" }),
  unknown: phrase({ en: "not known", ko: "알 수 없음" }),

  pictures: phrase({ en: "Pictures by feeling", ko: "감정별 그림" }),
  chartOf: phraseOf<[string]>({
    en: (title) => `Bars: ${title}. The table beside them has the same figures.`,
    ko: (title) => `막대그래프: ${title}. 옆의 표에 같은 숫자가 있습니다.`,
  }),
  tableOf: phraseOf<[string]>({ en: (title) => `Table: ${title}`, ko: (title) => `표: ${title}` }),
  csv: phrase({ en: "CSV", ko: "CSV" }),
  csvOf: phraseOf<[string]>({
    en: (title) => `CSV: download “${title}”`,
    ko: (title) => `CSV: ‘${title}’ 받기`,
  }),

  why: phrase({ en: "Why is a picture shown?", ko: "그림이 왜 보이나요?" }),
  whyThis: phrase({ en: "Why is it shown?", ko: "왜 보이나요?" }),
  picture: phrase({ en: "Key or address of the picture", ko: "그림의 키나 주소" }),
  visitor: phrase({ en: "Visitor", ko: "방문객" }),
  visitorHint: phrase({ en: "An id; empty: somebody new", ko: "번호. 비우면 처음 온 사람" }),
  explain: phrase({ en: "Explain", ko: "설명 보기" }),
  forVisitor: phrase({ en: "For a certain visitor", ko: "어떤 방문객에게는" }),
  place: phraseOf<[string, string]>({
    en: (place, chance) => `It stands in place ${place}; the chance that it is liked is ${chance}.`,
    ko: (place, chance) => `${place}번째에 있고, 좋아할 가능성은 ${chance}입니다.`,
  }),
  serverWords: phrase({ en: "In the recommender’s words", ko: "추천기의 설명 (영어)" }),
  partsHint: phrase({
    en: "What makes the chance, in log-odds: more than 0 speaks for the picture, less against it.",
    ko: "가능성을 이루는 것들입니다 (로그 오즈). 0보다 크면 그림에 유리하고, 작으면 불리합니다.",
  }),
};

export const groupNames = {
  all: phrase({ en: "All", ko: "모두" }),
  newVisitors: phrase({ en: "New visitors", ko: "새 방문객" }),
  newPictures: phrase({ en: "New pictures", ko: "새 그림" }),
};

// Names of the field, the same in every language.
export const qualityNames = {
  ndcg5: "NDCG@5",
  ndcg10: "NDCG@10",
  ndcg25: "NDCG@25",
  mrr25: "MRR@25",
  precision5: "P@5",
  precision10: "P@10",
  precision25: "P@25",
};

export const generationNames = {
  toddler: phrase({ en: "Toddler", ko: "유아" }),
  child: phrase({ en: "Child", ko: "어린이" }),
  teenager: phrase({ en: "Teenager", ko: "청소년" }),
  "young-adult": phrase({ en: "Young adult", ko: "청년" }),
  adult: phrase({ en: "Adult", ko: "성인" }),
  "middle-age": phrase({ en: "Middle age", ko: "중년" }),
  elder: phrase({ en: "Elder", ko: "노년" }),
};

// The numbers of an explanation (openapi.yaml, /api/v1/explain) in the order in which they are told.
export const partNames = {
  base: phrase({ en: "Any picture of the feeling", ko: "이 감정의 그림이면" }),
  emotion: phrase({ en: "Its look, in this feeling", ko: "이 감정에서 이런 모습" }),
  generation: phrase({ en: "Its look, for the generation", ko: "이 세대에게 이런 모습" }),
  gender: phrase({ en: "Its look, for the gender", ko: "이 성별에게 이런 모습" }),
  visitor: phrase({ en: "Its look, for this visitor", ko: "이 방문객에게 이런 모습" }),
  picture: phrase({ en: "The picture itself", ko: "그림 자체" }),
  uncertainty: phrase({ en: "Not sure by ±", ko: "불확실한 정도 ±" }),
};

export const countNames = {
  showings: phrase({ en: "Shown so far, times", ko: "지금까지 보인 횟수" }),
  seen: phrase({ en: "Of those to this visitor", ko: "그중 이 방문객에게" }),
};
