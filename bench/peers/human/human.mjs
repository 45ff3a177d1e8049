// @vladmandic/human on its WebAssembly backend, one picture after the other. See ../../README.md.
//
// Reads the paths of pictures from standard input, one a line, and prints one line of JSON: for each picture its
// milliseconds, its number of faces and what was read from the largest, null where there was none; and the memory afterwards.
// The argument says how many pictures are read once before, unmeasured.

import { readFileSync } from "node:fs";
import { performance } from "node:perf_hooks";
import sharp from "sharp";

// By path: the package's list of exports does not name this build in a form that Node understands.
import humanForNode from "./node_modules/@vladmandic/human/dist/human.node-wasm.js";

const PACKAGES = new URL("./node_modules/", import.meta.url);

// The library fetches its models; Node's fetch knows no files.
globalThis.fetch = async (url) => new Response(readFileSync(new URL(url)));

sharp.concurrency(1);
const log = console.log;
console.log = console.error;
const human = new humanForNode.Human({
  backend: "wasm",
  wasmPath: new URL("@tensorflow/tfjs-backend-wasm/dist/", PACKAGES).pathname,
  modelBasePath: new URL("@vladmandic/human/models/", PACKAGES).href,
  cacheSensitivity: 0, // every picture is another: nothing of the last one may be reused
  face: { detector: { maxDetected: 10 } }, // mesh, iris, description and emotion are on by themselves
  body: { enabled: false },
  hand: { enabled: false },
  object: { enabled: false },
  gesture: { enabled: false },
  filter: { enabled: false },
});

async function read(file) {
  const decoded = sharp(file).rotate().toColourspace("srgb").removeAlpha().raw();
  const { data, info } = await decoded.toBuffer({ resolveWithObject: true });
  const picture = human.tf.tensor3d(data, [info.height, info.width, 3], "int32");
  const { face: faces, error } = await human.detect(picture);
  human.tf.dispose(picture);
  if (error) throw new Error(error);
  const [largest] = faces.sort((one, other) => other.box[2] * other.box[3] - one.box[2] * one.box[3]);
  if (!largest) return { faces: 0, largest: null };
  const { emotion: emotions = [], age = null, gender = null } = largest;
  return { faces: faces.length, largest: { emotion: emotions[0]?.emotion ?? null, age, gender } };
}

/** Megabytes of this process. */
function memory(name) {
  return Number(new RegExp(`${name}:\\s+(\\d+)`).exec(readFileSync("/proc/self/status", "utf8"))[1]) / 1024;
}

const files = readFileSync(0, "utf8").split("\n").filter(Boolean);
await human.load();
if (!human.env.wasm.simd) throw new Error("this Node has no SIMD in WebAssembly");
for (const file of files.slice(0, Number(process.argv[2] ?? 0))) await read(file);
const pictures = [];
for (const file of files) {
  const begin = performance.now();
  const found = await read(file);
  pictures.push({ ms: performance.now() - begin, ...found });
}
log(JSON.stringify({ pictures, resident_mb: memory("VmRSS"), peak_mb: memory("VmHWM") }));
