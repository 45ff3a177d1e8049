import type { JSX } from "preact";

import { say } from "../../language";
import { type JobState, type Queue, ask, server } from "../client";
import { number } from "../format";
import { queue } from "../live";
import { actLater, tell, tellTrouble } from "../notices";
import { Icon } from "../parts/icon";
import { PageHead } from "../parts/page_head";
import { Empty, Failed, Loading } from "../parts/states";
import { Tabs } from "../parts/tabs";
import { hrefOf, route } from "../route";
import { words } from "../words";
import { JobRow } from "./job_row";
import { useJobs } from "./jobs";
import { Painters } from "./painters";
import { queueWords, stateNames } from "./words";

const states: JobState[] = ["running", "waiting", "parked", "done", "cancelled"];

async function pause(paused: boolean): Promise<void> {
  const answer = await ask(paused ? server.POST("/api/v1/jobs/pause") : server.POST("/api/v1/jobs/resume"));
  if (answer.ok) queue.value = answer.value;
  else tellTrouble(answer.trouble);
}

async function cancelMany(which: "waiting" | "all"): Promise<void> {
  const answer = await ask(server.POST("/api/v1/jobs/cancel", { body: { which } }));
  if (answer.ok) tell(say(queueWords.cancelledMany)(number(answer.value.cancelled)));
  else tellTrouble(answer.trouble);
}

async function restartParked(): Promise<void> {
  const answer = await ask(server.POST("/api/v1/jobs/restart"));
  if (answer.ok) tell(say(queueWords.retriedMany)(number(answer.value.restarted)));
  else tellTrouble(answer.trouble);
}

// There before the queue is known, so that nothing jumps when it is.
function Actions({ now }: { now: Queue | null }): JSX.Element {
  const { waiting, running } = now?.counts ?? { waiting: 0, running: 0 };
  return (
    <>
      <button
        type="button"
        class="button"
        disabled={waiting === 0}
        onClick={() => actLater(say(queueWords.willCancelWaiting), () => void cancelMany("waiting"))}
      >
        {say(queueWords.cancelWaiting)}
      </button>
      <button
        type="button"
        class="button"
        disabled={waiting + running === 0}
        onClick={() => actLater(say(queueWords.willCancelAll), () => void cancelMany("all"))}
      >
        {say(queueWords.cancelAll)}
      </button>
      <button type="button" class="button button--main" disabled={!now} onClick={() => void pause(!now?.paused)}>
        <Icon name={now?.paused ? "play" : "pause"} />
        {say(now?.paused ? queueWords.resume : queueWords.pause)}
      </button>
    </>
  );
}

function summary(now: Queue): string {
  if (now.paused) return say(queueWords.paused);
  const { waiting, running } = now.counts;
  return waiting + running === 0 ? say(queueWords.nothing) : say(queueWords.ahead)(number(running), number(waiting));
}

// Where something is to be seen: what is painted, else what waits, else what is done.
function usualState(now: Queue | null): JobState {
  if (!now || now.counts.running > 0) return "running";
  return now.counts.waiting > 0 ? "waiting" : "done";
}

function Jobs({ state }: { state: JobState }): JSX.Element {
  const list = useJobs(state);
  if (list.trouble && !list.jobs) return <Failed trouble={list.trouble} again={list.again} />;
  if (!list.jobs) return <Loading />;
  if (list.jobs.length === 0) {
    return (
      <Empty title={say(queueWords.noJobs)}>
        <a class="button" href={hrefOf("make")}>
          {say(queueWords.orderSome)}
        </a>
      </Empty>
    );
  }
  return (
    <>
      <ul class="jobs">
        {list.jobs.map((job) => (
          <JobRow key={job.id} job={job} />
        ))}
      </ul>
      {list.more && (
        <button type="button" class="button more" onClick={list.showMore}>
          {say(words.showMore)}
        </button>
      )}
    </>
  );
}

export function QueuePage(): JSX.Element {
  const now = queue.value;
  const wanted = states.find((state) => state === route.value.query.get("state"));
  const state = wanted ?? usualState(now);
  return (
    <>
      <PageHead title={say(words.queue)} hint={now ? summary(now) : say(words.loading)}>
        <Actions now={now} />
      </PageHead>
      <Painters />
      <div class="tabs-line">
        <Tabs
          label={say(queueWords.states)}
          tabs={states.map((one) => ({
            href: hrefOf("queue", { state: one }),
            name: say(stateNames[one]),
            count: now?.counts[one],
            current: one === state,
          }))}
        />
        {state === "parked" && (now?.counts.parked ?? 0) > 0 && (
          <button type="button" class="button" onClick={() => void restartParked()}>
            <Icon name="again" />
            {say(queueWords.retryAll)}
          </button>
        )}
      </div>
      <Jobs state={state} />
    </>
  );
}
