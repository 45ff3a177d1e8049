import type { ComponentChildren, JSX } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";

// The heading of a step. It takes the focus when the step appears, so that a screen reader tells where the visitor is
// and the next Tab goes to the step's first control. Before the step is drawn: a Tab pressed right then counts.
export function Heading({ children, quiet = false }: { children: ComponentChildren; quiet?: boolean }): JSX.Element {
  const heading = useRef<HTMLHeadingElement>(null);
  useLayoutEffect(() => {
    if (!quiet) heading.current?.focus({ preventScroll: true });
    if (!quiet) window.scrollTo(0, 0);
  }, []);
  return (
    <h1 ref={heading} tabIndex={-1}>
      {children}
    </h1>
  );
}
