import type { JSX } from "preact";
import { useRef } from "preact/hooks";

import { announcement, feeling, startOver, step } from "./journey";
import { say } from "./language";
import { Flower } from "./parts/flower";
import { ForgetMe } from "./parts/forget_me";
import { GrowthLine } from "./parts/growth_line";
import { LanguageSwitch } from "./parts/language_switch";
import { StillHere } from "./parts/still_here";
import { useDocument } from "./parts/use_document";
import { Attract } from "./screens/attract";
import { ByHand } from "./screens/by_hand";
import { Camera } from "./screens/camera";
import { FeelingScreen } from "./screens/feeling";
import { Forgotten } from "./screens/forgotten";
import { Garden } from "./screens/garden";
import { Welcome } from "./screens/welcome";
import { words } from "./words";

function Screen({ first }: { first: boolean }): JSX.Element {
  const known = feeling.value;
  if (step.value === "welcome") return <Welcome />;
  if (step.value === "forgotten") return <Forgotten />;
  if (step.value === "camera") return <Camera />;
  if (step.value === "byHand") return <ByHand />;
  if (step.value === "feeling" && known) return <FeelingScreen feeling={known} />;
  if (step.value === "garden" && known) return <Garden feeling={known} />;
  return <Attract first={first} />;
}

export function App(): JSX.Element {
  const walked = useRef(false);
  if (step.value !== "attract") walked.current = true;

  useDocument(say(words.title));

  return (
    <>
      <header class="top">
        {step.value === "attract" ? (
          <span class="top__name" />
        ) : (
          <button type="button" class="button button--quiet top__name" onClick={startOver}>
            <Flower className="top__flower" />
            {say(words.startOver)}
          </button>
        )}
        {(step.value === "feeling" || step.value === "garden") && <ForgetMe />}
        <LanguageSwitch />
      </header>
      <Screen first={!walked.current} />
      <GrowthLine />
      <StillHere />
      <p class="unseen" aria-live="polite">
        {announcement.value}
      </p>
    </>
  );
}
