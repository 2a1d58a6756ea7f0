// Speaking instead of typing, where the browser has it.
import { locale, t, toast } from "./core.js";

const Recognition = window.SpeechRecognition ?? window.webkitSpeechRecognition;
let open = null;

export const canSpeak = Boolean(Recognition);

/** Listen once while `button` shows it; `onText` gets what was heard so far, a second press ends it. */
export function speak(button, onText) {
  if (open) {
    open.stop();
    return;
  }
  open = new Recognition();
  open.lang = locale;
  open.interimResults = true;
  button.setAttribute("aria-pressed", "true");
  open.addEventListener("result", (event) => onText([...event.results].map((result) => result[0].transcript).join("").trim()));
  open.addEventListener("error", ({ error }) => {
    if (error === "aborted") return;
    toast(t(error === "not-allowed" ? "js.voice.refused" : "js.voice.unheard"), { bad: true });
  });
  open.addEventListener("end", () => {
    button.setAttribute("aria-pressed", "false");
    open = null;
  });
  open.start();
}
