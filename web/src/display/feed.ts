// What a zone shows, as it changes: by server-sent events, and by asking every second while those do not come.

import type { Display } from "./programme";

const askMs = 1_000;
// A server that has no seat left for a listener, or was not there, may have one later.
const listenAgainMs = 30_000;
// A wire that is cut without a word looks like one on which nothing happens.
const distrustMs = 20_000;
const patienceMs = 5_000;

interface Follower {
  take: (display: Display) => void;
  connected: (yes: boolean) => void;
}

async function ask(path: string): Promise<string | undefined> {
  try {
    const response = await fetch(path, { cache: "no-store", signal: AbortSignal.timeout(patienceMs) });
    return response.ok ? await response.text() : undefined;
  } catch {
    return undefined;
  }
}

// Follows for as long as the page lives.
export function follow(zone: string, { take, connected }: Follower): void {
  const path = `/api/v1/displays/${zone}`;
  let last = "";
  let source: EventSource;
  let listeningSince = 0;
  let heard = 0;

  const news = (text: string): boolean => {
    heard = Date.now();
    connected(true);
    if (text === last) return false;
    last = text;
    take(JSON.parse(text) as Display);
    return true;
  };

  const listen = (): void => {
    source?.close();
    listeningSince = Date.now();
    source = new EventSource(`${path}/events`);
    source.addEventListener("display", (event: MessageEvent<string>) => news(event.data));
  };

  const look = async (): Promise<void> => {
    const open = source.readyState === EventSource.OPEN;
    if (!open || Date.now() - heard > distrustMs) {
      const text = await ask(path);
      if (text === undefined) connected(false);
      // The stream was open and did not tell: it is dead.
      else if (news(text) && open && source.readyState === EventSource.OPEN) listen();
      if (source.readyState === EventSource.CLOSED && Date.now() - listeningSince > listenAgainMs) listen();
    }
    setTimeout(() => void look(), askMs);
  };

  listen();
  setTimeout(() => void look(), askMs);
  addEventListener("online", listen);
}
