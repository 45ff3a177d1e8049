// What is done with pictures, each with its undo.

import { say } from "../../language";
import { type Picture, type Trouble, ask, server } from "../client";
import { number } from "../format";
import { tell, tellTrouble } from "../notices";
import { pictureWords } from "./words";

export type Move = "publish" | "unpublish" | "remove" | "restore";
// What an operator thinks of a picture; all operators see it.
export type Mark = "dislike" | "undislike";
export type Verb = Move | Mark;

// The server's own limit of a call.
const mostKeys = 2_000;

const told = {
  publish: pictureWords.published,
  unpublish: pictureWords.unpublished,
  remove: pictureWords.removed,
  restore: pictureWords.restored,
  dislike: pictureWords.nowDisliked,
  undislike: pictureWords.noLongerDisliked,
} as const;

interface Outcome {
  done: string[];
  refused: number;
  // Of the call that failed, after which no more were made.
  trouble?: Trouble;
}

// In as many calls as it takes.
async function call(verb: Verb, keys: string[]): Promise<Outcome> {
  const outcome: Outcome = { done: [], refused: 0 };
  for (let at = 0; at < keys.length; at += mostKeys) {
    const body = { keys: keys.slice(at, at + mostKeys) };
    const answer = await ask(server.POST(`/api/v1/pictures/${verb}`, { body }));
    if (!answer.ok) return { ...outcome, trouble: answer.trouble };
    for (const result of answer.value.results) {
      if (result.state === "done" || result.state === "unchanged") outcome.done.push(result.key);
      else outcome.refused += 1;
    }
  }
  return outcome;
}

function counterpart(key: string): string {
  return key.startsWith("imgPool/") ? key.replace("imgPool/", "emotions/") : key.replace("emotions/", "imgPool/");
}

// What takes a verb back: the keys that it left its pictures under, and the verb for them.
const same = (key: string): string => key;
const inverse: Record<Verb, { verb: Verb; key: (key: string) => string }> = {
  publish: { verb: "remove", key: counterpart },
  unpublish: { verb: "publish", key: counterpart },
  remove: { verb: "restore", key: same },
  restore: { verb: "remove", key: same },
  dislike: { verb: "undislike", key: same },
  undislike: { verb: "dislike", key: same },
};

export function markOf(pictures: Picture[]): Mark {
  return pictures.every((picture) => picture.disliked) ? "undislike" : "dislike";
}

export function isMark(verb: Verb): verb is Mark {
  return verb === "dislike" || verb === "undislike";
}

// Answers the keys of the pictures that have changed; `undone` is called when that was taken back.
export async function act(verb: Verb, pictures: Picture[], undone: () => void): Promise<ReadonlySet<string>> {
  const { done, refused, trouble } = await call(verb, pictures.map((picture) => picture.key));
  if (trouble) tellTrouble(trouble);
  if (trouble && done.length === 0) return new Set();
  const sentence = say(told[verb])(number(done.length)) + (refused ? say(pictureWords.notDone)(number(refused)) : "");
  const changed = new Set(done);
  const marked = pictures.filter(({ key, disliked }) => disliked && changed.has(key)).map(({ key }) => key);
  const back = { verb: inverse[verb].verb, keys: done.map(inverse[verb].key), marked: isMark(verb) ? [] : marked };
  // Whoever marks one picture after the other is told of the last one alone.
  tell(sentence, done.length === 0 ? undefined : () => void undo(back, undone), isMark(verb) ? "mark" : undefined);
  return changed;
}

interface Back {
  verb: Verb;
  keys: string[];
  // Whose mark went with what is taken back.
  marked: string[];
}

async function undo({ verb, keys, marked }: Back, undone: () => void): Promise<void> {
  const { done, trouble } = await call(verb, keys);
  if (trouble) tellTrouble(trouble);
  if (done.length === 0) return;
  const again = await call("dislike", marked);
  if (again.trouble) tellTrouble(again.trouble);
  tell(say(told[verb])(number(done.length)));
  undone();
}

export async function emptyTrash(emptied: () => void): Promise<void> {
  const answer = await ask(server.DELETE("/api/v1/trash"));
  if (!answer.ok) {
    tellTrouble(answer.trouble);
    return;
  }
  tell(say(pictureWords.emptied)(number(answer.value.removed)));
  emptied();
}
