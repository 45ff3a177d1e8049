// Photos: from the camera's frame or from a file, both at most 1280 pixels long.

const longestSide = 1280;
const jpegQuality = 0.92;

export type CameraProblem = "denied" | "missing" | "busy";

export async function openCamera(): Promise<MediaStream | CameraProblem> {
  // Browsers hide the camera from pages that came over plain HTTP from another machine.
  if (!navigator.mediaDevices?.getUserMedia) return "missing";
  try {
    return await navigator.mediaDevices.getUserMedia({
      audio: false,
      video: { facingMode: "user", width: { ideal: 1280 }, height: { ideal: 960 } },
    });
  } catch (error) {
    const name = error instanceof DOMException ? error.name : "";
    if (name === "NotAllowedError" || name === "SecurityError") return "denied";
    return name === "NotFoundError" || name === "OverconstrainedError" ? "missing" : "busy";
  }
}

export function closeCamera(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}

function drawJpeg(
  source: CanvasImageSource,
  area: { x: number; y: number; width: number; height: number },
): Promise<Blob | undefined> {
  const scale = Math.min(1, longestSide / Math.max(area.width, area.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(area.width * scale));
  canvas.height = Math.max(1, Math.round(area.height * scale));
  const context = canvas.getContext("2d");
  if (!context) return Promise.resolve(undefined);
  context.drawImage(source, area.x, area.y, area.width, area.height, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve) => canvas.toBlob((blob) => resolve(blob ?? undefined), "image/jpeg", jpegQuality));
}

// What the preview shows and no more: the middle of the camera's picture, in the shape of the preview.
export function capture(video: HTMLVideoElement): Promise<Blob | undefined> {
  const shape = video.clientWidth / video.clientHeight;
  const width = Math.min(video.videoWidth, video.videoHeight * shape);
  const height = width / shape;
  const area = { x: (video.videoWidth - width) / 2, y: (video.videoHeight - height) / 2, width, height };
  return drawJpeg(video, area);
}

// A file as a JPEG turned upright and without its metadata. What this browser cannot decode is sent as it is: the
// server may know it, and has a sentence where it does not.
export async function photoFromFile(file: File): Promise<Blob> {
  try {
    const picture = await createImageBitmap(file);
    const area = { x: 0, y: 0, width: picture.width, height: picture.height };
    const photo = await drawJpeg(picture, area);
    picture.close();
    return photo ?? file;
  } catch {
    return file;
  }
}
