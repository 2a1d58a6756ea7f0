// Sorts a table by a column: its heading on a desk, the choice above it on a phone.
const value = (row, column) => {
  const cell = row.cells[column];
  const written = cell.dataset.value ?? cell.textContent;
  return cell.classList.contains("num") ? Number(written) : written;
};

function sort(table, name) {
  const heads = [...table.tHead.rows[0].cells];
  const column = heads.findIndex((head) => head.querySelector(`[data-sort="${name}"]`));
  if (column < 0) return;
  const head = heads[column];
  const first = head.classList.contains("num") ? "descending" : "ascending";
  const other = first === "descending" ? "ascending" : "descending";
  const way = head.getAttribute("aria-sort") === first ? other : first;
  for (const each of heads) each.removeAttribute("aria-sort");
  head.setAttribute("aria-sort", way);
  const sign = way === "descending" ? -1 : 1;
  const rows = [...table.tBodies[0].rows].sort((a, b) => {
    const [x, y] = [value(a, column), value(b, column)];
    return sign * (typeof x === "number" ? x - y : x.localeCompare(y, document.documentElement.lang));
  });
  table.tBodies[0].append(...rows);
}

for (const table of document.querySelectorAll("table[data-sorted]")) {
  table.tHead.addEventListener("click", (event) => {
    const button = event.target.closest("[data-sort]");
    if (button) sort(table, button.dataset.sort);
  });
}
for (const choice of document.querySelectorAll("select[data-sort-table]")) {
  choice.addEventListener("change", () => {
    const table = document.getElementById(choice.dataset.sortTable);
    for (const head of table.tHead.rows[0].cells) head.removeAttribute("aria-sort");
    sort(table, choice.value);
  });
}
