// Rows that exist only while they are seen, by @tanstack/virtual-core.

import {
  type VirtualItem,
  Virtualizer,
  elementScroll,
  observeElementOffset,
  observeElementRect,
} from "@tanstack/virtual-core";
import type { RefObject } from "preact";
import { useEffect, useLayoutEffect, useReducer, useState } from "preact/hooks";

export interface Rows {
  // Of all rows together, in pixels.
  height: number;
  rows: VirtualItem[];
  // Where the first row stands in what scrolls, in pixels.
  margin: number;
  show: (row: number) => void;
}

// `list` stands in the studio's scrolling content; each row is `rowHeight` pixels high.
export function useRows(list: RefObject<HTMLElement | null>, count: number, rowHeight: number, overscan: number): Rows {
  const [, draw] = useReducer((drawn: number, _: void) => drawn + 1, 0);
  const [margin, setMargin] = useState(0);
  const options = {
    count,
    overscan,
    scrollMargin: margin,
    estimateSize: () => rowHeight,
    getScrollElement: () => list.current?.closest<HTMLElement>(".content") ?? null,
    observeElementRect,
    observeElementOffset,
    scrollToFn: elementScroll,
    onChange: () => draw(),
  };
  const [virtualizer] = useState(() => new Virtualizer<HTMLElement, HTMLElement>(options));
  virtualizer.setOptions(options);

  useEffect(() => virtualizer._didMount(), []);
  useLayoutEffect(() => {
    virtualizer._willUpdate();
    const scroller = options.getScrollElement();
    if (!list.current || !scroller) return;
    const top = list.current.getBoundingClientRect().top - scroller.getBoundingClientRect().top + scroller.scrollTop;
    setMargin(Math.round(top));
  });
  useLayoutEffect(() => virtualizer.measure(), [rowHeight]);

  return {
    height: virtualizer.getTotalSize(),
    rows: virtualizer.getVirtualItems(),
    margin,
    show: (row) => virtualizer.scrollToIndex(row, { align: "auto" }),
  };
}
