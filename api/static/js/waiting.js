// Reminding whose turn it is; the button says what became of it.
import { api, busy, sorry, t, toast } from "./core.js";

for (const button of document.querySelectorAll("[data-nudge]")) {
  button.addEventListener("click", () => busy(button, async () => {
    try {
      const { state } = await api("POST", "/api/board/waiting/nudge", { store: button.dataset.store, person: button.dataset.person });
      toast(t(`js.nudge.${state}`), { bad: state === "unreachable" });
      if (state !== "unreachable") button.setAttribute("aria-disabled", "true");
    } catch (error) {
      sorry(error);
    }
  }));
}
