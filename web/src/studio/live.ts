// The queue as it is now: the server tells every change (/api/v1/jobs/events), and the browser connects again by itself.

import { signal } from "@preact/signals";

import { type Job, type JobState, type Queue, ask, server } from "./client";

const settleMs = 250;

export const queue = signal<Queue | null>(null);
// False while the server cannot be reached.
export const connected = signal(true);
// Counts up whenever a job begins, ends, comes or goes, though not when one merely gets further.
export const changes = signal(0);

type Listener = (job: Job) => void;
const listeners = new Set<Listener>();
const states = new Map<string, JobState>();
let settling: ReturnType<typeof setTimeout> | undefined;

async function settle(): Promise<void> {
  settling = undefined;
  const answer = await ask(server.GET("/api/v1/jobs", { params: { query: { limit: 1 } } }));
  if (answer.ok) queue.value = { paused: answer.value.paused, counts: answer.value.counts };
  changes.value += 1;
}

// Many changes at once are asked for once.
function changed(): void {
  settling ??= setTimeout(() => void settle(), settleMs);
}

function heard(job: Job): void {
  const before = states.get(job.id);
  if (job.state === "done" || job.state === "cancelled") states.delete(job.id);
  else states.set(job.id, job.state);
  if (before !== job.state) changed();
  for (const listener of listeners) listener(job);
}

// Calls `listener` with each job that changed; the answer stops it.
export function onJob(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function listen(): void {
  const events = new EventSource("/api/v1/jobs/events");
  events.addEventListener("open", () => {
    connected.value = true;
    changed();
  });
  events.addEventListener("error", () => {
    connected.value = false;
  });
  events.addEventListener("job", (event: MessageEvent<string>) => heard(JSON.parse(event.data) as Job));
  events.addEventListener("queue", (event: MessageEvent<string>) => {
    queue.value = JSON.parse(event.data) as Queue;
    changed();
  });
}
