import type { ComponentChildren, JSX } from "preact";
import { useState } from "preact/hooks";

import { say } from "../../language";
import { Flower } from "../../parts/flower";
import type { Phrase } from "../../words";
import { ask, ownPath, server } from "../client";
import { number, octets } from "../format";
import { tellTrouble } from "../notices";
import { Image } from "../parts/image";
import { PageHead } from "../parts/page_head";
import { Segments } from "../parts/segments";
import { Failed, Loading } from "../parts/states";
import { describe } from "../pictures/grid";
import { hrefOf } from "../route";
import { type Beginnings, useBeginnings } from "./state";
import { beginWords } from "./words";

const sizes = ["1", "3", "12"] as const;
// Of each size for one more picture of each: eight feelings, a wide one and a tall one.
const picturesOfOne = 16;
// Of a picture of 1280x800 as flower paints it, with room to spare.
const octetsOfPicture = 300_000;

function Step({ title, children }: { title: Phrase; children: ComponentChildren }): JSX.Element {
  return (
    <li class="begin__step">
      <h2>{say(title)}</h2>
      {children}
    </li>
  );
}

interface FactProps {
  name: Phrase;
  state: "well" | "ill" | "open";
  children: ComponentChildren;
}

function Fact({ name, state, children }: FactProps): JSX.Element {
  return (
    <div>
      <dt>
        <span class={`dot dot--${state}`} />
        {say(name)}
      </dt>
      <dd>{children}</dd>
    </div>
  );
}

function There({ now }: { now: Beginnings }): JSX.Element {
  const { free } = now.settings.disk;
  const room = Math.floor(free / octetsOfPicture);
  return (
    <dl class="begin__facts">
      <Fact name={beginWords.faces} state="well">
        {say(beginWords.facesWell)}
      </Fact>
      {now.painters.map(({ name, healthy, error }) => (
        <Fact key={name} name={beginWords.painter} state={healthy ? "well" : "ill"}>
          {healthy ? say(beginWords.painterWell)(name) : say(beginWords.painterIll)(name, error ?? "")}
        </Fact>
      ))}
      <Fact name={beginWords.disk} state={room > picturesOfOne ? "well" : "ill"}>
        {say(beginWords.diskFree)(octets(free), number(Number(room.toPrecision(1))))}
      </Fact>
      <Fact name={beginWords.pictures} state={now.garden > 0 ? "well" : "open"}>
        {now.garden + now.pool === 0
          ? say(beginWords.noPictures)
          : say(beginWords.pictureCount)(number(now.garden), number(now.pool))}
      </Fact>
    </dl>
  );
}

function Growth({ now }: { now: Beginnings }): JSX.Element {
  const { painted, total } = now.health.firstGarden;
  const sentence = say(beginWords.growing)(number(painted), number(total));
  return (
    <div class="begin__growth">
      <p class="lead" role="status">
        {sentence}
      </p>
      <progress class="bar" max={total} value={painted} aria-label={sentence} />
      <p class="hint">{say(beginWords.growingHint)}</p>
    </div>
  );
}

function Order({ now, planted }: { now: Beginnings; planted: () => void }): JSX.Element {
  const [size, setSize] = useState<(typeof sizes)[number]>("3");
  const plant = async (): Promise<void> => {
    const answer = await ask(server.POST("/api/v1/first-garden", { body: { each: Number(size) } }));
    if (answer.ok) planted();
    else tellTrouble(answer.trouble);
  };
  return (
    <>
      {now.garden > 0 && <p class="lead">{say(beginWords.grown)(number(now.garden))}</p>}
      <p class="hint">{say(beginWords.plantHint)}</p>
      <div class="begin__order">
        <Segments
          label={say(beginWords.size)}
          value={size}
          options={sizes.map(
            (one) =>
              [one, say(beginWords.sizes[one]), say(beginWords.sizeCount)(number(Number(one) * picturesOfOne))] as const,
          )}
          choose={setSize}
        />
        <button
          type="button"
          class={`button ${now.garden > 0 ? "" : "button--main"}`}
          onClick={() => void plant()}
        >
          {say(now.garden > 0 ? beginWords.goMore : beginWords.go)}
        </button>
      </div>
    </>
  );
}

function Newest({ now }: { now: Beginnings }): JSX.Element | null {
  if (now.newest.length === 0) return null;
  return (
    <ul class="begin__pictures" aria-label={say(beginWords.newest)}>
      {now.newest.map((picture) => (
        <li key={picture.key}>
          <Image src={ownPath(picture.url)} alt={describe(picture)} />
        </li>
      ))}
    </ul>
  );
}

function Links(): JSX.Element {
  const places: [Phrase, Phrase, string, boolean][] = [
    [beginWords.kiosk, beginWords.kioskHint, "/?kiosk", true],
    [beginWords.display, beginWords.displayHint, "/screen/zone1/1h", true],
    [beginWords.keys, beginWords.keysHint, hrefOf("settings", { at: "keys" }), false],
  ];
  return (
    <ul class="begin__links">
      {places.map(([name, hint, href, outside]) => (
        <li key={href}>
          <a class="begin__link" href={href} {...(outside && { target: "_blank", rel: "noreferrer" })}>
            <strong>{say(name)}</strong>
            <span>{say(hint)}</span>
            {outside && <code>{location.origin + href}</code>}
          </a>
        </li>
      ))}
    </ul>
  );
}

// From nothing to a garden: what is there, planting it, and where it opens.
export function Begin(): JSX.Element {
  const { answer, again } = useBeginnings();
  const now = answer?.ok ? answer.value : null;
  return (
    <div class="begin">
      <Flower className="begin__flower flower--breathing" />
      <PageHead title={say(beginWords.title)} hint={say(beginWords.lead)} />
      {!answer && <Loading />}
      {answer && !answer.ok && <Failed trouble={answer.trouble} again={again} />}
      {now && (
        <ol class="begin__steps">
          <Step title={beginWords.there}>
            <There now={now} />
          </Step>
          <Step title={beginWords.plant}>
            {now.health.firstGarden.state === "growing" ? <Growth now={now} /> : <Order now={now} planted={again} />}
            <Newest now={now} />
          </Step>
          <Step title={beginWords.open}>
            <Links />
          </Step>
        </ol>
      )}
    </div>
  );
}
