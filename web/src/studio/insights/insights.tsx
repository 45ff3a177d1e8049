import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";

import { say } from "../../language";
import { type Answer, type Comparison, type Insights as Known, ask, server } from "../client";
import { moment, number, percent } from "../format";
import { PageHead } from "../parts/page_head";
import { Segments } from "../parts/segments";
import { Empty, Failed, Loading } from "../parts/states";
import { words } from "../words";
import { type Group, clickFigures, comparisonFigure, coverageFigure, groups } from "./answers";
import { Explain } from "./explain";
import { FigureView } from "./figure";
import { StockFigure } from "./stock";
import { groupNames, insightWords } from "./words";

// The standard error of a mean of so many values between 0 and 1 is .05 at most.
const leastQuestions = 100;

// Whether the recommender beats popularity, in a sentence.
function verdict({ questions, recommender, popularity }: Comparison): string {
  if (!recommender || !popularity) return say(insightWords.noQuestions);
  if (questions < leastQuestions) return say(insightWords.tooFew)(number(questions));
  const [ours, theirs] = [recommender.ndcg10, popularity.ndcg10];
  const share = percent(Math.abs(ours / theirs - 1));
  if (ours > theirs) return say(insightWords.better)(share, number(questions));
  if (ours < theirs) return say(insightWords.notBetter)(share, number(questions));
  return say(insightWords.same)(number(questions));
}

function Comparisons({ known }: { known: Known }): JSX.Element {
  const [group, setGroup] = useState<Group>("all");
  const comparison = known[group];
  const head = (
    <>
      <p class="lead">{verdict(comparison)}</p>
      <p class="hint">{say(insightWords.howJudged)}</p>
      <Segments
        label={say(insightWords.group)}
        value={group}
        options={groups.map((one) => [one, say(groupNames[one])] as const)}
        choose={setGroup}
      />
    </>
  );
  if (comparison.questions > 0)
    return <FigureView figure={comparisonFigure(comparison, group)}>{head}</FigureView>;
  return (
    <section class="section" aria-label={say(insightWords.beats)}>
      <h2>{say(insightWords.beats)}</h2>
      {head}
    </section>
  );
}

function shareOf(value: number | null): string {
  return value === null ? "–" : percent(value);
}

function Summary({ known }: { known: Known }): JSX.Element {
  const tiles = [
    [number(known.window.visitors), insightWords.visitorsCame],
    [number(known.window.slates), insightWords.rounds],
    [shareOf(known.all.clicks.clickRate), insightWords.likedShare],
    [shareOf(known.coverage.shown), insightWords.coverageShare],
    [shareOf(known.explorationShare), insightWords.explorationShare],
  ] as const;
  return (
    <dl class="tiles">
      {tiles.map(([value, what]) => (
        <div key={what.en} class="tiles__one">
          <dt>{say(what)}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function Known({ known }: { known: Known }): JSX.Element {
  if (known.window.slates === 0) {
    return (
      <Empty title={say(insightWords.nothing)}>
        <p>{say(insightWords.nothingHint)}</p>
        <a class="button" href="/" target="_blank" rel="noreferrer">
          {say(insightWords.openGarden)}
        </a>
      </Empty>
    );
  }
  const figures = clickFigures(known);
  return (
    <>
      <Summary known={known} />
      <Comparisons known={known} />
      {figures.map((figure) => (
        <FigureView key={figure.file} figure={figure}>
          {figure.file === "clicks-by-position" && <p class="hint">{say(insightWords.positionHint)}</p>}
        </FigureView>
      ))}
      <FigureView figure={coverageFigure(known)}>
        <p class="hint">{say(insightWords.coverageHint)(number(known.coverage.pictures))}</p>
      </FigureView>
    </>
  );
}

export function Insights(): JSX.Element {
  const [answer, setAnswer] = useState<Answer<Known> | null>(null);
  const show = (): void => void ask(server.GET("/api/v1/insights")).then(setAnswer);
  useEffect(show, []);
  const window = answer?.ok ? answer.value.window : null;
  return (
    <div class="insights">
      <PageHead
        title={say(words.insights)}
        hint={
          window?.oldest
            ? say(insightWords.hint)(number(window.slates), moment(window.oldest))
            : say(insightWords.hintOfNothing)
        }
      />
      {!answer && <Loading />}
      {answer && !answer.ok && <Failed trouble={answer.trouble} again={show} />}
      {answer?.ok && <Known known={answer.value} />}
      <StockFigure />
      <Explain />
    </div>
  );
}
