import type { ComponentChildren, JSX } from "preact";
import { useId } from "preact/hooks";

interface FieldProps {
  label: string;
  hint?: string | undefined;
  children: (ids: { id: string; "aria-describedby"?: string }) => ComponentChildren;
}

// A label, its control, and a line of help that belongs to it.
export function Field({ label, hint, children }: FieldProps): JSX.Element {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {children(hint ? { id, "aria-describedby": `${id}-hint` } : { id })}
      {hint && (
        <p id={`${id}-hint`} class="hint">
          {hint}
        </p>
      )}
    </div>
  );
}

interface SelectProps<Value extends string> {
  label: string;
  hint?: string;
  value: Value;
  options: readonly (readonly [Value, string])[];
  choose: (value: Value) => void;
}

export function Select<Value extends string>(props: SelectProps<Value>): JSX.Element {
  const { label, hint, value, options, choose } = props;
  return (
    <Field label={label} hint={hint}>
      {(ids) => (
        <select {...ids} value={value} onChange={(event) => choose(event.currentTarget.value as Value)}>
          {options.map(([option, name]) => (
            <option key={option} value={option} selected={option === value}>
              {name}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

interface TextProps {
  label: string;
  hint?: string;
  value: string;
  write: (value: string) => void;
  type?: "text" | "number" | "date" | "search" | "url" | "password";
  required?: boolean;
  min?: number;
  max?: number;
  maxLength?: number;
  placeholder?: string;
}

export function TextField({ label, hint, value, write, type = "text", ...input }: TextProps): JSX.Element {
  return (
    <Field label={label} hint={hint}>
      {(ids) => (
        <input
          {...ids}
          // The types of JSX hold one kind of input at a time; all of these have what is set here.
          type={type as "text"}
          autocomplete="off"
          {...input}
          value={value}
          onInput={(event) => write(event.currentTarget.value)}
        />
      )}
    </Field>
  );
}
