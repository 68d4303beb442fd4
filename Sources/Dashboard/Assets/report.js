// The list of files: searched, sorted and paged in memory, so that it stays quick with a hundred thousand of them.
const pageSize = 100;
const files = JSON.parse(document.getElementById("list-data").textContent);
const table = document.getElementById("list-table");
const body = table.tBodies[0];
const state = { text: "", key: -1, down: false, page: 0, shown: files };

const bytes = (count) => {
  if (count < 0) return "";
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  let unit = 0;
  while (count >= 1024 && unit < units.length - 1) { count /= 1024; unit += 1; }
  return `${unit ? count.toFixed(1) : count} ${units[unit]}`;
};

const make = (tag, kind, text) => {
  const element = document.createElement(tag);
  if (kind) element.className = kind;
  if (text !== undefined) element.textContent = text;
  return element;
};

const row = ([path, outcome, reason, type, size]) => {
  const line = make("tr");
  const place = make("td", "path");
  path.split("/").forEach((part, index, parts) => {
    place.append(part + (index + 1 < parts.length ? "/" : ""), make("wbr"));
  });
  place.append(make("span", "reason", reason));
  const how = make("td");
  how.append(make("span", `badge ${outcome}`, outcome));
  line.append(place, how, make("td", "type", type), make("td", "n", bytes(size)));
  return line;
};

const draw = () => {
  const pages = Math.max(1, Math.ceil(state.shown.length / pageSize));
  state.page = Math.min(Math.max(0, state.page), pages - 1);
  body.replaceChildren(...state.shown.slice(state.page * pageSize, (state.page + 1) * pageSize).map(row));
  const count = state.shown.length.toLocaleString("en");
  document.getElementById("list-count").textContent =
    state.text ? `${count} of ${files.length.toLocaleString("en")} files` : `${count} files`;
  document.getElementById("list-place").textContent = `Page ${state.page + 1} of ${pages}`;
  document.getElementById("list-previous").disabled = state.page === 0;
  document.getElementById("list-next").disabled = state.page + 1 >= pages;
  document.getElementById("list-pager").hidden = pages < 2;
};

const choose = () => {
  const wanted = state.text.toLowerCase().split(/\s+/).filter(Boolean);
  const found = wanted.length
    ? files.filter((file) => {
      const text = `${file[0]} ${file[1]} ${file[2]} ${file[3]}`.toLowerCase();
      return wanted.every((word) => text.includes(word));
    })
    : files.slice();
  if (state.key >= 0) {
    const sign = state.down ? -1 : 1;
    found.sort((a, b) => sign * (a[state.key] < b[state.key] ? -1 : a[state.key] > b[state.key] ? 1 : 0));
  }
  state.shown = found;
  state.page = 0;
  draw();
};

for (const head of table.querySelectorAll("th[data-key]")) {
  const button = make("button", "", head.textContent);
  button.type = "button";
  head.replaceChildren(button);
  button.addEventListener("click", () => {
    const key = Number(head.dataset.key);
    state.down = state.key === key && !state.down;
    state.key = key;
    for (const other of table.querySelectorAll("th[data-key]")) other.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", state.down ? "descending" : "ascending");
    choose();
  });
}
const search = document.getElementById("list-search");
search.hidden = false;
search.addEventListener("submit", (event) => event.preventDefault());
let waiting;
document.getElementById("list-text").addEventListener("input", (event) => {
  clearTimeout(waiting);
  waiting = setTimeout(() => { state.text = event.target.value; choose(); }, 120);
});
document.getElementById("list-previous").addEventListener("click", () => { state.page -= 1; draw(); });
document.getElementById("list-next").addEventListener("click", () => { state.page += 1; draw(); });
draw();

// The pie: what is below the threshold is one part.
const slices = JSON.parse(document.getElementById("pie-data").textContent)
  .map(({ name, count }) => ({ name, count: Number(count) }));
const pie = document.querySelector("svg.pie");
const threshold = document.getElementById("threshold");

const drawPie = () => {
  const total = slices.reduce((sum, slice) => sum + slice.count, 0);
  const least = Number(threshold.value) / 100 * total;
  const shown = slices.filter((slice) => slice.count >= least);
  const rest = slices.filter((slice) => slice.count < least).reduce((sum, slice) => sum + slice.count, 0);
  const parts = shown.map((slice, index) => ({ ...slice, kind: `c${index % 8}` }));
  if (rest > 0) parts.push({ name: "others", count: rest, kind: "rest" });
  let angle = -0.25;
  const point = (turns) => `${Math.cos(turns * 2 * Math.PI).toFixed(4)} ${Math.sin(turns * 2 * Math.PI).toFixed(4)}`;
  pie.replaceChildren(...parts.map((part) => {
    const share = part.count / total;
    const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
    path.setAttribute("class", part.kind);
    path.setAttribute("d", share > 0.9999
      ? "M-1 0A1 1 0 1 1 1 0A1 1 0 1 1 -1 0Z"
      : `M0 0L${point(angle)}A1 1 0 ${share > 0.5 ? 1 : 0} 1 ${point(angle + share)}Z`);
    const title = document.createElementNS("http://www.w3.org/2000/svg", "title");
    title.textContent = `${part.name}: ${part.count.toLocaleString("en")}`;
    path.append(title);
    angle += share;
    return path;
  }));
  document.getElementById("pie-legend").replaceChildren(...parts.map((part) => {
    const item = make("li");
    item.append(make("span", `swatch ${part.kind}`), make("span", "", part.name),
      make("span", "n", part.count.toLocaleString("en")));
    return item;
  }));
  document.getElementById("threshold-text").textContent = `${threshold.value} %`;
};

if (pie) {
  document.getElementById("pie-control").hidden = false;
  threshold.addEventListener("input", drawPie);
}
