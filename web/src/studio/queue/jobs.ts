// A list of jobs that follows the server.

import { useEffect, useState } from "preact/hooks";

import { type Answer, type Job, type JobState, type Trouble, ask, server } from "../client";
import { changes, onJob } from "../live";

const firstPage = 50;
// The server's own limit of a page.
const mostAtOnce = 500;

export interface JobList {
  jobs: Job[] | null;
  more: boolean;
  trouble: Trouble | null;
  showMore: () => void;
  again: () => void;
}

async function pageOf(state: JobState, limit: number): Promise<Answer<{ jobs: Job[]; next?: string }>> {
  return ask(server.GET("/api/v1/jobs", { params: { query: { state, limit } } }));
}

export function useJobs(state: JobState): JobList {
  const [jobs, setJobs] = useState<Job[] | null>(null);
  const [more, setMore] = useState(false);
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  const [limit, setLimit] = useState(firstPage);
  const [attempt, setAttempt] = useState(0);
  const change = changes.value;

  useEffect(() => {
    setJobs(null);
    setLimit(firstPage);
  }, [state]);

  useEffect(() => {
    let current = true;
    void pageOf(state, limit).then((answer) => {
      if (!current) return;
      setTrouble(answer.ok ? null : answer.trouble);
      if (!answer.ok) return;
      setJobs(answer.value.jobs);
      setMore(answer.value.next !== undefined && limit < mostAtOnce);
    });
    return () => {
      current = false;
    };
  }, [state, limit, attempt, change]);

  // What gets further is drawn at once; who comes and goes is asked for, see above.
  useEffect(
    () =>
      onJob((job) => {
        setJobs((listed) => listed?.map((one) => (one.id === job.id && job.state === state ? job : one)) ?? null);
      }),
    [state],
  );

  return {
    jobs,
    more,
    trouble,
    showMore: () => setLimit((shown) => Math.min(mostAtOnce, shown * 2)),
    again: () => setAttempt((count) => count + 1),
  };
}
