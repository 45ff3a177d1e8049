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

// `settings` are further flags of `serve`.
export async function startGarden({ pictures, settings = [] }) {
  const data = await mkdtemp(join(tmpdir(), "emotion-garden-"));
  const child = spawn(
    binary,
    ["serve", "--listen", "127.0.0.1:0", "--s3-listen", "none", "--data", data, "--first-garden", String(pictures), ...settings],
    { cwd: repository, stdio: ["ignore", "pipe", "pipe"] },
  );
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
    await rm(data, { recursive: true, force: true });
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

  return {
    url,
    data,
    stop,
    grown: (seconds) =>
      until(async () => (await healthOf(url))?.firstGarden?.state === "grown", seconds, "the first garden"),
  };
}
