import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";

import { type CameraProblem, capture, closeCamera, openCamera } from "../camera";
import { announcement, failure, go, reading, readPhoto } from "../journey";
import { say } from "../language";
import { Heading } from "../parts/heading";
import { PhotoButton } from "../parts/photo_button";
import { Trouble } from "../parts/trouble";
import { words } from "../words";

const problemWords = {
  denied: words.cameraDenied,
  missing: words.cameraMissing,
  busy: words.cameraBusy,
} satisfies Record<CameraProblem, unknown>;

const countFrom = 3;
const countMs = 1_000;

export function Camera(): JSX.Element {
  const video = useRef<HTMLVideoElement>(null);
  const shutter = useRef<HTMLButtonElement>(null);
  const taking = useRef(false);
  const [problem, setProblem] = useState<CameraProblem | null>(null);
  const [ready, setReady] = useState(false);
  const [tall, setTall] = useState(false);
  const [count, setCount] = useState<number | null>(null);

  useEffect(() => {
    let left = false;
    let stream: MediaStream | undefined;
    void openCamera().then((opened) => {
      if (typeof opened === "string") {
        setProblem(opened);
      } else if (left || !video.current) {
        closeCamera(opened);
      } else {
        stream = opened;
        video.current.srcObject = opened;
      }
    });
    return () => {
      left = true;
      if (stream) closeCamera(stream);
    };
  }, []);

  useEffect(() => {
    if (ready) shutter.current?.focus({ preventScroll: true });
  }, [ready]);

  useEffect(() => {
    if (count === null) return;
    if (count === 0) {
      setCount(null);
      void take();
      return;
    }
    announcement.value = String(count);
    const timer = setTimeout(() => setCount(count - 1), countMs);
    return () => clearTimeout(timer);
  }, [count]);

  const started = (): void => {
    setTall((video.current?.videoHeight ?? 0) > (video.current?.videoWidth ?? 0));
    setReady(true);
  };

  const take = async (): Promise<void> => {
    if (!video.current || taking.current) return;
    taking.current = true;
    video.current.pause();
    announcement.value = say(words.reading);
    const photo = await capture(video.current);
    if (photo) await readPhoto(photo, true);
    taking.current = false;
    // Still here: no result came, so the camera goes on for another photo.
    await video.current?.play();
  };

  // The second press takes the first one back.
  const press = (): void => {
    if (taking.current) return;
    failure.value = null;
    setCount(count === null ? countFrom : null);
  };

  return (
    <main class="camera">
      <Heading>{say(problem ? words.cameraNotThere : words.cameraHeading)}</Heading>
      {problem ? (
        <p class="trouble" role="alert">
          {say(problemWords[problem])}
        </p>
      ) : (
        <>
          <div class={`frame ${tall ? "frame--tall" : ""} ${reading.value ? "frame--reading" : ""}`}>
            <video
              ref={video}
              class="mirrored"
              aria-label={say(words.cameraPreview)}
              autoplay
              muted
              playsInline
              onLoadedMetadata={started}
            />
            {!ready && <p class="frame__waiting">{say(words.cameraStarting)}</p>}
            {ready && <div class="frame__guide" />}
            {count !== null && (
              <p class="frame__count" key={count} aria-hidden="true">
                {count}
              </p>
            )}
          </div>
          <p class="hint">{reading.value ? say(words.reading) : say(words.cameraHint)}</p>
        </>
      )}
      <Trouble failure={failure.value} />
      <div class="choices choices--row">
        {!problem && (
          <button
            ref={shutter}
            type="button"
            class="button button--main"
            disabled={!ready}
            aria-busy={reading.value}
            onClick={press}
          >
            {say(count !== null ? words.stopCount : failure.value ? words.tryAgain : words.capture)}
          </button>
        )}
        <PhotoButton
          className={problem ? "button button--main" : "button"}
          label={say(problem ? words.uploadPhoto : words.usePhoto)}
        />
        <button type="button" class={problem ? "button button--main" : "button"} onClick={() => go("byHand")}>
          {say(words.chooseByHand)}
        </button>
      </div>
    </main>
  );
}
