// Keeps the screen from going dark. Browsers allow it to pages from localhost and over HTTPS, and only while they are seen.

async function hold(): Promise<void> {
  if (document.visibilityState !== "visible" || !("wakeLock" in navigator)) return;
  try {
    await navigator.wakeLock.request("screen");
  } catch {
    return; // Refused, as on a low battery; asked for again when the page is next seen.
  }
}

export function stayAwake(): void {
  void hold();
  document.addEventListener("visibilitychange", () => void hold());
}
