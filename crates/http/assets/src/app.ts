// The one script of every page. A page works without it, except passkeys and codes that change each second.
import { Button, Checkboxes, ErrorSummary, NotificationBanner, Radios, ServiceNavigation, SkipLink, createAll } from "govuk-frontend";
import { live } from "./live";
import { passkey } from "./passkey";
import { qrShow } from "./qr-show";

function each(selector: string, start: (element: HTMLElement) => void): void {
  for (const element of document.querySelectorAll<HTMLElement>(selector)) start(element);
}

document.body.classList.add("js-enabled", "govuk-frontend-supported");
for (const component of [Button, Checkboxes, ErrorSummary, NotificationBanner, Radios, ServiceNavigation, SkipLink]) {
  createAll(component);
}
each("form[data-passkey]", (form) => passkey(form as HTMLFormElement));
each("[data-qr-show]", qrShow);
each("[data-live-url]", live);
if (document.querySelector("form[data-qr-scan]")) {
  void import("./qr-scan").then(({ qrScan }) => each("form[data-qr-scan]", (form) => qrScan(form as HTMLFormElement)));
}
