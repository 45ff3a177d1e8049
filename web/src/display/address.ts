// Who this display is: /screen/<zone>/<screen>, or ?zone=…&screen=… where an old path has no room for it.

export interface Address {
  zone: string;
  screen: string;
}

// As the server has them; patterns without a beginning and an end, as <input pattern> takes them.
export const zonePattern = "[a-z0-9\\-]{1,32}";
export const screenPattern = "[A-Za-z0-9._\\-]{1,64}";

function fits(text: string, pattern: string): boolean {
  return new RegExp(`^${pattern}$`).test(text);
}

// Nothing: the address names no display.
export function addressOf(url: URL): Address | undefined {
  const [, first, inPath = "", nameInPath = ""] = url.pathname.split("/");
  const zone = first === "screen" && inPath ? inPath : (url.searchParams.get("zone") ?? "");
  const screen = first === "screen" && nameInPath ? nameInPath : (url.searchParams.get("screen") ?? "1h");
  return fits(zone, zonePattern) && fits(screen, screenPattern) ? { zone, screen } : undefined;
}

export function pathOf({ zone, screen }: Address): string {
  return `/screen/${zone}/${screen}`;
}
