import type { JSX } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";

import { say } from "../../language";
import { type Picture, ownPath } from "../client";
import { octets, moment, number } from "../format";
import { Explanation } from "../insights/explain";
import { insightWords } from "../insights/words";
import { change } from "../make/order";
import { Notices, noticesInDialog } from "../notices";
import { Icon, type IconName } from "../parts/icon";
import { go, hrefOf } from "../route";
import { emotionNames, isEmotion, words } from "../words";
import { type Move, type Verb, markOf } from "./actions";
import { describe } from "./grid";
import { recipeOf } from "./list";
import { pictureWords } from "./words";

export const verbButtons: Record<Verb, { icon: IconName; key: string }> = {
  publish: { icon: "publish", key: "p" },
  unpublish: { icon: "back", key: "u" },
  remove: { icon: "trash", key: "delete" },
  restore: { icon: "again", key: "r" },
  dislike: { icon: "dislike", key: "x" },
  undislike: { icon: "dislike", key: "x" },
};

interface Props {
  pictures: Picture[];
  total: number;
  index: number;
  verbs: readonly Move[];
  // Whether there are marks at this place.
  marks: boolean;
  selected: boolean;
  walk: (index: number) => void;
  act: (verb: Verb, picture: Picture) => void;
  toggle: () => void;
  close: () => void;
}

function Facts({ picture }: { picture: Picture }): JSX.Element {
  const recipe = recipeOf(picture);
  const emotion = picture.emotion && isEmotion(picture.emotion) ? say(emotionNames[picture.emotion]) : undefined;
  const rows: [string, string | undefined][] = [
    [say(words.emotion), emotion],
    [say(words.favorite), picture.favorite],
    [say(pictureWords.negative), recipe.negativePrompt],
    [say(pictureWords.painter), recipe.painter],
    [say(pictureWords.seed), recipe.seed === undefined ? undefined : String(recipe.seed)],
    [say(pictureWords.size), recipe.width && recipe.height ? `${recipe.width} × ${recipe.height}` : undefined],
    [say(pictureWords.file), octets(picture.size)],
    [say(pictureWords.added), moment(picture.added)],
    [say(pictureWords.removedAt), picture.removed && moment(picture.removed)],
    [say(pictureWords.key), picture.key],
  ];
  return (
    <dl class="recipe">
      {rows.map(
        ([name, value]) =>
          value && (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ),
      )}
    </dl>
  );
}

// Only of the garden's pictures does the recommender know anything.
function Why({ picture }: { picture: Picture }): JSX.Element {
  const [asked, setAsked] = useState(false);
  if (!asked) {
    return (
      <button type="button" class="button viewer__again" onClick={() => setAsked(true)}>
        <Icon name="insights" />
        {say(insightWords.whyThis)}
      </button>
    );
  }
  return (
    <section class="viewer__why" aria-label={say(insightWords.whyThis)}>
      <Explanation item={picture.key} id="" />
      <a href={hrefOf("insights", { item: picture.key })}>{say(insightWords.forVisitor)}</a>
    </section>
  );
}

function useAgain(picture: Picture): void {
  const recipe = recipeOf(picture);
  change({ prompt: recipe.prompt ?? "", negative: recipe.negativePrompt ?? "", seed: "" });
  go("make");
}

export function Viewer(props: Props): JSX.Element | null {
  const { pictures, total, index, verbs, marks, selected, walk, act, toggle, close } = props;
  const dialog = useRef<HTMLDialogElement>(null);
  const picture = pictures[index];
  const mark = marks && picture ? markOf([picture]) : undefined;

  useLayoutEffect(() => {
    dialog.current?.showModal();
    // The keys are the dialog's own; no button has the focus before Tab was pressed.
    dialog.current?.focus();
    noticesInDialog.value = true;
    return () => {
      noticesInDialog.value = false;
    };
  }, []);
  useEffect(() => {
    for (const near of [pictures[index + 1], pictures[index - 1]]) if (near) new Image().src = ownPath(near.url);
  }, [picture?.url]);
  useEffect(() => {
    if (!picture && total === 0) close();
  }, [picture, total]);

  const press = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const verb = [...verbs, ...(mark ? [mark] : [])].find((one) => verbButtons[one].key === event.key.toLowerCase());
    if (event.key === "ArrowRight") walk(Math.min(total - 1, index + 1));
    else if (event.key === "ArrowLeft") walk(Math.max(0, index - 1));
    else if (event.key === " " && !(event.target instanceof HTMLButtonElement)) toggle();
    else if (verb && picture) act(verb, picture);
    else return;
    event.preventDefault();
  };

  return (
    <dialog
      ref={dialog}
      class="viewer"
      tabIndex={-1}
      aria-label={say(pictureWords.view)}
      onClose={close}
      onKeyDown={press}
    >
      <figure class="viewer__picture">
        {picture && <img key={picture.url} src={ownPath(picture.url)} alt={describe(picture)} />}
        {picture?.disliked && (
          <p class="viewer__mark">
            <Icon name="dislike" />
            {say(pictureWords.disliked)}
          </p>
        )}
        <button
          type="button"
          class="button button--icon viewer__step viewer__step--back"
          aria-label={say(pictureWords.previous)}
          disabled={index === 0}
          onClick={() => walk(index - 1)}
        >
          <Icon name="left" />
        </button>
        <button
          type="button"
          class="button button--icon viewer__step viewer__step--on"
          aria-label={say(pictureWords.next)}
          disabled={index >= total - 1}
          onClick={() => walk(index + 1)}
        >
          <Icon name="right" />
        </button>
      </figure>
      <aside class="viewer__side">
        <header class="viewer__head">
          <p class="facts" aria-live="polite">
            {say(pictureWords.position)(number(index + 1), number(total))}
          </p>
          <button
            type="button"
            class="button button--quiet button--icon"
            aria-label={say(words.close)}
            onClick={() => dialog.current?.close()}
          >
            <Icon name="close" />
          </button>
        </header>
        {picture && (
          <>
            <p class="viewer__prompt">{recipeOf(picture).prompt ?? say(pictureWords.noPrompt)}</p>
            <div class="row">
              {verbs.map((verb, place) => (
                <button
                  key={verb}
                  type="button"
                  class={`button ${place === 0 ? "button--main" : ""}`}
                  onClick={() => act(verb, picture)}
                >
                  <Icon name={verbButtons[verb].icon} />
                  {say(pictureWords[verb])}
                </button>
              ))}
              {mark && (
                <button type="button" class="button" aria-pressed={picture.disliked} onClick={() => act(mark, picture)}>
                  <Icon name="dislike" />
                  {say(pictureWords.dislike)}
                </button>
              )}
              <button type="button" class="button" aria-pressed={selected} onClick={toggle}>
                {selected && <Icon name="check" />}
                {say(pictureWords.select)}
              </button>
            </div>
            <Facts picture={picture} />
            {verbs.includes("unpublish") && <Why key={picture.url} picture={picture} />}
            {recipeOf(picture).prompt && (
              <button type="button" class="button viewer__again" onClick={() => useAgain(picture)}>
                <Icon name="make" />
                {say(pictureWords.useAgain)}
              </button>
            )}
          </>
        )}
      </aside>
      <Notices />
    </dialog>
  );
}
