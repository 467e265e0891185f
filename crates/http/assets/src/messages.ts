// Messages that a person must not miss. The words come from the page, in its language.

/** The alert before `place`, made when it is first needed. */
export function alertBefore(place: Element): (words: string) => void {
  let region: HTMLElement | undefined;
  return (words) => {
    if (!region) {
      region = document.createElement("div");
      region.className = "govuk-inset-text cw-alert";
      region.setAttribute("role", "alert");
      place.before(region);
    }
    region.hidden = words === "";
    region.textContent = words;
  };
}
