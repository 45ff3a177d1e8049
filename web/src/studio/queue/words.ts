import { phrase, phraseOf } from "../../words";
import type { JobState } from "../client";

export const queueWords = {
  nothing: phrase({ en: "Nothing waits.", ko: "기다리는 일이 없습니다." }),
  ahead: phraseOf<[string, string]>({
    en: (running, waiting) => `${running} being painted, ${waiting} waiting.`,
    ko: (running, waiting) => `${running}건을 그리는 중이고 ${waiting}건이 기다립니다.`,
  }),
  paused: phrase({
    en: "The queue is paused: what is being painted ends, nothing else begins.",
    ko: "대기열이 멈춰 있습니다. 그리던 것은 마치고, 새로 시작하지 않습니다.",
  }),
  pause: phrase({ en: "Pause", ko: "멈추기" }),
  resume: phrase({ en: "Go on", ko: "이어 가기" }),
  cancelWaiting: phrase({ en: "Cancel what waits", ko: "기다리는 것 취소" }),
  cancelAll: phrase({ en: "Cancel all", ko: "모두 취소" }),
  willCancelWaiting: phrase({ en: "All that waits will be cancelled.", ko: "기다리는 일을 모두 취소합니다." }),
  willCancelAll: phrase({
    en: "All that waits or is being painted will be cancelled.",
    ko: "기다리거나 그리고 있는 일을 모두 취소합니다.",
  }),
  cancelledMany: phraseOf<[string]>({ en: (n) => `Cancelled: ${n}.`, ko: (n) => `${n}건을 취소했습니다.` }),
  retryAll: phrase({ en: "Try all again", ko: "모두 다시 하기" }),
  retriedMany: phraseOf<[string]>({
    en: (n) => `Back in the queue: ${n}.`,
    ko: (n) => `${n}건이 다시 대기열에 들어갔습니다.`,
  }),
  cancel: phrase({ en: "Cancel", ko: "취소" }),
  cancelled: phrase({ en: "The job is cancelled.", ko: "일을 취소했습니다." }),
  retry: phrase({ en: "Try again", ko: "다시 하기" }),
  paintAnew: phrase({ en: "Paint anew", ko: "새로 그리기" }),
  retried: phrase({ en: "The job is back in the queue.", ko: "일이 다시 대기열에 들어갔습니다." }),

  painters: phrase({ en: "Painters", ko: "화가" }),
  well: phrase({ en: "well", ko: "정상" }),
  ill: phrase({ en: "left out", ko: "쉬는 중" }),
  paintingNow: phraseOf<[number, number]>({
    en: (now, most) => `paints ${now} of ${most} at once`,
    ko: (now, most) => `동시에 ${most}장 중 ${now}장을 그리는 중`,
  }),
  speed: phraseOf<[string]>({ en: (time) => `${time} a picture`, ko: (time) => `한 장에 ${time}` }),
  speedUnknown: phrase({ en: "not measured yet", ko: "아직 재지 못함" }),

  states: phrase({ en: "Jobs by state", ko: "상태별 일" }),
  noJobs: phrase({ en: "No jobs here.", ko: "이 상태의 일이 없습니다." }),
  orderSome: phrase({ en: "Order some pictures", ko: "그림 주문하기" }),
  position: phraseOf<[string]>({ en: (n) => `${n} before it`, ko: (n) => `앞에 ${n}건` }),
  first: phrase({ en: "next", ko: "다음 차례" }),
  left: phraseOf<[string]>({ en: (time) => `${time} left`, ko: (time) => `${time} 남음` }),
  step: phraseOf<[number, number]>({ en: (at, of) => `step ${at} of ${of}`, ko: (at, of) => `${of}단계 중 ${at}` }),
  triedAgain: phraseOf<[string]>({ en: (at) => `tried again at ${at}`, ko: (at) => `${at}에 다시 시도` }),
  failures: phraseOf<[number]>({
    en: (n) => (n === 1 ? "failed once" : `failed ${n} times`),
    ko: (n) => `${n}번 실패`,
  }),
  seed: phraseOf<[number]>({ en: (n) => `seed ${n}`, ko: (n) => `시드 ${n}` }),
  progress: phrase({ en: "Progress", ko: "진행" }),
  thumbnail: phraseOf<[string]>({ en: (prompt) => `Painted for: ${prompt}`, ko: (prompt) => `그림: ${prompt}` }),
};

export const stateNames: Record<JobState, { en: string; ko: string }> = {
  running: { en: "Painting", ko: "그리는 중" },
  waiting: { en: "Waiting", ko: "기다림" },
  parked: { en: "Failed", ko: "실패" },
  done: { en: "Done", ko: "완료" },
  cancelled: { en: "Cancelled", ko: "취소됨" },
};
