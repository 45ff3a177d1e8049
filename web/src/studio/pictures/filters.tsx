import type { JSX } from "preact";
import { useRef } from "preact/hooks";

import { say } from "../../language";
import { Select, TextField } from "../parts/field";
import { Icon } from "../parts/icon";
import { hrefOf, refine, route } from "../route";
import { emotionNames, emotions, words } from "../words";
import { type Filter, type PicturePlace, filterNames } from "./list";
import { pictureWords } from "./words";

const typingMs = 300;
const wide = matchMedia("(min-width: 48rem)");

export function filterOf(query: URLSearchParams): Filter {
  return Object.fromEntries(filterNames.flatMap((name) => (query.get(name) ? [[name, query.get(name)]] : [])));
}

export function Filters({ place, filter }: { place: PicturePlace; filter: Filter }): JSX.Element {
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const set = (part: Filter): void => refine({ ...filterOf(route.value.query), ...part });
  const setSoon = (part: Filter): void => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => set(part), typingMs);
  };
  const count = Object.keys(filter).length;
  return (
    <details class="filters" open={wide.matches || count > 0}>
      <summary>
        {say(pictureWords.filters)}
        {count > 0 && <span class="tab__count">{count}</span>}
      </summary>
      <form class="fields filters__fields" role="search" onSubmit={(event) => event.preventDefault()}>
        <TextField
          label={say(pictureWords.prompt)}
          type="search"
          maxLength={200}
          value={filter.text ?? ""}
          write={(text) => setSoon({ text })}
        />
        <Select
          label={say(words.emotion)}
          value={filter.emotion ?? ""}
          options={[["", say(words.any)], ...emotions.map((emotion) => [emotion, say(emotionNames[emotion])] as const)]}
          choose={(emotion) => set({ emotion })}
        />
        <TextField
          label={say(words.favorite)}
          type="search"
          maxLength={200}
          value={filter.favorite ?? ""}
          write={(favorite) => setSoon({ favorite })}
        />
        <Select
          label={say(words.orientation)}
          value={filter.orientation ?? ""}
          options={[
            ["", say(words.any)],
            ["landscape", say(words.landscape)],
            ["portrait", say(words.portrait)],
          ]}
          choose={(orientation) => set({ orientation })}
        />
        {place !== "trash" && (
          <Select
            label={say(pictureWords.verdict)}
            value={filter.disliked ?? ""}
            options={[
              ["", say(words.any)],
              ["true", say(pictureWords.onlyDisliked)],
              ["false", say(pictureWords.notDisliked)],
            ]}
            choose={(disliked) => set({ disliked })}
          />
        )}
        <TextField label={say(pictureWords.from)} type="date" value={filter.from ?? ""} write={(from) => set({ from })} />
        <TextField label={say(pictureWords.to)} type="date" value={filter.to ?? ""} write={(to) => set({ to })} />
        {count > 0 && (
          <a class="button button--quiet filters__clear" href={hrefOf(route.value.page)}>
            <Icon name="close" />
            {say(pictureWords.clearFilters)}
          </a>
        )}
      </form>
    </details>
  );
}
