// Where pictures are shown: the new one comes over the old one, which stays until it is covered, so that nothing flashes.

export type Transition = "cut" | "fade" | "slide";

const fadeMs = 1_600;
const slideMs = 1_100;

const frames: Record<Transition, Keyframe[]> = {
  cut: [{ opacity: 1 }, { opacity: 1 }],
  fade: [{ opacity: 0 }, { opacity: 1 }],
  slide: [{ transform: "translateX(100%)" }, { transform: "none" }],
};
const duration: Record<Transition, number> = { cut: 0, fade: fadeMs, slide: slideMs };

const lessMotion = matchMedia("(prefers-reduced-motion: reduce)");

// A picture of the other shape than the stage is shown whole; one of the same shape fills it.
function fit(stage: HTMLElement, layer: HTMLElement, image: HTMLImageElement): void {
  const same = image.naturalWidth > image.naturalHeight === stage.clientWidth > stage.clientHeight;
  layer.classList.toggle("layer--whole", !same);
}

export async function show(stage: HTMLElement, image: HTMLImageElement, wanted: Transition): Promise<void> {
  const transition = wanted === "slide" && lessMotion.matches ? "fade" : wanted;
  const before = [...stage.children];
  const layer = document.createElement("div");
  layer.className = "layer";
  fit(stage, layer, image);
  layer.append(image);
  stage.append(layer);
  const first = before.length === 0;
  const coming = layer.animate(frames[first ? "fade" : transition], {
    duration: duration[first ? "fade" : transition],
    easing: "ease-in-out",
  });
  await coming.finished;
  for (const old of before) old.remove();
}

// After the screen was turned.
export function refit(stage: HTMLElement): void {
  for (const layer of stage.children) {
    const image = layer.querySelector("img");
    if (image) fit(stage, layer as HTMLElement, image);
  }
}
