import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";

import { say } from "../../language";
import { type Job, type Painter, ask, server } from "../client";
import { duration } from "../format";
import { changes } from "../live";
import { queueWords } from "./words";

const pollMs = 5_000;
// As many finished jobs tell how fast each painter is.
const measured = 100;

// Mean seconds a picture, by painter, of the jobs that were done last.
export function speeds(jobs: Job[]): Map<string, number> {
  const sums = new Map<string, { seconds: number; pictures: number }>();
  for (const job of jobs) {
    if (!job.worker || !job.started || !job.finished) continue;
    const sum = sums.get(job.worker) ?? { seconds: 0, pictures: 0 };
    sum.seconds += (Date.parse(job.finished) - Date.parse(job.started)) / 1000;
    sum.pictures += job.pictures.length;
    sums.set(job.worker, sum);
  }
  return new Map([...sums].map(([name, sum]) => [name, sum.seconds / Math.max(1, sum.pictures)]));
}

export function usePainters(): Painter[] | null {
  const [painters, setPainters] = useState<Painter[] | null>(null);
  const change = changes.value;
  useEffect(() => {
    let current = true;
    const look = async (): Promise<void> => {
      const answer = await ask(server.GET("/api/v1/painters"));
      if (current && answer.ok) setPainters(answer.value.painters);
    };
    void look();
    const timer = setInterval(() => void look(), pollMs);
    return () => {
      current = false;
      clearInterval(timer);
    };
  }, [change]);
  return painters;
}

function useSpeeds(): Map<string, number> {
  const [known, setKnown] = useState(new Map<string, number>());
  const change = changes.value;
  useEffect(() => {
    let current = true;
    const query = { state: "done", limit: measured } as const;
    void ask(server.GET("/api/v1/jobs", { params: { query } })).then((answer) => {
      if (current && answer.ok) setKnown(speeds(answer.value.jobs));
    });
    return () => {
      current = false;
    };
  }, [change]);
  return known;
}

export function Painters(): JSX.Element {
  const painters = usePainters();
  const known = useSpeeds();
  return (
    <section class="painters" aria-label={say(queueWords.painters)}>
      {painters?.map((painter) => {
        const speed = known.get(painter.name);
        return (
          <div key={painter.name} class="painter">
            <p class="painter__name">
              <span class={`dot ${painter.healthy ? "dot--well" : "dot--ill"}`} />
              {painter.name}
              <span class="painter__health">{say(painter.healthy ? queueWords.well : queueWords.ill)}</span>
            </p>
            <p class="facts">
              {say(queueWords.paintingNow)(painter.painting, painter.parallel)} ·{" "}
              {speed ? say(queueWords.speed)(duration(speed)) : say(queueWords.speedUnknown)}
            </p>
            {painter.error && <p class="job__error">{painter.error}</p>}
          </div>
        );
      })}
    </section>
  );
}
