// Weights of words in a prompt, in the form that painters read: (roses:1.2).

const weighted = /^\(([^()]*):\s*([0-9]*\.?[0-9]+)\)$/;
const least = 0.1;
const most = 2;

export interface Edit {
  text: string;
  start: number;
  end: number;
}

// The word around an empty selection, or the selection without the blanks at its ends. A weighted form counts as one word.
function span(text: string, start: number, end: number): [number, number] {
  const form = [...text.matchAll(/\([^()]*:\s*[0-9.]+\)/g)].find(
    (found) => found.index <= start && end <= found.index + found[0].length,
  );
  if (form) return [form.index, form.index + form[0].length];
  let [from, to] = [start, end];
  if (from === to) {
    while (from > 0 && /[^\s,()]/.test(text[from - 1] ?? "")) from -= 1;
    while (to < text.length && /[^\s,()]/.test(text[to] ?? "")) to += 1;
  }
  while (from < to && /[\s,]/.test(text[from] ?? "")) from += 1;
  while (to > from && /[\s,]/.test(text[to - 1] ?? "")) to -= 1;
  return [from, to];
}

// Changes the weight of what is selected by `by`; of weight 1 it is written without one. The selection stays on it.
export function reweigh(text: string, start: number, end: number, by: number): Edit {
  const [from, to] = span(text, start, end);
  const chosen = text.slice(from, to);
  if (!chosen) return { text, start, end };
  const [, words = chosen, weight = "1"] = weighted.exec(chosen) ?? [];
  const next = Math.min(most, Math.max(least, Math.round((Number(weight) + by) * 10) / 10));
  const written = next === 1 ? words : `(${words}:${next.toFixed(1)})`;
  return { text: text.slice(0, from) + written + text.slice(to), start: from, end: from + written.length };
}
