// A visitor is known by an id that follows from a secret, so that nobody but them can ask to be forgotten: the id is in
// data sets and operators see it, the secret is in the visitor's own link alone.

import { sha256 } from "@noble/hashes/sha2.js"; // crypto.subtle is missing on pages that came over plain HTTP from another machine

export interface Identity {
  id: string;
  secret: string;
}

function hexOf(octets: Uint8Array): string {
  return Array.from(octets, (octet) => octet.toString(16).padStart(2, "0")).join("");
}

// A UUID of version 8, as src/visitors/secret.h has it.
function idOf(secret: string): string {
  const octets = sha256(new TextEncoder().encode(secret)).slice(0, 16);
  octets[6] = ((octets[6] ?? 0) & 0x0f) | 0x80;
  octets[8] = ((octets[8] ?? 0) & 0x3f) | 0x80;
  return hexOf(octets).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

export function newIdentity(): Identity {
  const octets = crypto.getRandomValues(new Uint8Array(16));
  const secret = btoa(String.fromCharCode(...octets)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  return { id: idOf(secret), secret };
}
