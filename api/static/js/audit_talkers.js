// The signs of a shelf photo: a line of the list opens its place on the photo, and a mark on the photo its line.

/** Listened to from outside of list and overlay, which may be replaced at any time. */
export function startTalkers(viewer) {
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-talker]");
    const mark = event.target.closest("#overlay [data-talker]");
    if (button) {
      choose(button.dataset.talker);
      const { x, y, width, height } = button.dataset;
      viewer.focus({ x: Number(x), y: Number(y), width: Number(width), height: Number(height) });
      document.getElementById("viewer").scrollIntoView({ block: "nearest" });
    } else if (mark) {
      open(mark);
    }
  });
  document.addEventListener("keydown", (event) => {
    const mark = event.target.closest("#overlay [data-talker]");
    if (!mark || (event.key !== "Enter" && event.key !== " ")) return;
    event.preventDefault();
    open(mark);
  });
}

function open(mark) {
  choose(mark.dataset.talker);
  document.getElementById(`talker-${mark.dataset.talker}`).scrollIntoView({ block: "center" });
}

function choose(number) {
  for (const node of document.querySelectorAll("[data-sign], #overlay [data-talker]")) {
    node.classList.toggle("chosen", (node.dataset.sign ?? node.dataset.talker) === number);
  }
}
