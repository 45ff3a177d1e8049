import type { JSX } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";

import { say } from "../../language";
import type { Picture } from "../client";
import { Icon } from "../parts/icon";
import { Thumbnail } from "../parts/thumbnail";
import { useRows } from "../parts/virtual_rows";
import { emotionNames, isEmotion, words } from "../words";
import { recipeOf } from "./list";
import type { Selection } from "./selection";
import { pictureWords } from "./words";

const leastTile = 168;
const gap = 14;
const overscan = 3;

interface Props {
  total: number;
  pictures: Picture[];
  selection: Selection;
  need: (index: number) => void;
  open: (index: number) => void;
  toggle: (index: number) => void;
  range: (index: number) => void;
  // Missing where there are no marks.
  dislike: ((picture: Picture) => void) | undefined;
  all: () => void;
  none: () => void;
}

export function describe(picture: Picture): string {
  const emotion = picture.emotion && isEmotion(picture.emotion) ? say(emotionNames[picture.emotion]) : "";
  const place = [emotion, picture.favorite].filter(Boolean).join(", ") || picture.key;
  const mark = picture.disliked ? `, ${say(pictureWords.disliked)}` : "";
  return say(pictureWords.tile)(place, recipeOf(picture).prompt ?? "") + mark;
}

function useWidth(): [number, { current: HTMLDivElement | null }] {
  const element = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    if (!element.current) return undefined;
    const observer = new ResizeObserver(([entry]) => setWidth(entry?.contentRect.width ?? 0));
    observer.observe(element.current);
    return () => observer.disconnect();
  }, []);
  return [width, element];
}

interface TileProps {
  picture: Picture | undefined;
  index: number;
  total: number;
  selected: boolean;
  active: boolean;
  press: (event: MouseEvent) => void;
  mark: (event: MouseEvent) => void;
  dislike: ((event: MouseEvent) => void) | undefined;
}

function Tile({ picture, index, total, selected, active, press, mark, dislike }: TileProps): JSX.Element {
  const place = { role: "option", "aria-setsize": total, "aria-posinset": index + 1, "data-index": index } as const;
  if (!picture) {
    return (
      <div
        {...place}
        class="tile tile--waiting"
        tabIndex={active ? 0 : -1}
        aria-label={say(pictureWords.notYet)}
        aria-disabled="true"
      />
    );
  }
  return (
    <div
      {...place}
      class={`tile ${picture.disliked ? "tile--disliked" : ""}`}
      tabIndex={active ? 0 : -1}
      aria-selected={selected}
      aria-label={describe(picture)}
      onClick={press}
    >
      <Thumbnail picture={picture} />
      <span class="tile__mark" onClick={mark}>
        <Icon name="check" />
      </span>
      {dislike && (
        <span class="tile__mark tile__mark--dislike" onClick={dislike}>
          <Icon name="dislike" />
        </span>
      )}
    </div>
  );
}

export function Grid(props: Props): JSX.Element {
  const { total, pictures, selection, need, open, toggle, range, dislike, all, none } = props;
  const [width, list] = useWidth();
  const [active, setActive] = useState(0);
  const walking = useRef(false);
  const columns = Math.max(2, Math.floor((width + gap) / (leastTile + gap)));
  const tile = Math.max(1, (width - gap * (columns - 1)) / columns);
  const rows = useRows(list, Math.ceil(total / columns), tile + gap, overscan);
  const last = rows.rows.at(-1);

  useEffect(() => {
    if (last) need((last.index + 1) * columns - 1);
  }, [last?.index, columns, pictures.length]);

  useLayoutEffect(() => {
    if (!walking.current) return;
    const target = list.current?.querySelector<HTMLElement>(`[data-index="${active}"]`);
    target?.focus({ preventScroll: true });
    // A tile that still waits for its picture hands the focus on to it.
    if (target && pictures[active]) walking.current = false;
  });

  const walkTo = (index: number): void => {
    const to = Math.max(0, Math.min(total - 1, index));
    walking.current = true;
    setActive(to);
    rows.show(Math.floor(to / columns));
  };
  const steps: Record<string, number> = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns, ArrowDown: columns };

  const dislikeAt = (index: number): void => {
    const picture = pictures[index];
    if (picture) dislike?.(picture);
  };

  const press = (event: KeyboardEvent): void => {
    const plain = !event.ctrlKey && !event.metaKey && !event.altKey;
    const step = steps[event.key];
    if (step !== undefined) walkTo(active + step);
    else if (event.key === "Home") walkTo(0);
    else if (event.key === "End") walkTo(total - 1);
    else if (event.key === "Enter") open(active);
    else if (event.key === " ") (event.shiftKey ? range : toggle)(active);
    else if (event.key === "a" && (event.ctrlKey || event.metaKey)) all();
    else if (event.key.toLowerCase() === "x" && plain) dislikeAt(active);
    else if (event.key === "Escape") none();
    else return;
    event.preventDefault();
  };

  const click = (event: MouseEvent, index: number): void => {
    setActive(index);
    if (event.shiftKey) range(index);
    else if (event.ctrlKey || event.metaKey) toggle(index);
    else open(index);
  };
  const mark = (event: MouseEvent, index: number): void => {
    event.stopPropagation();
    setActive(index);
    (event.shiftKey ? range : toggle)(index);
  };
  const dislikeTile = (event: MouseEvent, index: number): void => {
    event.stopPropagation();
    setActive(index);
    dislikeAt(index);
  };

  const first = rows.rows[0]?.index ?? 0;
  const shown = Array.from(
    { length: Math.max(0, Math.min(total, ((last?.index ?? -1) + 1) * columns) - first * columns) },
    (_, index) => first * columns + index,
  );
  // Whoever tabs into the list lands on a picture that is seen, though the last one may have scrolled away.
  const reachable = shown.includes(active) ? active : (shown[0] ?? 0);
  return (
    <div
      ref={list}
      class={`grid ${selection.urls.size > 0 ? "grid--selecting" : ""}`}
      role="listbox"
      aria-multiselectable="true"
      aria-label={say(words.pictures)}
      style={{ height: `${rows.height}px` }}
      onKeyDown={press}
    >
      <div
        class="grid__window"
        role="presentation"
        style={{
          gridTemplateColumns: `repeat(${columns}, ${tile}px)`,
          gap: `${gap}px`,
          gridAutoRows: `${tile}px`,
          transform: `translateY(${first * (tile + gap)}px)`,
        }}
      >
        {shown.map((index) => {
          const picture = pictures[index];
          return (
            <Tile
              key={index}
              picture={picture}
              index={index}
              total={total}
              selected={picture !== undefined && selection.urls.has(picture.url)}
              active={index === reachable}
              press={(event) => click(event, index)}
              mark={(event) => mark(event, index)}
              dislike={dislike && ((event) => dislikeTile(event, index))}
            />
          );
        })}
      </div>
    </div>
  );
}
