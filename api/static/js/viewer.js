// The photo's zoom: fit or 100%, pinch, ctrl + wheel, buttons. Panning is the pane's own scrolling.
const MAX_SCALE = 3;

/** Start the viewer; `scale` is screen pixels per photo pixel. `wheel`: the wheel alone zooms, without a key. */
export function startViewer({ wheel = false } = {}) {
  const pane = document.getElementById("pane");
  const canvas = document.getElementById("canvas");
  const photo = document.getElementById("photo");
  const overlay = document.getElementById("overlay");
  const photoWidth = overlay.viewBox.baseVal.width;
  const photoHeight = overlay.viewBox.baseVal.height;
  const buttons = [...document.querySelectorAll("[data-zoom]")];
  let scale = null; // null: fit

  const roomHeight = () => parseFloat(getComputedStyle(pane).maxHeight) || innerHeight;
  const fitScale = () => {
    const wide = pane.clientWidth / photoWidth;
    return matchMedia("(min-width: 1000px)").matches ? Math.min(wide, roomHeight() / photoHeight) : wide;
  };
  const now = () => scale ?? fitScale();

  function apply() {
    const width = Math.round(now() * photoWidth);
    canvas.style.width = `${width}px`;
    photo.sizes = `${width}px`; // zooming in lets the browser fetch a larger picture
    overlay.style.setProperty("--unit", String(1 / now()));
    for (const button of buttons) {
      const on = button.dataset.zoom === "fit" ? scale === null : button.dataset.zoom === "full" && scale === 1;
      if (button.hasAttribute("aria-pressed")) button.setAttribute("aria-pressed", String(on));
    }
  }

  /** Zoom so that the photo's point under (x, y) of the pane stays there. */
  function zoomTo(wanted, x = pane.clientWidth / 2, y = pane.clientHeight / 2) {
    const before = now();
    const photoX = (pane.scrollLeft + x) / before;
    const photoY = (pane.scrollTop + y) / before;
    const fit = fitScale();
    const next = Math.min(MAX_SCALE, wanted ?? fit);
    scale = wanted === null || next <= fit * 1.01 ? null : next;
    apply();
    pane.scrollLeft = photoX * now() - x;
    pane.scrollTop = photoY * now() - y;
  }

  for (const button of buttons) {
    button.addEventListener("click", () => {
      const kind = button.dataset.zoom;
      zoomTo({ fit: null, full: 1, in: now() * 1.5, out: now() / 1.5 }[kind]);
    });
  }
  pane.addEventListener("wheel", (event) => {
    if (!wheel && !event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    const at = pane.getBoundingClientRect();
    zoomTo(now() * Math.exp(-event.deltaY / 300), event.clientX - at.left, event.clientY - at.top);
  }, { passive: false });
  startPinch(pane, now, zoomTo);

  const toggle = document.getElementById("boxes-toggle");
  toggle.addEventListener("click", () => {
    const off = canvas.classList.toggle("boxes-off");
    toggle.setAttribute("aria-pressed", String(!off));
  });
  addEventListener("resize", apply);
  apply();

  function bring(rectangle, below = 0) {
    const { x, y, width, height } = rectangle;
    const middleX = (x + width / 2) * now() - pane.clientWidth / 2;
    const middleY = (y + height / 2) * now() - pane.clientHeight / 2;
    pane.scrollTo({ left: middleX, top: middleY });
    const top = pane.getBoundingClientRect().top + (y * now() - pane.scrollTop);
    const room = innerHeight - below;
    if (top < 80 || top + height * now() > room - 8) scrollBy({ top: top - Math.max(80, room / 2 - height * now() / 2) });
  }

  return {
    /** Screen pixels per photo pixel at this moment. */
    scale: now,
    /** Zoom by a factor about the middle of what is seen. */
    zoomBy: (factor) => zoomTo(now() * factor),
    /** Bring a rectangle of the photo into view, `below` pixels of the window being covered. */
    reveal: bring,
    /** Zoom to a rectangle of the photo so that it fills about a third of the pane, with what is around it. */
    focus(rectangle) {
      const wide = pane.clientWidth / (rectangle.width * 3);
      zoomTo(Math.max(fitScale(), Math.min(1.5, wide, pane.clientHeight / (rectangle.height * 2.2))));
      bring(rectangle);
    },
  };
}

/** Pinch by touch events: unlike pointer events they let two fingers zoom while one still scrolls. */
function startPinch(pane, now, zoomTo) {
  let start = null;
  const measure = ([a, b]) => {
    const at = pane.getBoundingClientRect();
    const distance = Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY);
    return { distance, x: (a.clientX + b.clientX) / 2 - at.left, y: (a.clientY + b.clientY) / 2 - at.top };
  };
  pane.addEventListener("touchstart", (event) => {
    if (event.touches.length !== 2) return;
    event.preventDefault();
    start = { distance: measure(event.touches).distance, scale: now() };
  }, { passive: false });
  pane.addEventListener("touchmove", (event) => {
    if (!start || event.touches.length !== 2) return;
    if (event.cancelable) event.preventDefault();
    const { distance, x, y } = measure(event.touches);
    zoomTo(start.scale * distance / start.distance, x, y);
  }, { passive: false });
  for (const kind of ["touchend", "touchcancel"]) {
    pane.addEventListener(kind, (event) => { if (event.touches.length < 2) start = null; });
  }
}
