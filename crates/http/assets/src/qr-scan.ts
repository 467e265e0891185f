// <form data-qr-scan data-camera data-stop data-no-camera data-no-code> with the field `frame`, a <video data-qr-video hidden> and a file
// field [data-qr-picture]: what a code says goes into `frame`, and the form is sent. Pasting the text works without this script.
import jsQR from "jsqr";
import { alertBefore } from "./messages";

const LOOK_EVERY = 150;
const SIZES = [1200, 640];

export function qrScan(form: HTMLFormElement): void {
  const frame = form.elements.namedItem("frame");
  if (!(frame instanceof HTMLInputElement || frame instanceof HTMLTextAreaElement)) return;
  const say = alertBefore(form.firstElementChild ?? form);
  const found = (text: string): void => {
    frame.value = text;
    form.requestSubmit();
  };
  picture(form, say, found);
  camera(form, say, found);
}

function picture(form: HTMLFormElement, say: (words: string) => void, found: (text: string) => void): void {
  const field = form.querySelector<HTMLInputElement>("[data-qr-picture]");
  field?.addEventListener("change", async () => {
    const file = field.files?.[0];
    if (!file) return;
    say("");
    const text = await fromPicture(file).catch(() => undefined);
    // The picture stays here: only the code's text is sent.
    field.value = "";
    if (text) found(text);
    else say(form.dataset["noCode"] ?? "");
  });
}

async function fromPicture(file: File): Promise<string | undefined> {
  const bitmap = await createImageBitmap(file);
  for (const size of SIZES) {
    const text = await read(bitmap, bitmap.width, bitmap.height, size);
    if (text) return text;
  }
  return undefined;
}

function camera(form: HTMLFormElement, say: (words: string) => void, found: (text: string) => void): void {
  const video = form.querySelector<HTMLVideoElement>("[data-qr-video]");
  if (!video || !navigator.mediaDevices?.getUserMedia) {
    if (video) say(form.dataset["noCamera"] ?? "");
    return;
  }
  const button = document.createElement("button");
  button.type = "button";
  button.className = "govuk-button";
  button.textContent = form.dataset["camera"] ?? "";
  video.before(button);
  let stream: MediaStream | undefined;

  const stop = (): void => {
    for (const track of stream?.getTracks() ?? []) track.stop();
    stream = undefined;
    video.hidden = true;
    button.textContent = form.dataset["camera"] ?? "";
  };
  const look = async (): Promise<void> => {
    if (!stream) return;
    const text = video.videoWidth > 0 ? await read(video, video.videoWidth, video.videoHeight, 640).catch(() => undefined) : undefined;
    if (text && stream) {
      stop();
      found(text);
      return;
    }
    window.setTimeout(() => void look(), LOOK_EVERY);
  };
  button.addEventListener("click", async () => {
    if (stream) return stop();
    say("");
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
      video.srcObject = stream;
      video.hidden = false;
      button.textContent = form.dataset["stop"] ?? button.textContent;
      await video.play();
      void look();
    } catch {
      stop();
      say(form.dataset["noCamera"] ?? "");
    }
  });
  window.addEventListener("pagehide", stop);
}

let detector: Promise<BarcodeDetector | undefined> | undefined;

/** The browser's own detector, where there is one for QR codes. */
async function ownDetector(): Promise<BarcodeDetector | undefined> {
  if (!("BarcodeDetector" in window)) return undefined;
  const formats = await BarcodeDetector.getSupportedFormats().catch(() => [] as string[]);
  return formats.includes("qr_code") ? new BarcodeDetector({ formats: ["qr_code"] }) : undefined;
}

/** The text of a code in a picture, drawn no larger than `size`; by the browser's detector, else by jsQR. */
async function read(source: CanvasImageSource, width: number, height: number, size: number): Promise<string | undefined> {
  const scale = Math.min(1, size / Math.max(width, height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(width * scale));
  canvas.height = Math.max(1, Math.round(height * scale));
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (!context) return undefined;
  context.drawImage(source, 0, 0, canvas.width, canvas.height);
  detector ??= ownDetector();
  const own = await detector;
  const seen = own ? await own.detect(canvas).catch(() => []) : [];
  if (seen[0]) return seen[0].rawValue;
  const pixels = context.getImageData(0, 0, canvas.width, canvas.height);
  return jsQR(pixels.data, pixels.width, pixels.height)?.data || undefined;
}
