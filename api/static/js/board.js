// The live board: server-sent events count the figures up and put what happened on top of the feed.
import { api, el, locale, t } from "./core.js";

const DEAF_MS = 25000; // the service says every ten seconds that it is there
const AGAIN_MS = 3000;
const feed = document.getElementById("feed");
const pause = document.getElementById("pause");
const link = document.getElementById("link");
const nothing = document.getElementById("nothing");
const most = Number(feed.dataset.most);
const clock = new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });
let cursor = feed.dataset.cursor;
let held = [];
let source = null;
let heard = 0;
let over = false;

for (const time of feed.querySelectorAll("time")) time.textContent = said(time.dateTime);

function said(at) {
  const moment = new Date(at);
  const today = new Date().toDateString() === moment.toDateString();
  return today ? clock.format(moment) : `${moment.getMonth() + 1}-${moment.getDate()} ${clock.format(moment).slice(0, 5)}`;
}

function tell(state, words) {
  link.dataset.state = state;
  const says = link.querySelector(".says");
  if (says.textContent !== words) says.textContent = words;
}

function item(news) {
  const picture = news.picture
    ? el("img", { class: "thumb", src: news.picture, alt: "", width: 64, height: 64 })
    : el("span", { class: "thumb", "aria-hidden": "true" });
  const who = [news.store?.name, news.person].filter(Boolean).join(" · ");
  return el("li", { class: "new", dataset: { id: news.id } },
    el("a", { class: "item", href: news.link }, picture,
      el("span", { class: "grow" }, el("strong", {}, news.text), el("span", { class: "quiet" }, who)),
      el("time", { class: "quiet whole", dateTime: news.at }, said(news.at))));
}

function show(news) {
  if (feed.querySelector(`[data-id="${news.id}"]`)) return;
  nothing.hidden = true;
  feed.prepend(item(news));
  while (feed.children.length > most) feed.lastElementChild.remove();
}

function count(news) {
  for (const figure of document.querySelectorAll("[data-kinds]")) {
    if (!figure.dataset.kinds.split(" ").includes(news.kind)) continue;
    figure.textContent = Math.max(0, Number(figure.textContent) + news.number);
    figure.classList.remove("rose");
    void figure.offsetWidth; // begin the animation anew
    figure.classList.add("rose");
  }
}

function take(event) {
  const news = JSON.parse(event.data);
  hear(event);
  if (news.day > feed.dataset.day) return location.reload(); // midnight: figures begin anew
  if (news.day === feed.dataset.day) count(news);
  if (pause.getAttribute("aria-pressed") === "true") {
    held.push(news);
    pause.textContent = t("js.board.go_on", { n: held.length });
  } else show(news);
}

function hear(event) {
  heard = Date.now();
  cursor = event.lastEventId || cursor;
  tell("on", t("js.board.on"));
}

function open() {
  source?.close();
  source = new EventSource(`/api/board/events?after=${encodeURIComponent(cursor)}`);
  heard = Date.now();
  source.addEventListener("news", take);
  source.addEventListener("beat", hear);
  source.addEventListener("reload", () => location.reload());
  source.addEventListener("over", stop);
  source.addEventListener("error", () => {
    tell("wait", t("js.board.wait"));
    if (source.readyState === EventSource.CLOSED) refused();
  });
}

/** The service said no: say why, or try again when it was not there at all. */
async function refused() {
  source.close();
  try {
    await api("GET", "/api/board");
    setTimeout(open, AGAIN_MS * 5);
    tell("wait", t("js.board.many"));
  } catch (error) {
    if (error.status === 401 || error.status === 403) stop();
    else setTimeout(open, AGAIN_MS);
  }
}

function stop() {
  over = true;
  source?.close();
  tell("over", t("js.board.over"));
}

pause.hidden = false;
pause.addEventListener("click", () => {
  const paused = pause.getAttribute("aria-pressed") !== "true";
  pause.setAttribute("aria-pressed", String(paused));
  if (!paused) {
    for (const news of held) show(news);
    held = [];
  }
  pause.textContent = paused ? t("js.board.go_on", { n: 0 }) : t("js.board.pause");
});

setInterval(() => {
  if (over || Date.now() - heard < DEAF_MS) return;
  tell("wait", t("js.board.wait"));
  open();
}, AGAIN_MS);
addEventListener("pagehide", () => source?.close());
addEventListener("pageshow", (event) => { if (event.persisted && !over) open(); });
tell("wait", t("js.board.wait"));
open();
