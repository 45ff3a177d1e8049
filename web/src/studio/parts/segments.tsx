import type { JSX } from "preact";
import { useId } from "preact/hooks";

interface Props<Value extends string> {
  label: string;
  value: Value;
  // Value, name, and a smaller line under it.
  options: readonly (readonly [Value, string, string?])[];
  choose: (value: Value) => void;
}

// A few choices side by side, of which one holds.
export function Segments<Value extends string>({ label, value, options, choose }: Props<Value>): JSX.Element {
  const name = useId();
  return (
    <fieldset class="segments">
      <legend class="legend">{label}</legend>
      <div class="segments__row">
        {options.map(([option, title, detail]) => (
          <label key={option} class="segment">
            <input
              type="radio"
              name={name}
              value={option}
              checked={option === value}
              onChange={() => choose(option)}
            />
            <span class="segment__words">
              {title}
              {detail && <small>{detail}</small>}
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
