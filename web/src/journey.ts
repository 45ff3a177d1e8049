// Where the visitor is, and what is known of the visit. Nothing of it outlives the page or a start over.

import { signal } from "@preact/signals";

import { type Face, type Failure, forget, readEmotion, type Visitor } from "./api";
import { favoriteKey } from "./favorites";
import { kiosk } from "./kiosk";
import { newIdentity } from "./visitor_id";
import { type Emotion, emotions } from "./words";

export type Step = "attract" | "welcome" | "camera" | "byHand" | "feeling" | "garden" | "forgotten";

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

let identity = newIdentity();

// What the visitor's own link holds, for forgetMe().
export function visitorSecret(): string {
  return identity.secret;
}

export function visitor(): Visitor {
  const known = feeling.value;
  return known?.source === "photo"
    ? { id: identity.id, generation: known.face.generation, gender: known.face.gender }
    : { id: identity.id, generation: "", gender: "" };
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

function forgetVisit(): void {
  forgetFeeling();
  favorite.value = "";
  identity = newIdentity();
}

export function startOver(): void {
  forgetVisit();
  go("attract");
}

// Everything of the visit is erased at the server too.
export async function forgetMe(): Promise<Failure | undefined> {
  const visit = identity;
  const answer = await forget(visit.secret);
  if (!answer.ok) return answer.failure;
  if (visit === identity) {
    forgetVisit();
    go("forgotten");
  }
  return undefined;
}

export function chooseByHand(emotion: Emotion): void {
  forgetFeeling();
  feeling.value = { source: "hand", emotion };
  go("feeling");
}

export async function readPhoto(photo: Blob, mirrored: boolean): Promise<void> {
  failure.value = null;
  reading.value = true;
  const visit = identity;
  const answer = await readEmotion(visit.id, photo);
  reading.value = false;
  if (visit !== identity) return; // The visitor has started over meanwhile.
  if (!answer.ok) {
    failure.value = answer.failure;
    return;
  }
  const emotion = emotions.find((known) => known.toUpperCase() === answer.value.emotions);
  if (!emotion) {
    failure.value = "unexpected";
    return;
  }
  forgetFeeling();
  feeling.value = { source: "photo", emotion, face: answer.value, photoUrl: URL.createObjectURL(photo), mirrored };
  go("feeling");
}
