// <form data-passkey="create|get" data-options="{…}" data-failed data-cancelled data-unsupported>: the passkey's answer goes into the
// hidden field `response`, and the form is sent. A button with data-no-passkey sends it as it is.
import { alertBefore } from "./messages";

type Json = Record<string, unknown>;

export function passkey(form: HTMLFormElement): void {
  const response = form.elements.namedItem("response");
  // Those that belong to the form by their attribute `form` and stand elsewhere, too.
  const button = [...form.elements].find((one) => one instanceof HTMLButtonElement && !one.hasAttribute("data-no-passkey"));
  const place = button ?? form.lastElementChild;
  if (!(response instanceof HTMLInputElement) || !place) return;
  const say = alertBefore(place.closest(".govuk-button-group") ?? place);
  if (!("PublicKeyCredential" in window) || !navigator.credentials) say(form.dataset["unsupported"] ?? "");
  // A page restored from the browser's memory must not send an old answer again.
  response.value = "";
  window.addEventListener("pageshow", () => (response.value = ""));
  let busy = false;
  form.addEventListener("submit", (event) => {
    const submitter = event.submitter;
    if (submitter?.hasAttribute("data-no-passkey")) return;
    event.preventDefault();
    if (busy) return;
    busy = true;
    say("");
    perform(form)
      .then((answer) => {
        response.value = JSON.stringify(answer);
        if (submitter instanceof HTMLButtonElement && submitter.name) add(form, submitter.name, submitter.value);
        HTMLFormElement.prototype.submit.call(form);
      })
      .catch((error: unknown) => say(words(form, error)))
      .finally(() => (busy = false));
  });
}

/** What the pressed button would have sent. */
function add(form: HTMLFormElement, name: string, value: string): void {
  const field = document.createElement("input");
  field.type = "hidden";
  field.name = name;
  field.value = value;
  form.append(field);
}

function words(form: HTMLFormElement, error: unknown): string {
  const name = error instanceof DOMException ? error.name : "";
  const key = name === "NotAllowedError" || name === "AbortError" ? "cancelled" : name === "SecurityError" || name === "NotSupportedError" ? "unsupported" : "failed";
  return form.dataset[key] ?? form.dataset["failed"] ?? "";
}

async function perform(form: HTMLFormElement): Promise<Json> {
  if (!("PublicKeyCredential" in window)) throw new DOMException("", "NotSupportedError");
  const given = JSON.parse(form.dataset["options"] ?? "{}") as Json;
  const options = (given["publicKey"] ?? given) as Json;
  const credential =
    form.dataset["passkey"] === "create"
      ? await navigator.credentials.create({ publicKey: creation(options) })
      : await navigator.credentials.get({ publicKey: request(options) });
  if (!(credential instanceof PublicKeyCredential)) throw new DOMException("", "NotAllowedError");
  return typeof credential.toJSON === "function" ? (credential.toJSON() as unknown as Json) : toJson(credential);
}

// The standard's own conversions where the browser has them; ours where it does not yet (WebAuthn Level 3 section 5.1).

function creation(options: Json): PublicKeyCredentialCreationOptions {
  if (typeof PublicKeyCredential.parseCreationOptionsFromJSON === "function") {
    return PublicKeyCredential.parseCreationOptionsFromJSON(options as unknown as PublicKeyCredentialCreationOptionsJSON);
  }
  const user = options["user"] as Json;
  return {
    ...options,
    challenge: bytes(options["challenge"]),
    user: { ...user, id: bytes(user["id"]) },
    excludeCredentials: descriptors(options["excludeCredentials"]),
  } as unknown as PublicKeyCredentialCreationOptions;
}

function request(options: Json): PublicKeyCredentialRequestOptions {
  if (typeof PublicKeyCredential.parseRequestOptionsFromJSON === "function") {
    return PublicKeyCredential.parseRequestOptionsFromJSON(options as unknown as PublicKeyCredentialRequestOptionsJSON);
  }
  return {
    ...options,
    challenge: bytes(options["challenge"]),
    allowCredentials: descriptors(options["allowCredentials"]),
  } as unknown as PublicKeyCredentialRequestOptions;
}

function descriptors(list: unknown): Json[] {
  return ((list ?? []) as Json[]).map((one) => ({ ...one, id: bytes(one["id"]) }));
}

function toJson(credential: PublicKeyCredential): Json {
  const from = credential.response;
  const response: Json = { clientDataJSON: text(from.clientDataJSON) };
  if (from instanceof AuthenticatorAttestationResponse) {
    response["attestationObject"] = text(from.attestationObject);
    response["transports"] = from.getTransports?.() ?? [];
  } else if (from instanceof AuthenticatorAssertionResponse) {
    response["authenticatorData"] = text(from.authenticatorData);
    response["signature"] = text(from.signature);
    if (from.userHandle) response["userHandle"] = text(from.userHandle);
  }
  return {
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment,
    clientExtensionResults: credential.getClientExtensionResults(),
    response,
  };
}

function bytes(base64url: unknown): Uint8Array {
  const base64 = String(base64url).replaceAll("-", "+").replaceAll("_", "/");
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}

function text(buffer: ArrayBuffer): string {
  const binary = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
