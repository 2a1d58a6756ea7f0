// The keys of the correcting page. In the search they are letters; elsewhere each is a command, and other letters search.
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const SETTLE_MS = 450; // many small steps are one correction

/** Listen on the whole page; `fail(error)` gets what went wrong. */
export function startKeys(page, boxes, commands, fail) {
  let moved = null;
  let timer = 0;
  const run = (work) => Promise.resolve().then(work).catch(fail);
  const settle = () => {
    clearTimeout(timer);
    const last = moved;
    moved = null;
    if (last) run(() => commands.nudged(last));
  };

  function arrow(event) {
    const [dx, dy] = ARROWS[event.key];
    if (boxes.drawing || event.altKey) {
      const step = boxes.drawing && !event.altKey ? 8 : event.ctrlKey ? 10 : 2;
      const at = commands.nudge(dx * step, dy * step, event.shiftKey);
      if (at && !boxes.drawing) {
        moved = at;
        clearTimeout(timer);
        timer = setTimeout(settle, SETTLE_MS);
      }
    } else {
      settle();
      commands.go(dx, dy);
    }
  }

  /** One key that is a command by itself; false where it is none. */
  function command(key) {
    if (key === "Escape") {
      if (boxes.drawing) commands.stopDrawing();
      else commands.leave();
    } else if (key === "Enter") {
      if (boxes.drawing) run(commands.drawn);
      else commands.search("");
    } else if (key === "Delete" || key === "Backspace") run(commands.remove);
    else if (key === "+" || key === "=") commands.zoom(1.5);
    else if (key === "-") commands.zoom(1 / 1.5);
    else if (key === "?") commands.help();
    else if (key === "/") commands.search("");
    else if (key === "n") {
      if (boxes.drawing) commands.stopDrawing();
      else commands.draw();
    } else if (key === "s") commands.nextSpec();
    else if (key === "g") run(commands.wholeGroup);
    else if (key === "u") run(commands.undo);
    else if (/^[1-9]$/.test(key)) run(() => commands.option(Number(key) - 1));
    else return false;
    return true;
  }

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || document.querySelector("dialog[open]")) return;
    const field = event.target.closest("input, textarea, select");
    if (field) {
      if (event.key === "Escape" && page.contains(field)) boxes.focus();
      return;
    }
    // Buttons and links keep their own keys.
    const press = event.target.closest("button, a, summary") && ["Enter", " "].includes(event.key);
    if (press || event.metaKey) return;
    if (event.ctrlKey && !event.altKey) {
      if (event.key.toLowerCase() === "z") {
        event.preventDefault();
        run(commands.undo);
      }
      return;
    }
    if (event.key in ARROWS) {
      if (event.target.closest("[role=toolbar]") || (!event.target.closest("#overlay") && !boxes.drawing && event.target !== document.body)) return;
      arrow(event);
      event.preventDefault();
    } else if (!event.altKey && (command(event.key) || letter(event.key))) event.preventDefault();
  });
  document.addEventListener("keyup", (event) => { if (event.key === "Alt") settle(); });
  page.addEventListener("focusout", settle);

  /** Any other letter begins a search with it. */
  function letter(key) {
    if (!boxes.chosen || [...key].length !== 1 || !/[\p{L}\p{N}]/u.test(key)) return false;
    commands.search(key);
    return true;
  }
}
