// <div data-live-url data-live-seconds aria-live="polite">: keeps a region up to date. With data-live-pause and data-live-resume it gets a
// button to hold it still (WCAG 2.2.2).

export function live(region: HTMLElement): void {
  const url = region.dataset["liveUrl"];
  if (!url) return;
  const wait = Math.max(1, Number(region.dataset["liveSeconds"] ?? "3") || 3) * 1000;
  let paused = false;
  let shown: string | undefined;

  const refresh = async (): Promise<void> => {
    // Nobody looks, somebody is reading with the keyboard, or it is held still: leave it.
    if (!paused && !document.hidden && !region.contains(document.activeElement)) {
      const answer = await fetch(url, { headers: { Accept: "text/html" }, cache: "no-store" }).catch(() => undefined);
      // A redirect leads to the login page: the session is over, and what stands here is still true.
      if (answer?.ok && !answer.redirected) {
        const html = await answer.text();
        if (shown !== undefined ? html !== shown : html.trim() !== region.innerHTML.trim()) write(region, html);
        shown = html;
      }
    }
    window.setTimeout(() => void refresh(), wait);
  };
  addPause(region, (now) => (paused = now));
  window.setTimeout(() => void refresh(), wait);
}

function write(region: HTMLElement, html: string): void {
  const parsed = new DOMParser().parseFromString(html, "text/html");
  region.replaceChildren(...parsed.body.childNodes);
}

function addPause(region: HTMLElement, pause: (paused: boolean) => void): void {
  const { livePause, liveResume } = region.dataset;
  if (!livePause || !liveResume) return;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "govuk-button govuk-button--secondary cw-live-button";
  button.textContent = livePause;
  let paused = false;
  button.addEventListener("click", () => {
    paused = !paused;
    button.textContent = paused ? liveResume : livePause;
    pause(paused);
  });
  region.before(button);
}
