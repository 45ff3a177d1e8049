import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";

import { say } from "../../language";
import { type Answer, type Key, ask, server } from "../client";
import { moment } from "../format";
import { actLater, tellTrouble } from "../notices";
import { Icon } from "../parts/icon";
import { Failed } from "../parts/states";
import { route } from "../route";
import { words } from "../words";
import { CopyLines } from "./copy_lines";
import { permissionNames, settingsWords } from "./words";

type MadeKey = Key & { secretKey: string };

function Pair({ pair, changed }: { pair: Key; changed: () => void }): JSX.Element {
  const { accessKey } = pair;
  const remove = async (): Promise<void> => {
    const answer = await ask(server.DELETE("/api/v1/keys/{accessKey}", { params: { path: { accessKey } } }));
    if (!answer.ok) tellTrouble(answer.trouble);
    changed();
  };
  return (
    <li class="webhook">
      <div>
        <p>
          <code>{accessKey}</code>
        </p>
        <p class="facts">
          {say(permissionNames[pair.permission])} · {moment(pair.created)}
        </p>
      </div>
      <button
        type="button"
        class="button button--quiet"
        aria-label={`${say(words.remove)}: ${accessKey}`}
        onClick={() => actLater(say(settingsWords.willRemoveKey)(accessKey), () => void remove())}
      >
        <Icon name="trash" />
        {say(words.remove)}
      </button>
    </li>
  );
}

function Made({ pair }: { pair: MadeKey }): JSX.Element {
  return (
    <div class="panel" role="status">
      <p>{say(settingsWords.keyMade)}</p>
      <CopyLines
        lines={[
          [settingsWords.accessKey, pair.accessKey],
          [settingsWords.secretKey, pair.secretKey],
        ]}
      />
    </div>
  );
}

// The key pairs of the S3 listener. A secret is shown once, when it is made.
export function Keys(): JSX.Element {
  const section = useRef<HTMLElement>(null);
  const [answer, setAnswer] = useState<Answer<Key[]> | null>(null);
  const [made, setMade] = useState<MadeKey | null>(null);
  const load = async (): Promise<void> => {
    const came = await ask(server.GET("/api/v1/keys"));
    setAnswer(came.ok ? { ok: true, value: came.value.keys } : came);
  };
  useEffect(() => void load(), []);
  useEffect(() => {
    if (answer && route.value.query.get("at") === "keys") section.current?.scrollIntoView();
  }, [answer === null]);

  const make = async (permission: Key["permission"]): Promise<void> => {
    const came = await ask(server.POST("/api/v1/keys", { body: { permission } }));
    if (came.ok) setMade(came.value);
    else tellTrouble(came.trouble);
    await load();
  };
  return (
    <section ref={section} class="section" aria-label={say(settingsWords.keyPairs)}>
      <h2>{say(settingsWords.keyPairs)}</h2>
      <p class="hint">{say(settingsWords.keyPairsHint)}</p>
      {answer && !answer.ok && <Failed trouble={answer.trouble} again={() => void load()} />}
      {answer?.ok && answer.value.length === 0 && <p>{say(settingsWords.noKeys)}</p>}
      {answer?.ok && (
        <ul class="webhooks">
          {answer.value.map((pair) => (
            <Pair key={pair.accessKey} pair={pair} changed={() => void load()} />
          ))}
        </ul>
      )}
      {made && <Made pair={made} />}
      <div class="row">
        <button type="button" class="button" onClick={() => void make("full")}>
          {say(settingsWords.addFull)}
        </button>
        <button type="button" class="button" onClick={() => void make("read")}>
          {say(settingsWords.addRead)}
        </button>
      </div>
    </section>
  );
}
