import type { JSX } from "preact";

import { type Picture, ownPath } from "../client";

// A picture among many, in its small form. Where there is none, which is so while the server makes many of them and of what
// it cannot decode, the picture itself is asked for.
export function Thumbnail({ picture }: { picture: Pick<Picture, "thumbnail" | "url"> }): JSX.Element {
  const whole = ownPath(picture.url);
  return (
    <img
      key={picture.thumbnail}
      src={ownPath(picture.thumbnail)}
      alt=""
      loading="lazy"
      decoding="async"
      draggable={false}
      onError={({ currentTarget }) => {
        if (!currentTarget.src.endsWith(whole)) currentTarget.src = whole;
      }}
    />
  );
}
