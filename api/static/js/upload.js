// One photo on its way: XMLHttpRequest, because fetch cannot tell how much was sent.
import { errorFrom, locale, offlineError, t, ApiError } from "./core.js";

const RETRIES = 3;
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Return why a file need not be sent at all, or null. */
export function refuse(file, maxMb) {
  if (file.size === 0) return new ApiError(0, "empty_file", t("js.empty_file"), t("js.empty_file_fix"));
  const image = file.type.startsWith("image/") || /\.(jpe?g|png|webp|hei[cf])$/i.test(file.name);
  if (!image) return new ApiError(0, "not_an_image", t("js.not_an_image"), t("js.not_an_image_fix"));
  if (file.size > maxMb * 1024 * 1024) {
    const mb = (file.size / 1024 / 1024).toFixed(1);
    return new ApiError(0, "too_large", t("js.too_large", { mb, max: maxMb }), t("js.too_large_fix"));
  }
  return null;
}

/** Send a photo (`store` null: the path says where it belongs, and what it is); lost connections are tried again by themselves, the server knows a photo sent twice. */
export async function upload(file, store, clientId, onFraction, path = "/api/photos", kind = "shelf", talkers = false) {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await send(file, store, clientId, onFraction, path, kind, talkers);
    } catch (error) {
      if (error.status !== 0 || attempt === RETRIES) throw error;
      await pause(1500 * attempt);
    }
  }
}

function send(file, store, clientId, onFraction, path, kind, talkers) {
  const form = new FormData();
  if (store !== null) {
    form.append("store", store);
    form.append("kind", kind);
    if (talkers) form.append("talkers", "true");
  }
  form.append("client_id", clientId);
  if (file.lastModified) form.append("captured_at", new Date(file.lastModified).toISOString());
  form.append("file", file, file.name || "photo.jpg");
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", path);
    request.responseType = "json";
    request.timeout = 120_000;
    request.setRequestHeader("Accept-Language", locale);
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) onFraction(event.loaded / event.total);
    });
    for (const kind of ["error", "timeout", "abort"]) request.addEventListener(kind, () => reject(offlineError()));
    request.addEventListener("load", () => {
      if (request.status >= 200 && request.status < 300) return resolve(request.response);
      return reject(errorFrom(request.status, request.response));
    });
    request.send(form);
  });
}

/** Return a random id for an upload (crypto.randomUUID needs https; a shop's own server may not have it). */
export function newClientId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
