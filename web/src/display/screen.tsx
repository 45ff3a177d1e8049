import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";

import { say } from "../language";
import { Flower } from "../parts/flower";
import { useDocument } from "../parts/use_document";
import { type Item, makePlayer } from "../show/player";
import { refit } from "../show/stage";
import { emotionNames, emotions } from "../words";
import type { Address } from "./address";
import { stayAwake } from "./awake";
import { follow } from "./feed";
import { type Display, programmeOf } from "./programme";
import { makeReporter } from "./report";
import { displayWords } from "./words";

const labelMs = 6_000;
const upright = matchMedia("(orientation: portrait)");

// What the picture is, for a screen reader: a key names its feeling.
function describe(item: Item): string {
  const emotion = emotions.find((name) => item.key.split("/")[1] === name);
  return emotion ? say(displayWords.picture)(say(emotionNames[emotion]).toLowerCase()) : "";
}

// Seen at first, and when somebody touches the screen.
function useLabel(): boolean {
  const [seen, setSeen] = useState(true);
  useEffect(() => {
    let timer = window.setTimeout(() => setSeen(false), labelMs);
    const touched = (): void => {
      clearTimeout(timer);
      setSeen(true);
      timer = window.setTimeout(() => setSeen(false), labelMs);
    };
    const kinds = ["pointermove", "pointerdown", "keydown"] as const;
    for (const kind of kinds) addEventListener(kind, touched);
    return () => {
      for (const kind of kinds) removeEventListener(kind, touched);
    };
  }, []);
  return seen;
}

export function Screen({ address }: { address: Address }): JSX.Element {
  const stage = useRef<HTMLDivElement>(null);
  const [display, setDisplay] = useState<Display | null>(null);
  const [connected, setConnected] = useState(false);
  const labelled = useLabel();
  const name = `${address.zone} · ${address.screen}`;

  useEffect(() => {
    if (!stage.current) return;
    const element = stage.current;
    const report = makeReporter(address);
    const player = makePlayer(element, describe, (item) => report(item.key));
    let latest: Display | undefined;
    const play = (): void => {
      if (!latest) return;
      const programme = programmeOf(latest, address.screen, upright.matches);
      if (programme.items.length === 0) report("");
      player.play(programme);
    };
    const turned = (): void => {
      refit(element);
      play();
    };
    follow(address.zone, {
      take: (now) => {
        latest = now;
        setDisplay(now);
        play();
      },
      connected: setConnected,
    });
    upright.addEventListener("change", turned);
    stayAwake();
  }, []);

  useDocument(name);

  const empty = !display || programmeOf(display, address.screen, upright.matches).items.length === 0;
  const resting = display !== null && !display.active;
  const state = !connected ? displayWords.cut : resting ? displayWords.resting : displayWords.live;

  return (
    <main class="screen">
      <h1 class="unseen">{name}</h1>
      <div ref={stage} class={`stage ${resting ? "stage--resting" : ""}`} />
      {empty && !resting && (
        <div class="screen__empty">
          <Flower className="screen__flower flower--breathing" />
          <p class="lead">{name}</p>
          <p>{say(display ? displayWords.waiting : displayWords.searching)}</p>
        </div>
      )}
      {!empty && labelled && (
        <p class={`screen__label ${connected ? "" : "screen__label--cut"}`}>
          <strong>{name}</strong> {say(state)}
        </p>
      )}
    </main>
  );
}
