// Where a visit takes place: asked for once, with a reason, and never twice after a no.
const REFUSED = "paimian.no-place";

/** How things stand: "yes" (may be read), "ask" (a person decides), "no". */
export async function placeState() {
  if (!("geolocation" in navigator) || !isSecureContext) return "no";
  try {
    if (localStorage.getItem(REFUSED)) return "no";
    const { state } = await navigator.permissions.query({ name: "geolocation" });
    return { granted: "yes", denied: "no" }[state] ?? "ask";
  } catch {
    return "ask";
  }
}

/** Resolve to `{latitude, longitude, accuracy_m}` or null. */
export function readPlace() {
  return new Promise((resolve) => {
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => resolve({ latitude: coords.latitude, longitude: coords.longitude, accuracy_m: Math.round(coords.accuracy) }),
      () => resolve(null),
      { enableHighAccuracy: true, timeout: 20_000, maximumAge: 60_000 },
    );
  });
}

export function refusePlace() {
  try {
    localStorage.setItem(REFUSED, "yes");
  } catch {
    // asked again next time
  }
}
