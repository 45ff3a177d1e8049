import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";

import { isPortrait, keyOf, openGarden, ownPath, type Picture } from "../api";
import { growth } from "../growth";
import { go } from "../journey";
import { refreshKiosk, takeTheScreen } from "../kiosk";
import { say } from "../language";
import { Flower } from "../parts/flower";
import { Heading } from "../parts/heading";
import { type Item, makePlayer } from "../show/player";
import { emotions, words } from "../words";

const secondsEach = 9;
const ofEachFeeling = 2;
const refreshMs = 5 * 60_000;

// Nobody is here, so that nothing is learned from what is shown.
const nobody = { id: "", generation: "", gender: "" };

// Pictures of all feelings in turn, in the shape of the stage.
async function choosePictures(upright: boolean): Promise<Item[]> {
  const answers = await Promise.all(emotions.map((emotion) => openGarden(nobody, emotion, "", ofEachFeeling)));
  const gardens = answers.map((answer) =>
    answer.ok ? answer.value.filter(({ url }) => isPortrait(url) === upright) : [],
  );
  const turns = Array.from({ length: ofEachFeeling }, (_, turn) => gardens.map((garden) => garden[turn])).flat();
  return turns
    .filter((picture): picture is Picture => picture !== undefined)
    .map(({ url }) => ({ id: ownPath(url), key: keyOf(url), url: ownPath(url), seconds: secondsEach }));
}

// What passers-by see.
export function Attract({ first }: { first: boolean }): JSX.Element {
  const stage = useRef<HTMLDivElement>(null);
  // A garden that begins to grow is shown without waiting.
  const planted = (growth.value?.painted ?? 0) > 0;

  useEffect(() => {
    if (!stage.current) return;
    const element = stage.current;
    const player = makePlayer(element, () => "", () => undefined);
    let gone = false;
    const refresh = async (): Promise<void> => {
      const items = await choosePictures(element.clientHeight > element.clientWidth);
      if (!gone && items.length > 0) player.play({ transition: "fade", items });
    };
    void refresh();
    const timer = setInterval(() => void refresh(), refreshMs);
    return () => {
      gone = true;
      clearInterval(timer);
      player.stop();
    };
  }, [planted]);

  const begin = (): void => {
    takeTheScreen();
    void refreshKiosk();
    go("welcome");
  };

  return (
    <main class="attract">
      <div class="attract__pictures" onClick={begin} aria-hidden="true">
        <Flower className="attract__flower flower--breathing" />
        <div ref={stage} class="stage" />
      </div>
      <div class="attract__words">
        <Heading quiet={first}>{say(words.title)}</Heading>
        <p class="lead">{say(words.invitation)}</p>
        <p>{say(words.consentGuess)}</p>
        <button type="button" class="button button--main" onClick={begin}>
          {say(words.begin)}
        </button>
      </div>
    </main>
  );
}
