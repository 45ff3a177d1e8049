// Writes NAME.br and NAME.gz beside every built file, so that the server never compresses while it answers.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const folder = process.argv[2];
const compressible = /\.(html|js|css|svg|json)$/;

for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
  if (!entry.isFile() || !compressible.test(entry.name)) continue;
  const path = join(entry.parentPath ?? entry.path, entry.name);
  const octets = readFileSync(path);
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
    [constants.BROTLI_PARAM_SIZE_HINT]: octets.length,
  };
  const variants = { br: brotliCompressSync(octets, { params }), gz: gzipSync(octets, { level: 9 }) };
  for (const [suffix, packed] of Object.entries(variants)) {
    if (packed.length < octets.length) writeFileSync(`${path}.${suffix}`, packed);
  }
}
