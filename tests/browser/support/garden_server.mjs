// The real server on a port of its own, with a data folder that goes when it stops.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";

export const repository = resolve(import.meta.dirname, "../../..");
export const binary = resolve(repository, process.env.GARDEN_BINARY ?? "build/release/emotion-garden");
const startSeconds = 60;
const stopSeconds = 15;
const paintSeconds = 60;

async function until(condition, seconds, what) {
  const deadline = Date.now() + seconds * 1000;
  while (Date.now() < deadline) {
    const value = await condition();
    if (value) return value;
    await sleep(200);
  }
  throw new Error(`${what}: not within ${seconds} s`);
}

async function healthOf(url) {
  const response = await fetch(`${url}/healthz`).catch(() => undefined);
  return response?.ok ? response.json() : undefined;
}

// One run of the server. `port` 0 takes a free one.
async function run({ data, port, flags }) {
  const s3 = flags.includes("--s3-listen") ? [] : ["--s3-listen", "none"];
  const child = spawn(binary, ["serve", "--listen", `127.0.0.1:${port}`, ...s3, "--data", data, ...flags], {
    cwd: repository,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  let url;
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on("line", (line) => {
      output += `${line}\n`;
      url ??= /^Emotion Garden is open: (http:\S+?)\/?$/.exec(line)?.[1];
    });
  }
  const ended = once(child, "exit");
  const stop = async () => {
    child.kill("SIGTERM");
    const forced = setTimeout(() => child.kill("SIGKILL"), stopSeconds * 1000);
    const [code] = await ended;
    clearTimeout(forced);
    return code;
  };
  try {
    await until(
      async () => {
        if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}`);
        return url && (await healthOf(url));
      },
      startSeconds,
      "/healthz of the server",
    );
  } catch (error) {
    if (child.exitCode === null) await stop();
    throw new Error(`${error.message}\n${output}`);
  }
  return { url, stop };
}

// `flags` are further ones of `serve`, `furnish` fills the data folder before the server starts. `cut` stops the server and `mend` starts it again at the same address.
export async function startGarden({ pictures, flags = [], furnish = () => undefined }) {
  const data = await mkdtemp(join(tmpdir(), "emotion-garden-"));
  await furnish(data);
  const all = ["--first-garden", String(pictures), ...flags];
  let server = await run({ data, port: 0, flags: all });
  const { url } = server;
  const post = async (path, body) => {
    const response = await fetch(url + path, { method: "POST", body: JSON.stringify(body) });
    if (!response.ok) throw new Error(`POST ${path}: ${response.status} ${await response.text()}`);
    return response;
  };
  return {
    url,
    data,
    cut: () => server.stop(),
    mend: async () => {
      server = await run({ data, port: new URL(url).port, flags: all });
    },
    stop: async () => {
      const code = await server.stop();
      await rm(data, { recursive: true, force: true });
      return code;
    },
    post,
    // Orders a picture, small ones are painted within a moment, waits for it, and tells its key.
    plant: async ({ emotion, favorite = "", width = 320, height = 200 }) => {
      const order = { prompt: `${emotion} flowers ${favorite}`, place: "garden", emotion, favorite, width, height };
      const job = await (await post("/api/v1/pictures", order)).json();
      const done = await until(
        async () => {
          const now = await (await fetch(`${url}/api/v1/jobs/${job.id}`)).json();
          return now.state === "done" && now;
        },
        paintSeconds,
        "a picture",
      );
      return done.pictures[0].key;
    },
    grown: (seconds) =>
      until(async () => (await healthOf(url))?.firstGarden?.state === "grown", seconds, "the first garden"),
  };
}
