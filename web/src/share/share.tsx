import type { ComponentChildren, JSX } from "preact";
import { useState } from "preact/hooks";

import { type Failure, forget } from "../api";
import { favoriteName } from "../favorites";
import { language, say } from "../language";
import { Flower } from "../parts/flower";
import { LanguageSwitch } from "../parts/language_switch";
import { Trouble } from "../parts/trouble";
import { useDocument } from "../parts/use_document";
import { emotionNames, emotions, type Phrase, words } from "../words";
import { licenceOf, type Recipe, type SharedPicture } from "./picture";
import { dropSecret } from "./secret";
import { shareWords } from "./words";

// The painter that draws by rules; every other one is a model.
const ruleBased = "flower";

function markOf(recipe: Recipe | null): Phrase {
  if (!recipe?.painter) return shareWords.byUnknown;
  return recipe.painter === ruleBased ? shareWords.byAlgorithm : shareWords.byModel;
}

function Fact({ name, children }: { name: Phrase; children: JSX.Element | string | number | undefined }) {
  if (children === undefined || children === "") return null;
  return (
    <div>
      <dt>{say(name)}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Licence({ text }: { text: string }): JSX.Element {
  const { words: name, address } = licenceOf(text);
  if (!name) return <>{say(shareWords.licenceDefault)}</>;
  return address ? (
    <a href={address} rel="license noreferrer">
      {name}
    </a>
  ) : (
    <>{name}</>
  );
}

function Facts({ picture }: { picture: SharedPicture }): JSX.Element {
  const { recipe } = picture;
  const day = new Date(picture.added).toLocaleDateString(language.value, { dateStyle: "long" });
  const painter = [recipe?.painter, recipe?.version].filter(Boolean).join(" ");
  const size = recipe?.width && recipe.height ? `${recipe.width} × ${recipe.height}` : undefined;
  return (
    <dl class="details">
      <Fact name={shareWords.prompt}>{recipe?.prompt}</Fact>
      <Fact name={shareWords.negativePrompt}>{recipe?.negativePrompt}</Fact>
      <Fact name={shareWords.favorite}>{picture.favorite && say(favoriteName(picture.favorite))}</Fact>
      <Fact name={shareWords.painter}>{painter}</Fact>
      <Fact name={shareWords.seed}>{recipe?.seed}</Fact>
      <Fact name={shareWords.steps}>{recipe?.steps}</Fact>
      <Fact name={shareWords.guidance}>{recipe?.guidance}</Fact>
      <Fact name={shareWords.size}>{size}</Fact>
      <Fact name={shareWords.added}>{day}</Fact>
      <Fact name={shareWords.licence}>
        <Licence text={picture.licence} />
      </Fact>
    </dl>
  );
}

function ToGarden({ main = false }: { main?: boolean }): JSX.Element {
  return (
    <a class={`button ${main ? "button--main" : ""}`} href="/">
      {say(shareWords.toGarden)}
    </a>
  );
}

interface SharedProps {
  picture: SharedPicture;
  children: ComponentChildren;
}

function Shared({ picture, children }: SharedProps): JSX.Element {
  const emotion = emotions.find((name) => name === picture.emotion);
  return (
    <main class="share">
      <img class="share__picture" src={picture.url} alt={say(shareWords.alt)} />
      <div class="share__words">
        <h1>
          {emotion ? say(shareWords.heading)(say(emotionNames[emotion]).toLowerCase()) : say(shareWords.headingPlain)}
        </h1>
        <p class="share__mark">{say(markOf(picture.recipe))}</p>
        <div class="choices choices--row">
          <a class="button button--main" href={picture.url} download={picture.key.split("/").pop()}>
            {say(shareWords.download)}
          </a>
          <ToGarden />
        </div>
        <h2>{say(shareWords.howMade)}</h2>
        <Facts picture={picture} />
        {children}
      </div>
    </main>
  );
}

// Only where the page was opened by the visitor's own link.
function ForgetVisit({ secret }: { secret: string }): JSX.Element {
  const [state, setState] = useState<"asked" | "asking" | "forgotten">("asked");
  const [failure, setFailure] = useState<Failure | null>(null);
  const ask = async (): Promise<void> => {
    setState("asking");
    const answer = await forget(secret);
    setFailure(answer.ok ? null : answer.failure);
    setState(answer.ok ? "forgotten" : "asked");
    if (answer.ok) dropSecret();
  };
  return (
    <section class="share__visit" aria-label={say(shareWords.visit)}>
      <h2>{say(shareWords.visit)}</h2>
      <p role="status">{say(state === "forgotten" ? words.forgotten : shareWords.visitKept)}</p>
      {state !== "forgotten" && (
        <button type="button" class="button" disabled={state === "asking"} onClick={() => void ask()}>
          {say(words.forgetMe)}
        </button>
      )}
      <Trouble failure={failure} />
    </section>
  );
}

function Gone({ children }: { children: ComponentChildren }): JSX.Element {
  return (
    <main class="share share--gone">
      <Flower className="share__flower" />
      <h1>{say(shareWords.gone)}</h1>
      <p>{say(shareWords.goneReason)}</p>
      <ToGarden main />
      {children}
    </main>
  );
}

interface Props {
  picture: SharedPicture | undefined;
  secret: string | undefined;
}

export function Share({ picture, secret }: Props): JSX.Element {
  useDocument(say(words.title));
  const visit = secret && <ForgetVisit secret={secret} />;
  return (
    <>
      <header class="top">
        <span class="top__title">
          <Flower className="top__flower" />
          {say(words.title)}
        </span>
        <LanguageSwitch />
      </header>
      {picture ? <Shared picture={picture}>{visit}</Shared> : <Gone>{visit}</Gone>}
    </>
  );
}
