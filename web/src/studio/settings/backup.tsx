import type { JSX } from "preact";

import { say } from "../../language";
import type { Settings } from "../client";
import { CopyLines } from "./copy_lines";
import { settingsWords } from "./words";

// As this page's machine reaches it: a listener on every address has no host of its own.
function endpointOf(s3: string): string {
  const url = new URL(s3);
  if (url.hostname === "0.0.0.0" || url.hostname === "[::]") url.hostname = location.hostname;
  return url.origin;
}

export function Backup({ settings }: { settings: Settings }): JSX.Element {
  const bucket = `s3://${settings.bucket}`;
  const endpoint = settings.s3 === null ? "" : ` --endpoint-url ${endpointOf(settings.s3)}`;
  return (
    <section class="section" aria-label={say(settingsWords.backup)}>
      <h2>{say(settingsWords.backup)}</h2>
      {settings.s3 === null ? (
        <p>{say(settingsWords.noListener)}</p>
      ) : (
        <>
          <p class="hint">{say(settingsWords.backupHint)}</p>
          <CopyLines
            lines={[
              [settingsWords.keys, `emotion-garden keys list --data ${settings.data}`],
              [settingsWords.savePictures, `aws s3 cp ${bucket}/emotions/ emotions/ --recursive${endpoint}`],
              [settingsWords.restorePictures, `aws s3 cp emotions/ ${bucket}/emotions/ --recursive${endpoint}`],
              [settingsWords.deployPages, `aws s3 cp html/ ${bucket}/html --recursive${endpoint}`],
            ]}
          />
        </>
      )}
      <p class="hint">{say(settingsWords.wholeBackup)(settings.data)}</p>
    </section>
  );
}
