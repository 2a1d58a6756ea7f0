// A first look at a photo, on the phone: too small, too dark, too blurred. Milder than the server's, which decides.
const LOOK_PX = 320;
const GRID = 8;
const SHORT_MIN_PX = 480;
const BRIGHT_MIN = 35; // upper quartile of luma 0..255; the server's is 45
const SHARP_MIN = 100; // variance of the Laplacian in the sharpest tenth of an 8×8 grid; at this size the server's limit is about 1000

/** Return `{reason, thumb}`: reason null, "too_small", "dark" or "blurred"; thumb a small JPEG, or null where nothing can be drawn (HEIC). */
export async function lookAt(blob) {
  let picture;
  try {
    picture = await createImageBitmap(blob);
  } catch {
    return { reason: null, thumb: null };
  }
  const { width, height } = picture;
  const scale = Math.min(1, LOOK_PX / Math.max(width, height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(width * scale));
  canvas.height = Math.max(1, Math.round(height * scale));
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  pen.imageSmoothingQuality = "high";
  pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  const thumb = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.8));
  const luma = lumaOf(pen.getImageData(0, 0, canvas.width, canvas.height).data);
  let reason = null;
  if (Math.min(width, height) < SHORT_MIN_PX) reason = "too_small";
  else if (quantile([...luma], 0.75) < BRIGHT_MIN) reason = "dark";
  else if (sharpness(luma, canvas.width, canvas.height) < SHARP_MIN) reason = "blurred";
  return { reason, thumb };
}

function lumaOf(rgba) {
  const luma = new Float32Array(rgba.length / 4);
  for (let i = 0; i < luma.length; i += 1) luma[i] = 0.299 * rgba[4 * i] + 0.587 * rgba[4 * i + 1] + 0.114 * rgba[4 * i + 2];
  return luma;
}

/** Variance of the Laplacian (Pech-Pacheco et al., ICPR 2000), 90th percentile over the cells of a grid. */
function sharpness(luma, width, height) {
  const sums = Array.from({ length: GRID * GRID }, () => [0, 0, 0]);
  for (let y = 1; y < height - 1; y += 1) {
    for (let x = 1; x < width - 1; x += 1) {
      const i = y * width + x;
      const edge = luma[i - width] + luma[i + width] + luma[i - 1] + luma[i + 1] - 4 * luma[i];
      const sum = sums[Math.floor((y * GRID) / height) * GRID + Math.floor((x * GRID) / width)];
      sum[0] += 1;
      sum[1] += edge;
      sum[2] += edge * edge;
    }
  }
  return quantile(sums.filter(([n]) => n).map(([n, edge, square]) => square / n - (edge / n) ** 2), 0.9);
}

function quantile(values, part) {
  values.sort((a, b) => a - b);
  return values[Math.min(values.length - 1, Math.floor(part * values.length))] ?? 0;
}
