// One photo on its way.
import { errorFrom, locale, offlineError, t, ApiError } from "./core.js";
import { sendForm } from "./sending.js";

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

async function send(file, store, clientId, onFraction, path, kind, talkers) {
  const form = new FormData();
  if (store !== null) {
    form.append("store", store);
    form.append("kind", kind);
    if (talkers) form.append("talkers", "true");
  }
  form.append("client_id", clientId);
  if (file.lastModified) form.append("captured_at", new Date(file.lastModified).toISOString());
  form.append("file", file, file.name || "photo.jpg");
  const { status, body } = await sendForm(path, form, onFraction, locale);
  if (status === 0) throw offlineError();
  if (status < 200 || status >= 300) throw errorFrom(status, body);
  return body;
}
