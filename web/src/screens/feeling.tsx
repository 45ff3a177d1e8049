import type { JSX } from "preact";
import { useEffect } from "preact/hooks";

import type { Face } from "../api";
import { announcement, type Feeling, go } from "../journey";
import { kiosk } from "../kiosk";
import { say } from "../language";
import { FavoriteChoices, FavoriteField } from "../parts/favorite_field";
import { Flower } from "../parts/flower";
import { Heading } from "../parts/heading";
import { chosen, featureNames, features, genderNames, looks, sureness, words } from "../words";

function FaceDetails({ face }: { face: Face }): JSX.Element {
  const seen = features.filter((feature) => face[feature]);
  return (
    <dl class="details">
      <div>
        <dt>{say(words.age)}</dt>
        <dd>{say(words.ageRange)(face.ageRange.Low, face.ageRange.High)}</dd>
      </div>
      <div>
        <dt>{say(words.gender)}</dt>
        <dd>{say(genderNames[face.gender])}</dd>
      </div>
      <div>
        <dt>{say(words.featuresTitle)}</dt>
        <dd>
          {seen.length === 0
            ? say(words.noFeatures)
            : seen.map((feature) => say(featureNames[feature])).join(", ")}
        </dd>
      </div>
    </dl>
  );
}

// "A guess from your face, and the garden is fairly sure (72 of 100)."
function guessWords(confidence: number | undefined): string {
  if (confidence === undefined) return say(words.guessed);
  const sure = sureness.find(({ least }) => confidence >= least) ?? sureness[sureness.length - 1];
  return sure ? say(words.guessedSure)(say(sure.words), confidence) : say(words.guessed);
}

export function FeelingScreen({ feeling }: { feeling: Feeling }): JSX.Element {
  const byPhoto = feeling.source === "photo";
  const sentence = say((byPhoto ? looks : chosen)[feeling.emotion]);
  useEffect(() => {
    announcement.value = sentence;
  }, [sentence]);

  const enter = (event: Event): void => {
    event.preventDefault();
    go("garden");
  };

  return (
    <main class="feeling">
      <div class="feeling__picture">
        <Flower emotion={feeling.emotion} />
        {byPhoto && (
          <img class={feeling.mirrored ? "mirrored" : ""} src={feeling.photoUrl} alt={say(words.photoAlt)} />
        )}
      </div>
      <div class="feeling__words">
        <p class="eyebrow">{byPhoto ? guessWords(feeling.face.confidence) : say(words.byYourself)}</p>
        <Heading>{sentence}</Heading>
        {byPhoto && kiosk.value.faceDetails && <FaceDetails face={feeling.face} />}
        <form class="enter" onSubmit={enter}>
          <FavoriteField hint="favorite-hint" />
          <p id="favorite-hint" class="hint">
            {say(words.favoriteHint)}
          </p>
          <FavoriteChoices />
          <div class="choices choices--row">
            <button type="submit" class="button button--main">
              {say(words.enterGarden)}
            </button>
            <button type="button" class="button" onClick={() => go(byPhoto ? "camera" : "byHand")}>
              {say(byPhoto ? words.retake : words.otherFeeling)}
            </button>
          </div>
        </form>
      </div>
    </main>
  );
}
