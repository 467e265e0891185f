// <div data-qr-show data-frame-url data-interval> with an <img>, a [data-qr-status] and a hidden [data-qr-expired]: shows the frames of
// a code that changes each second, and follows what the other device does.

interface Frame {
  state: "open" | "scanned" | "done" | "expired";
  image?: string;
  words?: string;
  location?: string;
}

const PATIENCE = 10;

export function qrShow(root: HTMLElement): void {
  const url = root.dataset["frameUrl"];
  const image = root.querySelector("img");
  if (!url || !image) return;
  const interval = Number(root.dataset["interval"] ?? "1000") || 1000;
  let failures = 0;

  const next = async (): Promise<void> => {
    let wait = interval;
    try {
      const answer = await fetch(url, { headers: { Accept: "application/json" }, cache: "no-store" });
      if (answer.status === 404 || answer.status === 410) return expire(root, image);
      if (!answer.ok) throw new Error(String(answer.status));
      const frame = (await answer.json()) as Frame;
      failures = 0;
      if (frame.state === "expired") return expire(root, image);
      if (frame.state === "done") return leave(frame.location);
      // The page of a scanned code says what to do now; it has no picture, and keeps asking.
      if (frame.state === "scanned" && !image.hidden) return window.location.reload();
      show(root, image, frame);
    } catch {
      // A lost connection often comes back; one that stays away ends in the way to start again.
      failures += 1;
      if (failures > PATIENCE) return expire(root, image);
      wait = interval * Math.min(failures + 1, 5);
    }
    window.setTimeout(() => void next(), wait);
  };
  void next();
}

function show(root: HTMLElement, image: HTMLImageElement, frame: Frame): void {
  if (frame.image && image.src !== frame.image) image.src = frame.image;
  image.hidden = frame.state !== "open";
  const status = root.querySelector("[data-qr-status]");
  // Written only when it changes: a live region speaks at each writing.
  if (status && frame.words !== undefined && status.textContent !== frame.words) status.textContent = frame.words;
}

function expire(root: HTMLElement, image: HTMLImageElement): void {
  image.hidden = true;
  const status = root.querySelector("[data-qr-status]");
  if (status) status.textContent = "";
  const expired = root.querySelector<HTMLElement>("[data-qr-expired]");
  if (!expired) return;
  expired.setAttribute("role", "alert");
  expired.hidden = false;
}

function leave(location: string | undefined): void {
  const target = new URL(location ?? "/", document.baseURI);
  if (target.origin === window.location.origin) window.location.assign(target);
}
