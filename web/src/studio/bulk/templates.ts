// Templates and the lists of words that they name, as the server keeps them.

import { signal } from "@preact/signals";

import { type Trouble, ask, server } from "../client";
import { tellTrouble } from "../notices";

export interface Templates {
  templates: { name: string; text: string }[];
  words: Record<string, string[]>;
}

export const templates = signal<Templates | null>(null);
export const loadTrouble = signal<Trouble | null>(null);

export async function loadTemplates(): Promise<void> {
  const answer = await ask(server.GET("/api/v1/templates"));
  loadTrouble.value = answer.ok ? null : answer.trouble;
  if (answer.ok) templates.value = answer.value as Templates;
}

// The lists that a text names, each once: [EMOTION] is `emotion`.
export function placesOf(text: string): string[] {
  return [...new Set([...text.matchAll(/\[([A-Z][A-Z0-9_]*)\]/g)].map(([, place = ""]) => place.toLowerCase()))];
}

async function carriedOut(call: Promise<{ response: Response; error?: unknown }>): Promise<boolean> {
  const answer = await ask(call);
  if (!answer.ok) tellTrouble(answer.trouble);
  else await loadTemplates();
  return answer.ok;
}

export function saveTemplate(name: string, text: string): Promise<boolean> {
  return carriedOut(server.PUT("/api/v1/templates/{name}", { params: { path: { name } }, body: { text } }));
}

export function removeTemplate(name: string): Promise<boolean> {
  return carriedOut(server.DELETE("/api/v1/templates/{name}", { params: { path: { name } } }));
}

export function saveWords(list: string, listed: string[]): Promise<boolean> {
  return carriedOut(server.PUT("/api/v1/words/{list}", { params: { path: { list } }, body: { words: listed } }));
}

// Up to as many jobs are taken back one by one.
export const mostUndone = 1_000;

export async function cancelJobs(ids: string[]): Promise<void> {
  for (const id of ids) {
    const answer = await ask(server.POST("/api/v1/jobs/{id}/cancel", { params: { path: { id } } }));
    if (answer.ok) continue;
    tellTrouble(answer.trouble);
    return;
  }
}
