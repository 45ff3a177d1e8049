import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";

import { say } from "../../language";
import { beginWords } from "../begin/words";
import type { Picture } from "../client";
import { number } from "../format";
import { onJob } from "../live";
import { actLater, tellTrouble } from "../notices";
import { Icon } from "../parts/icon";
import { PageHead } from "../parts/page_head";
import { Empty, Failed, Loading } from "../parts/states";
import { Tabs } from "../parts/tabs";
import { hrefOf, route } from "../route";
import { words } from "../words";
import { type Move, type Verb, act, emptyTrash, isMark, markOf } from "./actions";
import { Filters, filterOf } from "./filters";
import { Grid } from "./grid";
import { type PictureList, type PicturePlace, findDisliked, useDislikedCount, usePictures } from "./list";
import { noSelection, ranged, toggled } from "./selection";
import { Viewer, verbButtons } from "./viewer";
import { pictureWords } from "./words";

const places: readonly PicturePlace[] = ["pool", "garden", "trash"];
const verbs: Record<PicturePlace, readonly Move[]> = {
  pool: ["publish", "remove"],
  garden: ["unpublish", "remove"],
  trash: ["restore"],
};
const prefixes: Record<PicturePlace, string> = { pool: "imgPool/", garden: "emotions/", trash: "" };
const hints = { pool: pictureWords.poolHint, garden: pictureWords.gardenHint, trash: pictureWords.trashHint };
const empties = { pool: pictureWords.emptyPool, garden: pictureWords.emptyGarden, trash: pictureWords.emptyTrash };

// Whether a job has put a picture here since the list was loaded.
function useArrivals(place: PicturePlace, list: PictureList): boolean {
  const [arrived, setArrived] = useState(false);
  useEffect(() => setArrived(false), [list.pictures]);
  useEffect(
    () =>
      onJob((job) => {
        const here = job.pictures.some((picture) => picture.done && picture.key.startsWith(prefixes[place]));
        if (place !== "trash" && job.state === "done" && here) setArrived(true);
      }),
    [place],
  );
  return arrived;
}

function Nothing({ place, filtered }: { place: PicturePlace; filtered: boolean }): JSX.Element {
  if (filtered) {
    return (
      <Empty title={say(pictureWords.noMatch)}>
        <a class="button" href={hrefOf(place)}>
          {say(pictureWords.clearFilters)}
        </a>
      </Empty>
    );
  }
  return (
    <Empty title={say(empties[place])}>
      {place === "garden" && (
        <a class="button button--main" href={hrefOf("begin")}>
          {say(beginWords.go)}
        </a>
      )}
      {place !== "trash" && (
        <a class="button" href={hrefOf("bulk")}>
          {say(pictureWords.orderBulk)}
        </a>
      )}
    </Empty>
  );
}

export function Pictures({ place }: { place: PicturePlace }): JSX.Element {
  const filter = filterOf(route.value.query);
  const list = usePictures(place, filter);
  const [selection, setSelection] = useState(noSelection);
  const [viewed, setViewed] = useState<number | null>(null);
  const [disliked, countDisliked] = useDislikedCount(place, filter);
  const [isRemoving, setRemoving] = useState(false);
  const arrived = useArrivals(place, list);
  const filtered = Object.keys(filter).length > 0;
  const { pictures, total } = list;
  const marks = place !== "trash";
  const chosen = pictures.filter((picture) => selection.urls.has(picture.url));

  useEffect(() => setSelection(noSelection), [JSON.stringify(filter)]);

  const toggle = (index: number): void => {
    const picture = pictures[index];
    if (picture) setSelection((now) => toggled(now, picture.url, index));
  };
  const none = (): void => setSelection(noSelection);
  const all = (): void => setSelection({ urls: new Set(pictures.map((picture) => picture.url)), anchor: 0 });

  const again = (): void => {
    list.again();
    countDisliked();
  };
  // Publishing copies: the pictures stay in the pool, but nobody dislikes them any more.
  const stays = (verb: Verb): boolean =>
    (verb === "publish" || isMark(verb)) && (filter.disliked ?? String(verb === "dislike")) === String(verb === "dislike");
  const change = async (verb: Verb, changed: Picture[]): Promise<void> => {
    const done = await act(verb, changed, again);
    if (done.size === 0) return;
    if (!isMark(verb)) none();
    countDisliked();
    const urls = new Set(changed.filter(({ key }) => done.has(key)).map(({ url }) => url));
    if (stays(verb)) list.mark(urls, verb === "dislike");
    else list.drop(urls);
  };
  const changeViewed = (verb: Verb, picture: Picture): void => {
    void change(verb, [picture]).then(() => {
      setViewed((index) => {
        if (index === null || !total) return null;
        if (!stays(verb)) return Math.max(0, Math.min(total - 2, index));
        return verb === "publish" ? Math.min(total - 1, index + 1) : index;
      });
    });
  };
  const dislike = (marked: Picture[]): void => {
    const verb = markOf(marked);
    void change(verb, verb === "dislike" ? marked.filter((picture) => !picture.disliked) : marked);
  };
  const removeDisliked = async (): Promise<void> => {
    setRemoving(true);
    const found = await findDisliked(place, filter);
    if (found.ok) await act("remove", found.value, again);
    else tellTrouble(found.trouble);
    setRemoving(false);
    none();
    again();
  };
  const walk = (index: number): void => {
    setViewed(index);
    list.need(index + 1);
  };

  return (
    <>
      <PageHead
        title={say(words[place])}
        hint={
          <>
            {say(hints[place])} {total !== null && say(pictureWords.total)(number(total))}
          </>
        }
      >
        {disliked > 0 && (
          <button type="button" class="button" disabled={isRemoving} onClick={() => void removeDisliked()}>
            <Icon name="trash" />
            {say(pictureWords.removeDisliked)(number(disliked))}
          </button>
        )}
        {place === "trash" && (total ?? 0) > 0 && (
          <button
            type="button"
            class="button"
            onClick={() => actLater(say(pictureWords.willEmpty), () => void emptyTrash(list.again))}
          >
            <Icon name="trash" />
            {say(pictureWords.emptyIt)}
          </button>
        )}
      </PageHead>
      <div class="tabs-line">
        <Tabs
          label={say(pictureWords.places)}
          tabs={places.map((one) => ({ href: hrefOf(one), name: say(words[one]), current: one === place }))}
        />
      </div>
      <Filters place={place} filter={filter} />
      {chosen.length > 0 && (
        <div class="selection" role="toolbar" aria-label={say(pictureWords.selected)(number(chosen.length))}>
          <p class="selection__count">{say(pictureWords.selected)(number(chosen.length))}</p>
          {verbs[place].map((verb) => (
            <button key={verb} type="button" class="button" onClick={() => void change(verb, chosen)}>
              <Icon name={verbButtons[verb].icon} />
              {say(pictureWords[verb])}
            </button>
          ))}
          {marks && (
            <button
              type="button"
              class="button"
              aria-pressed={markOf(chosen) === "undislike"}
              onClick={() => dislike(chosen)}
            >
              <Icon name="dislike" />
              {say(pictureWords.dislike)}
            </button>
          )}
          <button type="button" class="button button--quiet" onClick={all}>
            {say(pictureWords.selectAll)}
          </button>
          <button type="button" class="button button--quiet" onClick={none}>
            {say(pictureWords.selectNone)}
          </button>
        </div>
      )}
      {arrived && (
        <button type="button" class="button more arrived" onClick={list.again}>
          <Icon name="again" />
          {say(pictureWords.arrived)}
        </button>
      )}
      {list.trouble && <Failed trouble={list.trouble} again={list.again} />}
      {total === null && !list.trouble && <Loading />}
      {total === 0 && !list.trouble && <Nothing place={place} filtered={filtered} />}
      {total !== null && total > 0 && (
        <Grid
          total={total}
          pictures={pictures}
          selection={selection}
          need={list.need}
          open={walk}
          toggle={toggle}
          range={(index) => setSelection((now) => ranged(now, pictures.map((picture) => picture.url), index))}
          dislike={marks ? (picture) => dislike([picture]) : undefined}
          all={all}
          none={none}
        />
      )}
      {viewed !== null && (
        <Viewer
          pictures={pictures}
          total={total ?? 0}
          index={viewed}
          verbs={verbs[place]}
          marks={marks}
          selected={selection.urls.has(pictures[viewed]?.url ?? "")}
          walk={walk}
          act={changeViewed}
          toggle={() => toggle(viewed)}
          close={() => setViewed(null)}
        />
      )}
    </>
  );
}
