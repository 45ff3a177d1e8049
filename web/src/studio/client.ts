// The calls of the server's own API, typed by openapi.yaml. A failure is a value with what to say of it, never an exception.

import createClient from "openapi-fetch";

import type { components, paths } from "../schema";

type Schemas = components["schemas"];
export type Job = Schemas["Job"];
export type Counts = Schemas["Counts"];
export type Picture = Schemas["Picture"];
export type Display = Schemas["Display"];
export type Webhook = Schemas["Webhook"];
export type Table = Schemas["Table"];
export type Queue = { paused: boolean; counts: Counts };
export type JobState = Job["state"];
export type Painter =
  paths["/api/v1/painters"]["get"]["responses"]["200"]["content"]["application/json"]["painters"][number];
export type Screen =
  paths["/api/v1/displays/{zone}/screens"]["get"]["responses"]["200"]["content"]["application/json"]["screens"][number];

export type Insights = paths["/api/v1/insights"]["get"]["responses"]["200"]["content"]["application/json"];
export type Comparison = Schemas["Comparison"];
export type Clicks = Schemas["Clicks"];
export type Audience = Schemas["AudienceByName"][string];
export type Key = Schemas["Key"];
export type Health = Schemas["Health"];
export type Settings = paths["/api/v1/settings"]["get"]["responses"]["200"]["content"]["application/json"];

// `sentence` is the server's own, in English, where it has one.
export interface Trouble {
  kind: "offline" | "busy" | "refused" | "unexpected";
  sentence: string;
}
export type Answer<Value> = { ok: true; value: Value } | { ok: false; trouble: Trouble };

const timeoutMs = 30_000;

export const server = createClient<paths>({
  fetch: (request) => fetch(request, { signal: AbortSignal.timeout(timeoutMs) }),
});

// To the login, and back to where the operator is.
export function logInAgain(): void {
  location.assign(`/login?next=${encodeURIComponent(location.pathname + location.hash)}`);
}

function sentenceOf(error: unknown): string {
  if (typeof error === "string") return error;
  const told = error as { error?: unknown } | null;
  return typeof told?.error === "string" ? told.error : "";
}

function troubleOf(status: number, error: unknown): Trouble {
  const sentence = sentenceOf(error);
  if (status === 429 || status === 503) return { kind: "busy", sentence };
  return { kind: status >= 400 && status < 500 ? "refused" : "unexpected", sentence };
}

export async function ask<Value>(
  call: Promise<{ data?: Value; error?: unknown; response: Response }>,
): Promise<Answer<Value>> {
  try {
    const { data, error, response } = await call;
    if (response.ok) return { ok: true, value: data as Value };
    if (response.status === 401) logInAgain();
    return { ok: false, trouble: troubleOf(response.status, error) };
  } catch {
    return { ok: false, trouble: { kind: "offline", sentence: "" } };
  }
}

// The path of a URL of the API on this page's own origin, whatever host the answer names.
export function ownPath(url: string): string {
  const { pathname, search } = new URL(url, location.href);
  return pathname + search;
}

// The small form of a picture that lies under its own address, such as a slot of a display.
export function thumbnailOf(url: string, etag = ""): string {
  const path = `/api/v1/thumbnails${new URL(url, location.href).pathname}`;
  return etag ? `${path}?etag=${etag.replaceAll('"', "")}` : path;
}

export async function logOut(): Promise<void> {
  const answer = await ask(server.DELETE("/api/v1/session"));
  if (answer.ok) logInAgain();
}
