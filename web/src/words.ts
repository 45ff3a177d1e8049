// Every sentence of the pages, in each language side by side: a phrase that lacks a language does not compile.

export const languages = ["en", "ko"] as const;
export type Language = (typeof languages)[number];

export type Phrase = Record<Language, string>;
export type PhraseOf<Values extends readonly unknown[]> = Record<Language, (...values: Values) => string>;

export const emotions = [
  "happy",
  "surprised",
  "calm",
  "angry",
  "fear",
  "confused",
  "disgusted",
  "sad",
] as const;
export type Emotion = (typeof emotions)[number];

export const features = [
  "smile",
  "eyeglasses",
  "sunglasses",
  "beard",
  "mustache",
  "eyesOpen",
  "mouthOpen",
] as const;
export type Feature = (typeof features)[number];

export const emotionNames: Record<Emotion, Phrase> = {
  happy: { en: "Happy", ko: "행복" },
  surprised: { en: "Surprised", ko: "놀람" },
  calm: { en: "Calm", ko: "평온" },
  angry: { en: "Angry", ko: "화남" },
  fear: { en: "Afraid", ko: "공포" },
  confused: { en: "Confused", ko: "혼란스러움" },
  disgusted: { en: "Disgusted", ko: "역겨움" },
  sad: { en: "Sad", ko: "슬픔" },
};

// "look", never "are": the camera guesses.
export const looks: Record<Emotion, Phrase> = {
  happy: { en: "You look happy", ko: "행복이 보여요" },
  surprised: { en: "You look surprised", ko: "놀람이 보여요" },
  calm: { en: "You look calm", ko: "평온이 보여요" },
  angry: { en: "You look angry", ko: "화남이 보여요" },
  fear: { en: "You look afraid", ko: "공포가 보여요" },
  confused: { en: "You look confused", ko: "혼란스러움이 보여요" },
  disgusted: { en: "You look disgusted", ko: "역겨움이 보여요" },
  sad: { en: "You look sad", ko: "슬픔이 보여요" },
};

export const chosen: Record<Emotion, Phrase> = {
  happy: { en: "You chose happy", ko: "행복을 골랐어요" },
  surprised: { en: "You chose surprised", ko: "놀람을 골랐어요" },
  calm: { en: "You chose calm", ko: "평온을 골랐어요" },
  angry: { en: "You chose angry", ko: "화남을 골랐어요" },
  fear: { en: "You chose afraid", ko: "공포를 골랐어요" },
  confused: { en: "You chose confused", ko: "혼란스러움을 골랐어요" },
  disgusted: { en: "You chose disgusted", ko: "역겨움을 골랐어요" },
  sad: { en: "You chose sad", ko: "슬픔을 골랐어요" },
};

export const gardenOf: Record<Emotion, Phrase> = {
  happy: { en: "The garden of happiness", ko: "행복의 정원" },
  surprised: { en: "The garden of surprise", ko: "놀람의 정원" },
  calm: { en: "The garden of calm", ko: "평온의 정원" },
  angry: { en: "The garden of anger", ko: "화남의 정원" },
  fear: { en: "The garden of fear", ko: "공포의 정원" },
  confused: { en: "The garden of confusion", ko: "혼란스러움의 정원" },
  disgusted: { en: "The garden of disgust", ko: "역겨움의 정원" },
  sad: { en: "The garden of sadness", ko: "슬픔의 정원" },
};

export const featureNames: Record<Feature, Phrase> = {
  smile: { en: "smile", ko: "웃음" },
  eyeglasses: { en: "eyeglasses", ko: "안경" },
  sunglasses: { en: "sunglasses", ko: "썬글라스" },
  beard: { en: "beard", ko: "수염" },
  mustache: { en: "mustache", ko: "콧수염" },
  eyesOpen: { en: "eyes open", ko: "눈뜨고있음" },
  mouthOpen: { en: "mouth open", ko: "입열고있음" },
};

export const genderNames: Record<"Male" | "Female", Phrase> = {
  Male: { en: "male", ko: "남자" },
  Female: { en: "female", ko: "여자" },
};

// What a button that switches to this language says, in that language.
export const languageNames: Record<Language, string> = { en: "English", ko: "한국어" };

export const phrase = <Words extends Phrase>(words: Words): Phrase => words;
export const phraseOf = <Values extends readonly unknown[]>(words: PhraseOf<Values>): PhraseOf<Values> => words;

// How sure the reading of an expression is, by its confidence in percent, the surest first.
export const sureness: { least: number; words: Phrase }[] = [
  { least: 85, words: { en: "quite sure", ko: "꽤 확실" } },
  { least: 60, words: { en: "fairly sure", ko: "어느 정도 확실" } },
  { least: 35, words: { en: "not very sure", ko: "그다지 확실하지 않음" } },
  { least: 0, words: { en: "hardly more than guessing", ko: "거의 짐작" } },
];

export const words = {
  title: phrase({ en: "Emotion Garden", ko: "감정의 정원" }),
  invitation: phrase({
    en: "Show it your face, and a garden opens for the feeling in it.",
    ko: "얼굴을 보여 주세요. 표정에 담긴 감정의 정원이 열립니다.",
  }),
  begin: phrase({ en: "Begin", ko: "시작하기" }),
  consentHeading: phrase({ en: "Before you look", ko: "보여 주기 전에" }),
  consentGuess: phrase({
    en: "This camera guesses an expression from one photo. It can be wrong: it sees a face, not how you feel.",
    ko: "이 카메라는 사진 한 장으로 표정을 추측합니다. 틀릴 수 있습니다. 얼굴을 볼 뿐, 마음은 알지 못합니다.",
  }),
  consentPhoto: phrase({
    en: "Your photo never leaves the garden’s own machine and is never stored.",
    ko: "사진은 이 정원의 컴퓨터 밖으로 나가지 않으며, 저장하지 않습니다.",
  }),
  consentKept: phrase({
    en: "Kept without a name: the guessed feeling, age group and gender, and which pictures you saw and liked. In the garden, “Forget me” erases all of it.",
    ko: "이름 없이 남는 것: 추측한 감정과 나이대와 성별, 그리고 보거나 좋아한 그림. 정원 안의 ‘나를 잊어 주세요’를 누르면 모두 지워집니다.",
  }),
  useCamera: phrase({ en: "Agree and use the camera", ko: "동의하고 카메라 쓰기" }),
  chooseByHand: phrase({ en: "Choose a feeling by hand", ko: "감정을 직접 고르기" }),
  usePhoto: phrase({ en: "Use a photo instead", ko: "사진 파일로 하기" }),

  cameraHeading: phrase({ en: "Look into the camera", ko: "카메라를 보세요" }),
  cameraNotThere: phrase({ en: "Without a camera", ko: "카메라 없이" }),
  cameraHint: phrase({
    en: "Only what is in this frame is sent, once, three seconds after you press the button.",
    ko: "단추를 누르고 3초 뒤, 이 틀 안의 모습만 한 번 전송됩니다.",
  }),
  cameraPreview: phrase({ en: "Camera preview, mirrored", ko: "거울처럼 보이는 카메라 화면" }),
  cameraStarting: phrase({ en: "Waiting for the camera …", ko: "카메라를 기다리는 중 …" }),
  capture: phrase({ en: "Take the photo", ko: "사진 찍기" }),
  stopCount: phrase({ en: "Wait, not yet", ko: "잠깐만요" }),
  reading: phrase({ en: "Reading the expression …", ko: "표정을 읽는 중 …" }),
  cameraDenied: phrase({
    en: "The camera was not allowed. You can use a photo, or choose a feeling by hand.",
    ko: "카메라가 허용되지 않았습니다. 사진 파일을 쓰거나 감정을 직접 고를 수 있습니다.",
  }),
  cameraMissing: phrase({
    en: "There is no camera here. You can use a photo, or choose a feeling by hand.",
    ko: "카메라가 없습니다. 사진 파일을 쓰거나 감정을 직접 고를 수 있습니다.",
  }),
  cameraBusy: phrase({
    en: "The camera does not answer; another program may be using it. You can use a photo, or choose a feeling by hand.",
    ko: "카메라가 응답하지 않습니다. 다른 프로그램이 쓰고 있을 수 있습니다. 사진 파일을 쓰거나 감정을 직접 고를 수 있습니다.",
  }),
  uploadPhoto: phrase({ en: "Upload a photo", ko: "사진 올리기" }),

  byHandHeading: phrase({ en: "Which feeling?", ko: "어떤 감정인가요?" }),
  byHandHint: phrase({ en: "Touch a petal.", ko: "꽃잎을 누르세요." }),

  guessed: phrase({ en: "A guess from your face", ko: "얼굴에서 추측한 감정" }),
  guessedSure: phraseOf<[string, number]>({
    en: (sure, percent) => `A guess from your face: ${sure} (${percent} of 100)`,
    ko: (sure, percent) => `얼굴에서 추측한 감정: ${sure} (100 중 ${percent})`,
  }),
  byYourself: phrase({ en: "Nobody knows better than you", ko: "가장 잘 아는 사람은 나니까요" }),
  photoAlt: phrase({ en: "The photo just taken", ko: "방금 찍은 사진" }),
  age: phrase({ en: "Age", ko: "나이" }),
  ageRange: phraseOf<[number, number]>({
    en: (low, high) => `${low} to ${high}`,
    ko: (low, high) => `${low} ~ ${high}세`,
  }),
  gender: phrase({ en: "Gender", ko: "성별" }),
  featuresTitle: phrase({ en: "Features", ko: "특징" }),
  noFeatures: phrase({ en: "none found", ko: "찾지 못함" }),
  favorite: phrase({ en: "A favorite thing", ko: "좋아하는 것" }),
  favoriteHint: phrase({
    en: "Optional: an animal or a thing, such as cat",
    ko: "선택 사항: cat처럼 동물이나 사물을 영어로",
  }),
  favoriteChoices: phrase({ en: "What grows here", ko: "이곳에 있는 것" }),
  enterGarden: phrase({ en: "Into the garden", ko: "정원으로" }),
  retake: phrase({ en: "Take another photo", ko: "다시 찍기" }),
  otherFeeling: phrase({ en: "Choose another feeling", ko: "다른 감정 고르기" }),

  opening: phrase({ en: "Opening the garden …", ko: "정원을 여는 중 …" }),
  show: phrase({ en: "Show", ko: "보기" }),
  next: phrase({ en: "Next", ko: "다음" }),
  previous: phrase({ en: "Previous", ko: "이전" }),
  withoutFavorite: phrase({ en: "Show the garden without it", ko: "그것 없이 정원 보기" }),
  startOver: phrase({ en: "Start over", ko: "처음으로" }),
  forgetMe: phrase({ en: "Forget me", ko: "나를 잊어 주세요" }),
  forgottenHeading: phrase({ en: "The garden has forgotten you", ko: "정원이 당신을 잊었습니다" }),
  forgotten: phrase({
    en: "What it knew of your visit is erased: the feeling, age group and gender, and which pictures you saw and liked.",
    ko: "이번 방문에서 알게 된 것을 지웠습니다. 감정과 나이대와 성별, 그리고 보거나 좋아한 그림까지 모두요.",
  }),
  like: phraseOf<[number]>({ en: (n) => `Like picture ${n}`, ko: (n) => `${n}번 그림 좋아요` }),
  dislike: phraseOf<[number]>({ en: (n) => `Not for me: picture ${n}`, ko: (n) => `${n}번 그림은 별로예요` }),
  disliked: phraseOf<[number]>({
    en: (n) => `Picture ${n} is not for you. The garden remembers.`,
    ko: (n) => `${n}번 그림은 마음에 들지 않는군요. 정원이 기억할게요.`,
  }),
  takeHome: phrase({ en: "Take it home", ko: "가져가기" }),
  takeHomeCode: phraseOf<[number]>({
    en: (n) => `QR code: take picture ${n} home on your phone`,
    ko: (n) => `QR 코드: 휴대전화로 ${n}번 그림 가져가기`,
  }),
  takeHomeLink: phraseOf<[number]>({
    en: (n) => `Take it home: picture ${n}`,
    ko: (n) => `${n}번 그림 가져가기`,
  }),
  liked: phraseOf<[number]>({
    en: (n) => `You like picture ${n}. The garden remembers.`,
    ko: (n) => `${n}번 그림을 좋아합니다. 정원이 기억할게요.`,
  }),
  pictureAlt: phraseOf<[number, number, string, string]>({
    en: (n, total, emotion, favorite) =>
      `Picture ${n} of ${total}, grown for ${emotion}${favorite && `, ${favorite}`}`,
    ko: (n, total, emotion, favorite) =>
      `${total}장 중 ${n}번째 그림, 감정: ${emotion}${favorite && `, ${favorite}`}`,
  }),
  pictureGone: phrase({ en: "This picture is no longer here.", ko: "이 그림은 더 이상 없습니다." }),
  place: phraseOf<[number, number, number]>({
    en: (first, last, total) => (first === last ? `${first} of ${total}` : `${first}–${last} of ${total}`),
    ko: (first, last, total) => (first === last ? `${total}장 중 ${first}` : `${total}장 중 ${first}–${last}`),
  }),
  noImages: phrase({ en: "No images", ko: "그림이 없습니다" }),
  noImagesFavorite: phraseOf<[string]>({
    en: (favorite) => `Nothing grows here yet for “${favorite}”. Try another word, or leave it empty.`,
    ko: (favorite) => `‘${favorite}’의 그림은 아직 없습니다. 다른 말을 쓰거나 비워 두세요.`,
  }),
  noImagesYet: phrase({
    en: "Nothing grows here yet for this feeling.",
    ko: "이 감정의 그림은 아직 없습니다.",
  }),
  noImagesGrowing: phrase({
    en: "The first pictures are just being painted. They appear here by themselves.",
    ko: "첫 그림을 그리는 중입니다. 다 그려지면 여기에 저절로 나타납니다.",
  }),
  growing: phraseOf<[number, number]>({
    en: (painted, total) => `The garden is growing: ${painted} of ${total} pictures`,
    ko: (painted, total) => `정원이 자라는 중: 그림 ${total}장 중 ${painted}장`,
  }),

  noFaceHeading: phrase({ en: "No face found", ko: "얼굴을 찾지 못했어요" }),
  noFace: phrase({
    en: "Come a little closer, face the light, and try again.",
    ko: "조금 더 가까이, 밝은 쪽을 보고 다시 해 보세요.",
  }),
  tooLarge: phrase({
    en: "This photo is too large for the garden. Please use a smaller one.",
    ko: "사진이 너무 큽니다. 더 작은 사진을 써 주세요.",
  }),
  notAPicture: phrase({
    en: "This file could not be read as a photo. JPEG and PNG work.",
    ko: "사진으로 읽을 수 없는 파일입니다. JPEG나 PNG를 써 주세요.",
  }),
  tooMany: phrase({
    en: "That was a little too often. Please wait a moment and try again.",
    ko: "요청이 너무 잦았습니다. 잠시 뒤에 다시 해 주세요.",
  }),
  busy: phrase({
    en: "The garden is busy right now. Please try again in a moment.",
    ko: "정원이 지금 바쁩니다. 잠시 뒤에 다시 해 주세요.",
  }),
  offline: phrase({
    en: "The garden cannot be reached. Check the connection and try again.",
    ko: "정원에 연결할 수 없습니다. 연결을 확인하고 다시 해 주세요.",
  }),
  unexpected: phrase({
    en: "Something went wrong in the garden. Please try again.",
    ko: "정원에 문제가 생겼습니다. 다시 해 주세요.",
  }),
  stillHere: phrase({
    en: "Are you still here? Otherwise the garden forgets you and begins anew.",
    ko: "아직 계신가요? 아니면 정원이 방문을 잊고 처음으로 돌아갑니다.",
  }),
  iAmHere: phrase({ en: "I am still here", ko: "네, 있어요" }),
  tryAgain: phrase({ en: "Try again", ko: "다시 하기" }),

  loginTitle: phrase({ en: "Gardener’s entrance", ko: "정원지기 출입구" }),
  loginHint: phrase({
    en: "For those who tend the garden. Visitors need no login.",
    ko: "정원을 돌보는 사람을 위한 곳입니다. 방문객은 로그인이 필요 없습니다.",
  }),
  name: phrase({ en: "Name", ko: "이름" }),
  password: phrase({ en: "Password", ko: "비밀번호" }),
  logIn: phrase({ en: "Log in", ko: "로그인" }),
  loginWrong: phrase({
    en: "The name or the password is not right.",
    ko: "이름이나 비밀번호가 맞지 않습니다.",
  }),
};
