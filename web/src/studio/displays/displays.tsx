import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";

import { say } from "../../language";
import { type Answer, ask, server } from "../client";
import { PageHead } from "../parts/page_head";
import { Failed, Loading } from "../parts/states";
import { Tabs } from "../parts/tabs";
import { go, hrefOf, route } from "../route";
import { words } from "../words";
import { Playlist } from "./playlist";
import { Screens } from "./screens";
import { Shelf } from "./shelf";
import { Slots } from "./slots";
import { displayWords } from "./words";
import { useZone } from "./zone";

const zonePattern = /^[a-z0-9-]{1,32}$/;

function NewZone(): JSX.Element {
  const [name, setName] = useState("");
  const open = (event: Event): void => {
    event.preventDefault();
    if (!zonePattern.test(name)) return;
    go("displays", { zone: name });
    setName("");
  };
  return (
    <form class="new-zone" onSubmit={open}>
      <input
        type="text"
        autocomplete="off"
        required
        maxLength={32}
        aria-label={say(displayWords.newZone)}
        placeholder={say(displayWords.newZone)}
        title={say(displayWords.newZoneHint)}
        value={name}
        onInput={(event) => setName(event.currentTarget.value.toLowerCase())}
      />
      <button type="submit" class="button" disabled={!zonePattern.test(name)}>
        {say(displayWords.open)}
      </button>
    </form>
  );
}

function Zone({ zone }: { zone: string }): JSX.Element {
  const display = useZone(zone);
  if (!display) return <Loading />;
  return (
    <div class="zone">
      <div class="zone__walls">
        <Slots display={display} />
        <Playlist display={display} />
        <Screens zone={zone} />
      </div>
      <Shelf />
    </div>
  );
}

export function Displays(): JSX.Element {
  const [zones, setZones] = useState<Answer<string[]> | null>(null);
  const [attempt, setAttempt] = useState(0);
  const wanted = route.value.query.get("zone") ?? "";
  const known = zones?.ok ? zones.value : [];
  const zone = zonePattern.test(wanted) ? wanted : (known[0] ?? "");

  useEffect(() => {
    let current = true;
    void ask(server.GET("/api/v1/displays")).then((answer) => {
      if (current) setZones(answer.ok ? { ok: true, value: answer.value.zones } : answer);
    });
    return () => {
      current = false;
    };
  }, [attempt, wanted]);

  return (
    <>
      <PageHead title={say(words.displays)} hint={say(displayWords.hint)} />
      {zones && !zones.ok && <Failed trouble={zones.trouble} again={() => setAttempt(attempt + 1)} />}
      {!zones && <Loading />}
      {zone && (
        <>
          <div class="tabs-line">
            <Tabs
              label={say(displayWords.zones)}
              tabs={[...new Set([...known, zone])].map((name) => ({
                href: hrefOf("displays", { zone: name }),
                name,
                current: name === zone,
              }))}
            />
            <NewZone />
          </div>
          <Zone zone={zone} />
        </>
      )}
    </>
  );
}
