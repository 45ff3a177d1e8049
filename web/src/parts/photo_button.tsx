import type { JSX } from "preact";
import { useRef } from "preact/hooks";

import { photoFromFile } from "../camera";
import { readPhoto, reading } from "../journey";

// A button that opens the file chooser; a file that is chosen is read at once.
export function PhotoButton({ label, className }: { label: string; className: string }): JSX.Element {
  const chooser = useRef<HTMLInputElement>(null);
  const read = async (): Promise<void> => {
    const input = chooser.current;
    const file = input?.files?.[0];
    if (!input || !file) return;
    input.value = ""; // So that the same file can be chosen again.
    await readPhoto(await photoFromFile(file), false);
  };
  return (
    <>
      <button type="button" class={className} disabled={reading.value} onClick={() => chooser.current?.click()}>
        {label}
      </button>
      <input ref={chooser} type="file" accept="image/*" hidden onChange={() => void read()} />
    </>
  );
}
