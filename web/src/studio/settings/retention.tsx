import type { JSX } from "preact";

import { say } from "../../language";
import { type Settings, ask, server } from "../client";
import { TextField } from "../parts/field";
import { words } from "../words";
import { useDecision } from "./decision";
import { settingsWords } from "./words";

const mostDays = 3_650;

export function RetentionDays({ settings }: { settings: Settings }): JSX.Element {
  const { draft, change, isChanged, save } = useDecision(settings.retention, (body) =>
    ask(server.PUT("/api/v1/settings/retention", { body })),
  );
  const days = { type: "number", required: true, min: 1, max: mostDays } as const;
  return (
    <form class="section" aria-label={say(settingsWords.retention)} onSubmit={save}>
      <h2>{say(settingsWords.retention)}</h2>
      <p class="hint">{say(settingsWords.retentionHint)}</p>
      <div class="fields settings__days">
        <TextField
          {...days}
          label={say(settingsWords.trashDays)}
          value={String(draft.trashDays)}
          write={(value) => change({ ...draft, trashDays: Number(value) })}
        />
        <TextField
          {...days}
          label={say(settingsWords.jobDays)}
          value={String(draft.jobDays)}
          write={(value) => change({ ...draft, jobDays: Number(value) })}
        />
        <TextField
          {...days}
          min={0}
          label={say(settingsWords.visitorDays)}
          hint={say(settingsWords.visitorDaysHint)}
          value={String(draft.visitorDays)}
          write={(value) => change({ ...draft, visitorDays: Number(value) })}
        />
      </div>
      <div class="row">
        <button type="submit" class="button" disabled={!isChanged}>
          {say(words.save)}
        </button>
      </div>
    </form>
  );
}
