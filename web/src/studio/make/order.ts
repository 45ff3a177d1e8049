// The form's order: what it holds, kept while the operator looks at other pages, and how it is sent.

import { signal } from "@preact/signals";

import type { Emotion } from "../../words";
import { type Answer, type Job, ask, server } from "../client";

// Long side first; Basic, WSVGA and WXGA are the sizes of protocol.md.
export const sizes = [
  { name: "Basic", long: 768, short: 512 },
  { name: "WSVGA", long: 1024, short: 600 },
  { name: "WXGA", long: 1280, short: 800 },
] as const;
export type SizeName = (typeof sizes)[number]["name"];
export const mostPictures = 16;

export interface Order {
  prompt: string;
  negative: string;
  size: SizeName;
  portrait: boolean;
  painter: string;
  seed: string;
  count: number;
  place: "" | "pool" | "garden";
  emotion: Emotion;
  favorite: string;
}

export const order = signal<Order>({
  prompt: "",
  negative: "",
  size: "WXGA",
  portrait: false,
  painter: "",
  seed: "",
  count: 1,
  place: "pool",
  emotion: "calm",
  favorite: "",
});

export function change(part: Partial<Order>): void {
  order.value = { ...order.value, ...part };
}

// The recipe of a picture as the form's order.
export function reuse(job: Job, withSeed: boolean): void {
  const picture = job.pictures[0];
  const portrait = picture !== undefined && picture.height > picture.width;
  const long = Math.max(picture?.width ?? 0, picture?.height ?? 0);
  change({
    prompt: job.prompt,
    negative: job.negativePrompt ?? "",
    size: sizes.find((size) => size.long === long)?.name ?? order.value.size,
    portrait,
    painter: job.painter ?? "",
    seed: withSeed ? String(job.seed) : "",
    count: 1,
  });
}

// The n-th picture of an order with a seed has the seed plus n: different pictures that can be painted again.
function bodyOf(wanted: Order, index: number) {
  const size = sizes.find(({ name }) => name === wanted.size) ?? sizes[0];
  return {
    prompt: wanted.prompt,
    width: wanted.portrait ? size.short : size.long,
    height: wanted.portrait ? size.long : size.short,
    ...(wanted.negative && { negativePrompt: wanted.negative }),
    ...(wanted.seed && { seed: Number(wanted.seed) + index }),
    ...(wanted.painter && { painter: wanted.painter }),
    ...(wanted.place && { place: wanted.place, emotion: wanted.emotion }),
    ...(wanted.place && wanted.favorite && { favorite: wanted.favorite.toLowerCase() }),
  };
}

// Orders one picture after the other, and stops at the first that is refused.
export async function send(wanted: Order, ordered: (job: Job) => void): Promise<Answer<number>> {
  for (let index = 0; index < wanted.count; index += 1) {
    const answer = await ask(server.POST("/api/v1/pictures", { body: bodyOf(wanted, index) }));
    if (!answer.ok) return answer;
    ordered(answer.value);
  }
  return { ok: true, value: wanted.count };
}
