import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";

import { Icon } from "./icon";

// A picture of a job may have been removed since, and a preview is there only while its job runs: then a plant stands
// in its place.
export function Image({ src, alt }: { src: string; alt: string }): JSX.Element {
  const [gone, setGone] = useState(false);
  useEffect(() => setGone(false), [src]);
  if (gone) return <Icon name="empty" />;
  return <img src={src} alt={alt} loading="lazy" onError={() => setGone(true)} />;
}
