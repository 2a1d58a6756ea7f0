// The catalogue's pages: add a SKU with photos, add and delete references (with undo), import a table.
import { api, busy, sorry, t, toast } from "./core.js";
import { note, report } from "./import_report.js";

const newSku = document.getElementById("new-sku");
const references = document.getElementById("references");
const importForm = document.getElementById("import");

function problem(node, text) {
  node.textContent = text;
  node.hidden = !text;
}

async function addPhotos(code, files) {
  for (const file of files) {
    const body = new FormData();
    body.append("file", file, file.name);
    await api("POST", `/api/skus/${encodeURIComponent(code)}/references`, body);
  }
}

newSku?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const note = newSku.querySelector(".field-error");
  const values = Object.fromEntries([...new FormData(newSku)].map(([name, value]) => [name, String(value).trim()]));
  const missing = [...newSku.querySelectorAll("[required]")].filter((input) => !input.value.trim());
  for (const input of newSku.querySelectorAll("[required]")) input.setAttribute("aria-invalid", String(missing.includes(input)));
  if (missing.length) {
    problem(note, t("js.fill_in"));
    missing[0].focus();
    return;
  }
  const given = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ""));
  const body = { ...given, competitor: "competitor" in values ? true : null };
  await busy(newSku.querySelector("[type=submit]"), async () => {
    try {
      const { code } = await api("POST", "/api/skus", body);
      // the SKU is there from here on: a picture that fails must not make the form say otherwise
      await addPhotos(code, newSku.querySelector("#photos").files).catch((error) => toast(error.text, { bad: true, seconds: 4 }));
      location.assign(`/catalog/skus/${encodeURIComponent(code)}`);
    } catch (error) {
      problem(note, error.text);
    }
  });
});

if (references) {
  const code = references.dataset.sku;
  const input = document.getElementById("add-refs");
  input?.addEventListener("change", async () => {
    const note = document.getElementById("ref-error");
    problem(note, "");
    input.parentElement.classList.add("busy");
    try {
      await addPhotos(code, input.files);
      location.reload();
    } catch (error) {
      problem(note, error.text);
      input.parentElement.classList.remove("busy");
      input.value = "";
    }
  });
  for (const button of references.querySelectorAll("[data-delete-ref]")) {
    button.addEventListener("click", () => deleteLater(code, button.dataset.deleteRef, button.closest(".ref")));
  }
}

/** Take a reference away at once, tell the server only when the undo has passed (or the page is left). */
async function deleteLater(code, id, item) {
  let told = false;
  const tell = () => {
    if (told) return Promise.resolve();
    told = true;
    return api("DELETE", `/api/skus/${encodeURIComponent(code)}/references/${id}`, undefined, { keepalive: true });
  };
  item.hidden = true;
  addEventListener("pagehide", tell);
  const undone = await toast(t("js.reference_deleted"), { undo: t("js.undo") });
  removeEventListener("pagehide", tell);
  if (undone) {
    item.hidden = false;
    return;
  }
  try {
    await tell();
    item.remove();
  } catch (error) {
    item.hidden = false;
    sorry(error);
  }
}

importForm?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const place = document.getElementById("import-report");
  const file = importForm.querySelector("[type=file]").files[0];
  if (!file) {
    place.replaceChildren(note("warn", t("js.choose_file")));
    return;
  }
  const body = new FormData();
  body.append("file", file, file.name);
  await busy(importForm.querySelector("[type=submit]"), async () => {
    try {
      place.replaceChildren(...report(await api("POST", "/api/skus/import", body)));
    } catch (error) {
      place.replaceChildren(note("bad", error.message, error.fix));
    }
  });
});
