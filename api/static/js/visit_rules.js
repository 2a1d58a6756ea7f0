// When a visit is whole: the same rules as the server's, asked before anything is sent.

/** What is missing: `{kind: "photo", key, n}` and `{kind: "field", key, label}`, in the page's order. */
export function missingOf(visit, photos) {
  const counted = (kind) => photos.filter((photo) => photo.kind === kind && photo.tip === null && photo.state !== "refused").length;
  const missing = [];
  for (const [key, least] of Object.entries(visit.form?.photos ?? {})) {
    const n = least - counted(key);
    if (n > 0) missing.push({ kind: "photo", key, n });
  }
  for (const field of visit.form?.fields ?? []) {
    const answer = (visit.answers[field.key] ?? "").trim();
    const known = field.kind !== "choice" || field.choices.includes(answer);
    if (field.required ? !answer || !known : answer && !known) missing.push({ kind: "field", key: field.key, label: field.label });
  }
  return missing;
}
