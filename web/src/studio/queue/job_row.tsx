import type { JSX } from "preact";

import { say } from "../../language";
import { type Job, ask, ownPath, server } from "../client";
import { duration, moment, number } from "../format";
import { tell, tellTrouble } from "../notices";
import { Icon } from "../parts/icon";
import { Image } from "../parts/image";
import { queueWords } from "./words";

export async function restart(job: Job): Promise<void> {
  const answer = await ask(server.POST("/api/v1/jobs/{id}/restart", { params: { path: { id: job.id } } }));
  if (answer.ok) tell(say(queueWords.retried));
  else tellTrouble(answer.trouble);
}

export async function cancel(job: Job): Promise<void> {
  const answer = await ask(server.POST("/api/v1/jobs/{id}/cancel", { params: { path: { id: job.id } } }));
  if (answer.ok) tell(say(queueWords.cancelled), () => void restart(job));
  else tellTrouble(answer.trouble);
}

// The share of the whole job that is painted, 0 to 1.
export function shareDone(job: Job): number {
  const painted = job.pictures.filter((picture) => picture.done).length;
  const begun = job.progress ? job.progress.step / Math.max(1, job.progress.steps) : 0;
  return Math.min(1, (painted + begun) / Math.max(1, job.pictures.length));
}

// The newest picture of a job: its preview, or what it stored last.
export function pictureOf(job: Job): string | undefined {
  const shown = job.progress?.preview ?? job.pictures.findLast((picture) => picture.done)?.url;
  return shown && ownPath(shown);
}

function facts(job: Job): string[] {
  const sizes = job.pictures.map((picture) => `${picture.width}×${picture.height}`);
  const told = [...new Set(sizes), say(queueWords.seed)(job.seed)];
  const painter = job.worker ?? job.painter;
  if (painter) told.push(painter);
  if (job.failures) told.push(say(queueWords.failures)(job.failures));
  if (job.notBefore) told.push(say(queueWords.triedAgain)(moment(job.notBefore)));
  return told;
}

function outlook(job: Job): string {
  if (job.state === "waiting") {
    const turn = job.position ? say(queueWords.position)(number(job.position)) : say(queueWords.first);
    return job.secondsLeft ? `${turn} · ${say(queueWords.left)(duration(job.secondsLeft))}` : turn;
  }
  if (job.state === "running") return job.secondsLeft ? say(queueWords.left)(duration(job.secondsLeft)) : "";
  return job.finished ? moment(job.finished) : "";
}

export function JobProgress({ job }: { job: Job }): JSX.Element | null {
  if (job.state !== "running") return null;
  return <progress class="bar" max={1} value={shareDone(job)} aria-label={say(queueWords.progress)} />;
}

export function JobButton({ job }: { job: Job }): JSX.Element {
  const ahead = job.state === "waiting" || job.state === "running";
  const name = say(ahead ? queueWords.cancel : job.state === "done" ? queueWords.paintAnew : queueWords.retry);
  return (
    <button
      type="button"
      class="button button--quiet"
      aria-label={`${name}: ${job.prompt}`}
      onClick={() => void (ahead ? cancel(job) : restart(job))}
    >
      <Icon name={ahead ? "close" : "again"} />
      <span>{name}</span>
    </button>
  );
}

export function JobRow({ job }: { job: Job }): JSX.Element {
  const picture = pictureOf(job);
  return (
    <li class="job">
      <div class="job__picture">
        {picture ? <Image src={picture} alt={say(queueWords.thumbnail)(job.prompt)} /> : <Icon name="empty" />}
      </div>
      <div class="job__words">
        <p class="job__prompt" title={job.prompt}>
          {job.prompt}
        </p>
        <p class="facts">{facts(job).join(" · ")}</p>
        {job.error && <p class="job__error">{job.error}</p>}
        <JobProgress job={job} />
      </div>
      <p class="job__outlook">{outlook(job)}</p>
      <JobButton job={job} />
    </li>
  );
}
