import type { JSX } from "preact";

// Drawn on 24 by 24, with a line of 1.6.
const paths = {
  queue: "M4 6h11M4 12h16M4 18h8M18.5 3.5v5M16 6h5",
  make: "M4 20c1-5 3-7 6-8M10 12C9 7 12 4 20 4c0 8-3 11-10 8M10 12l5-4",
  pictures: "M4 5h16v14H4zM4 16l5-5 4 4 2.5-2.5L20 17M15.5 9.5h.01",
  bulk: "M4 4h7v7H4zM13 4h7v7h-7zM4 13h7v7H4zM16.5 13.5v6.5M13.2 16.8h6.6",
  displays: "M3 5h18v11H3zM8 20h8M12 16v4",
  insights: "M4 20V4M4 20h16M8 16v-4M12 16V8M16 16v-6",
  settings: "M4 7h9M17 7h3M4 17h3M11 17h9M15 4.8a2.2 2.2 0 1 1 0 4.4a2.2 2.2 0 0 1 0-4.4M9 14.8a2.2 2.2 0 1 1 0 4.4a2.2 2.2 0 0 1 0-4.4",
  close: "M6 6l12 12M18 6L6 18",
  check: "M5 12.5l4.5 4.5L19 7.5",
  left: "M15 5l-7 7 7 7",
  right: "M9 5l7 7-7 7",
  up: "M5 15l7-7 7 7",
  down: "M5 9l7 7 7-7",
  pause: "M8 5v14M16 5v14",
  play: "M7 5l12 7-12 7z",
  again: "M5 12a7 7 0 1 1 2.2 5.1M5 12V7M5 12h5",
  trash: "M5 7h14M10 7V4.5h4V7M7 7l1 13h8l1-13",
  publish: "M12 19V6M6.5 11L12 5.5 17.5 11M5 20.5h14",
  back: "M12 5v13M6.5 13l5.5 5.5 5.5-5.5M5 3.5h14",
  dislike: "M8 4.5v9M8 13.5l3.6 6.6c1.5 0 2.5-1.2 2.2-2.7l-.8-3.9h5c1.3 0 2.2-1.2 1.9-2.4l-1.4-5a2 2 0 0 0-1.9-1.6H8M8 4.5H4.5v9H8",
  download: "M12 4v12M6.5 10.5L12 16l5.5-5.5M5 20h14",
  keyboard: "M3 6h18v12H3zM7 10h.01M11 10h.01M15 10h.01M8 14h8",
  filter: "M4 6h16M7 12h10M10 18h4",
  empty: "M12 21v-8M12 15c-4 0-6-2-6-6 4 0 6 2 6 6M12 13c0-4 2-6 6-6 0 4-2 6-6 6M7 21h10",
  more: "M6 12h.01M12 12h.01M18 12h.01",
  logout: "M10 4H5v16h5M9 12h11M16 8l4 4-4 4",
} as const;

export type IconName = keyof typeof paths;

export function Icon({ name }: { name: IconName }): JSX.Element {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
      <path d={paths[name]} />
    </svg>
  );
}
