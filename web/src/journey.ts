// Where the visitor is, and what is known of the visit. Nothing of it outlives the page or a start over.

import { signal } from "@preact/signals";

import { type Face, type Failure, readEmotion, type Visitor } from "./api";
import { favoriteKey } from "./favorites";
import { kiosk } from "./kiosk";
import { type Emotion, emotions } from "./words";

export type Step = "attract" | "welcome" | "camera" | "byHand" | "feeling" | "garden";

export type Feeling =
  | { source: "hand"; emotion: Emotion }
  | { source: "photo"; emotion: Emotion; face: Face; photoUrl: string; mirrored: boolean };

export const step = signal<Step>("attract");
export const feeling = signal<Feeling | null>(null);
// As the visitor writes it.
export const favorite = signal("");
// A photo is on its way to the server.
export const reading = signal(false);
export const failure = signal<Failure | null>(null);
// The last news for a screen reader.
export const announcement = signal("");

let visitorId = newVisitorId();

// A UUID v4. crypto.randomUUID is missing on pages that came over plain HTTP from another machine.
function newVisitorId(): string {
  const octets = crypto.getRandomValues(new Uint8Array(16));
  octets[6] = ((octets[6] ?? 0) & 0x0f) | 0x40;
  octets[8] = ((octets[8] ?? 0) & 0x3f) | 0x80;
  const hex = Array.from(octets, (octet) => octet.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

export function visitor(): Visitor {
  const known = feeling.value;
  return known?.source === "photo"
    ? { id: visitorId, generation: known.face.generation, gender: known.face.gender }
    : { id: visitorId, generation: "", gender: "" };
}

export function go(to: Step): void {
  failure.value = null;
  announcement.value = "";
  step.value = to;
}

// The favorites that there are pictures of, for the feeling of now.
export function knownFavorites(): string[] {
  return (feeling.value && kiosk.value.favorites[feeling.value.emotion]) ?? [];
}

// The favorite as search keys have it: lower case, and no slash, which would be another key's depth.
export function wantedFavorite(): string {
  const written = favorite.value.replaceAll("/", " ").trim().toLowerCase();
  return favoriteKey(written, knownFavorites()) ?? written;
}

function forgetFeeling(): void {
  if (feeling.value?.source === "photo") URL.revokeObjectURL(feeling.value.photoUrl);
  feeling.value = null;
}

export function startOver(): void {
  forgetFeeling();
  favorite.value = "";
  visitorId = newVisitorId();
  go("attract");
}

export function chooseByHand(emotion: Emotion): void {
  forgetFeeling();
  feeling.value = { source: "hand", emotion };
  go("feeling");
}

export async function readPhoto(photo: Blob, mirrored: boolean): Promise<void> {
  failure.value = null;
  reading.value = true;
  const visit = visitorId;
  const answer = await readEmotion(visit, photo);
  reading.value = false;
  if (visit !== visitorId) return; // The visitor has started over meanwhile.
  if (!answer.ok) {
    failure.value = answer.failure;
    return;
  }
  const emotion = emotions.find((known) => known.toUpperCase() === answer.value.emotions);
  if (!emotion) {
    failure.value = "unexpected";
    return;
  }
  visitorId = answer.value.id;
  forgetFeeling();
  feeling.value = { source: "photo", emotion, face: answer.value, photoUrl: URL.createObjectURL(photo), mirrored };
  go("feeling");
}
