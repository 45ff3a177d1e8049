import { signal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";

import { say } from "../../language";
import { type Job, ask, server } from "../client";
import { duration } from "../format";
import { onJob } from "../live";
import { tell } from "../notices";
import { Icon } from "../parts/icon";
import { Image } from "../parts/image";
import { Empty } from "../parts/states";
import { JobButton, JobProgress, pictureOf } from "../queue/job_row";
import { queueWords, stateNames } from "../queue/words";
import { change, reuse } from "./order";
import { makeWords } from "./words";

const mostShown = 40;
// Singles are looked for among as many of the newest jobs.
const mostLooked = 200;

const singles = signal<Job[]>([]);

// Newest first; a job that is there already is replaced where it stands.
export function showJob(job: Job): void {
  const there = singles.value.some((one) => one.id === job.id);
  singles.value = there
    ? singles.value.map((one) => (one.id === job.id ? job : one))
    : [job, ...singles.value].slice(0, mostShown);
}

async function load(): Promise<void> {
  const answer = await ask(server.GET("/api/v1/jobs", { params: { query: { limit: mostLooked } } }));
  if (!answer.ok) return;
  for (const job of answer.value.jobs.filter((one) => one.priority === "single").reverse()) showJob(job);
}

function useAgain(job: Job, withSeed: boolean): void {
  reuse(job, withSeed);
  tell(say(makeWords.used));
  document.querySelector<HTMLTextAreaElement>(".make textarea")?.focus();
}

function Recipe({ job }: { job: Job }): JSX.Element {
  const picture = job.pictures[0];
  const took = job.started && job.finished ? (Date.parse(job.finished) - Date.parse(job.started)) / 1000 : undefined;
  const rows: [string, string | undefined][] = [
    [say(makeWords.negative), job.negativePrompt],
    [say(makeWords.size), picture && `${picture.width} × ${picture.height}`],
    [say(makeWords.seed), String(job.seed)],
    [say(makeWords.painter), job.worker ?? job.painter],
    [say(makeWords.took), job.state === "done" && took !== undefined ? duration(took) : undefined],
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

// As large as it is, and never taller than the screen; its place is kept while it loads.
function Frame({ job, source }: { job: Job; source: string }): JSX.Element {
  const { width = 1, height = 1 } = job.pictures[0] ?? {};
  const place = { width: `min(100%, ${width}px, ${(70 * width) / height}vh)`, aspectRatio: `${width} / ${height}` };
  const image = <Image src={source} alt={say(makeWords.alt)(job.prompt)} />;
  if (job.state !== "done") {
    return (
      <div class="result__frame" style={place}>
        {image}
      </div>
    );
  }
  return (
    <a
      class="result__frame"
      style={place}
      href={source}
      target="_blank"
      rel="noreferrer"
      aria-label={`${say(makeWords.full)}: ${job.prompt}`}
    >
      {image}
    </a>
  );
}

function Result({ job }: { job: Job }): JSX.Element {
  const picture = pictureOf(job);
  return (
    <li class={`result ${picture ? "" : "result--unseen"}`}>
      <div class="result__picture">
        {picture ? <Frame job={job} source={picture} /> : <p class="hint">{say(stateNames[job.state])}</p>}
      </div>
      <div class="result__words">
        <p class="result__prompt" title={job.prompt}>{job.prompt}</p>
        {job.state === "running" && (
          <>
            <JobProgress job={job} />
            <p class="facts">
              {job.progress && say(queueWords.step)(job.progress.step, job.progress.steps)}
              {job.progress && job.secondsLeft ? " · " : ""}
              {job.secondsLeft ? say(queueWords.left)(duration(job.secondsLeft)) : ""}
            </p>
          </>
        )}
        {job.state === "waiting" && job.secondsLeft && (
          <p class="facts">
            {say(makeWords.waiting)} · {say(queueWords.left)(duration(job.secondsLeft))}
          </p>
        )}
        {job.error && <p class="job__error">{job.error}</p>}
        <Recipe job={job} />
        <div class="row">
          <button type="button" class="button" onClick={() => useAgain(job, false)}>
            <Icon name="again" />
            {say(makeWords.use)}
          </button>
          <button type="button" class="button button--quiet" onClick={() => useAgain(job, true)}>
            {say(makeWords.useSeed)}
          </button>
          {job.state !== "done" && <JobButton job={job} />}
        </div>
      </div>
    </li>
  );
}

export function Results(): JSX.Element {
  useEffect(() => {
    void load();
    return onJob((job) => {
      if (job.priority === "single") showJob(job);
    });
  }, []);
  return (
    <section class="make__results" aria-label={say(makeWords.results)}>
      {singles.value.length === 0 ? (
        <Empty title={say(makeWords.nothingYet)}>
          <button type="button" class="button" onClick={() => change({ prompt: makeWords.promptExample.en })}>
            {makeWords.promptExample.en}
          </button>
        </Empty>
      ) : (
        <ul class="results">
          {singles.value.map((job) => (
            <Result key={job.id} job={job} />
          ))}
        </ul>
      )}
    </section>
  );
}
