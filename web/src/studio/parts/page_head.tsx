import type { ComponentChildren, JSX } from "preact";

import { Heading } from "../../parts/heading";

interface Props {
  title: string;
  hint?: ComponentChildren;
  children?: ComponentChildren;
}

// The head of a page: its title, a line about it, and on the right what one can do with all of it.
export function PageHead({ title, hint, children }: Props): JSX.Element {
  return (
    <header class="head">
      <div class="head__words">
        <Heading quiet={firstPage()}>{title}</Heading>
        {hint && <p class="hint">{hint}</p>}
      </div>
      {children && <div class="head__actions">{children}</div>}
    </header>
  );
}

let shown = 0;

// The first page does not take the focus: whoever just opened it starts at the top.
function firstPage(): boolean {
  shown += 1;
  return shown === 1;
}
