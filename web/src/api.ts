// The calls that the pages make, as values: a failure is a word for which there is a sentence, never an exception.

import type { components, paths } from "./schema";
import type { Emotion } from "./words";

export type Failure = "noFace" | "tooLarge" | "notAPicture" | "tooMany" | "busy" | "offline" | "unexpected";
export type Answer<Value> = { ok: true; value: Value } | { ok: false; failure: Failure };

// Typed by openapi.yaml.
type Schemas = components["schemas"];
// How sure the emotion is, in percent, is told in a field of the answer's head.
export type Face = Schemas["Emotion"] & { confidence?: number };
export type Picture = Schemas["Garden"]["landscape"][number];
export type FirstGarden = Schemas["Health"]["firstGarden"];
export type Kiosk = paths["/api/v1/kiosk"]["get"]["responses"]["200"]["content"]["application/json"];

export interface Visitor {
  id: string;
  generation: string;
  gender: string;
}

const timeoutMs = 30_000;

async function send(path: string, init: RequestInit): Promise<Response | undefined> {
  try {
    return await fetch(path, { ...init, signal: AbortSignal.timeout(timeoutMs) });
  } catch {
    return undefined;
  }
}

function postJson(path: string, body: unknown, keepalive = false): Promise<Response | undefined> {
  return send(path, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
    keepalive,
  });
}

function failureOf(status: number): Failure {
  switch (status) {
    case 413:
      return "tooLarge";
    case 400:
    case 415:
    case 422:
      return "notAPicture";
    case 429:
      return "tooMany";
    case 503:
      return "busy";
    default:
      return "unexpected";
  }
}

async function jsonOf<Value>(response: Response): Promise<Answer<Value>> {
  try {
    return { ok: true, value: (await response.json()) as Value };
  } catch {
    return { ok: false, failure: "unexpected" };
  }
}

export async function readEmotion(visitorId: string, photo: Blob): Promise<Answer<Face>> {
  const response = await send("/emotion", { method: "POST", headers: { "X-user-id": visitorId }, body: photo });
  if (!response) return { ok: false, failure: "offline" };
  if (response.ok) {
    const answer = await jsonOf<Face>(response);
    const confidence = Number(response.headers.get("X-Emotion-Confidence") ?? Number.NaN);
    if (answer.ok && Number.isFinite(confidence)) answer.value.confidence = confidence;
    return answer;
  }
  return { ok: false, failure: response.status === 404 ? "noFace" : failureOf(response.status) };
}

// The pictures for a visitor, landscape before portrait as every client of the protocol joins them.
export async function openGarden(
  visitor: Visitor,
  emotion: Emotion,
  favorite: string,
  limit?: number,
): Promise<Answer<Picture[]>> {
  const response = await postJson("/garden", {
    ...visitor,
    emotion: favorite ? `${emotion}/${favorite}` : emotion,
    limit,
  });
  if (!response) return { ok: false, failure: "offline" };
  if (!response.ok) {
    const failure = failureOf(response.status);
    return { ok: false, failure: failure === "notAPicture" ? "unexpected" : failure };
  }
  const answer = await jsonOf<Schemas["Garden"]>(response);
  return answer.ok ? { ok: true, value: [...answer.value.landscape, ...answer.value.portrait] } : answer;
}

export async function like(visitorId: string, key: string, impression: string[]): Promise<Failure | undefined> {
  const response = await postJson("/like", { id: visitorId, itemId: key, impression });
  if (!response) return "offline";
  return response.ok ? undefined : failureOf(response.status);
}

export async function dislike(visitorId: string, key: string, impression: string[]): Promise<Failure | undefined> {
  const response = await postJson("/api/v1/events", {
    userId: visitorId,
    eventType: "dislike",
    itemId: key,
    impression,
  });
  if (!response) return "offline";
  return response.ok ? undefined : failureOf(response.status);
}

// What the operator decided about this page, and which favorites there are pictures of.
export async function askKiosk(): Promise<Kiosk | undefined> {
  const response = await send("/api/v1/kiosk", {});
  if (!response?.ok) return undefined;
  const answer = await jsonOf<Kiosk>(response);
  return answer.ok ? answer.value : undefined;
}

// The address of a picture's share page, as a phone reaches it. With the secret it is the visitor's own link, which no server
// and no page that is visited from there is told: browsers keep what stands after the `#` to themselves.
export function shareAddress(picture: Picture, secret: string): string {
  const key = decoded(keyOf(picture.url));
  return `${new URL(picture.url, location.href).origin}/image?content=${encodeURIComponent(key)}#forget=${secret}`;
}

// Erases what is known of the visitor who has this secret, and tells how many views, likes and dislikes that were.
export async function forget(secret: string): Promise<Answer<{ interactions: number }>> {
  const response = await postJson("/api/v1/forget", { secret });
  if (!response) return { ok: false, failure: "offline" };
  if (response.ok) return jsonOf<{ interactions: number }>(response);
  const failure = failureOf(response.status);
  return { ok: false, failure: failure === "notAPicture" ? "unexpected" : failure };
}

// Nothing depends on the answer: a view that could not be told is not worth a visitor's attention.
export function reportView(visitorId: string, impression: string[]): void {
  void postJson("/api/v1/events", { userId: visitorId, eventType: "view", impression }, true);
}

export async function firstGarden(): Promise<FirstGarden | undefined> {
  const response = await send("/healthz", { cache: "no-store" });
  if (!response?.ok) return undefined;
  const answer = await jsonOf<{ firstGarden?: FirstGarden }>(response);
  return answer.ok ? answer.value.firstGarden : undefined;
}

export async function logIn(name: string, password: string): Promise<"in" | "wrong" | Failure> {
  const response = await postJson("/api/v1/session", { name, password });
  if (!response) return "offline";
  if (response.ok) return "in";
  return response.status === 401 ? "wrong" : failureOf(response.status);
}

// The picture from this page's own origin, whatever host the answer names.
export function ownPath(url: string): string {
  return new URL(url, location.href).pathname;
}

// The object key in a picture's URL: from its last `emotions` on, percent-encoded as it came.
export function keyOf(url: string): string {
  return url.slice(Math.max(0, url.lastIndexOf("emotions")));
}

// The favorite in a key `emotions/<emotion>/<favorite>/<name>`, or "".
export function favoriteOf(key: string): string {
  const parts = key.split("/");
  if (parts.length !== 4) return "";
  return decoded(parts[2] ?? "");
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

export function isPortrait(url: string): boolean {
  return /v\.jpeg$/.test(url);
}
