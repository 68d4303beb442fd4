// Makes the pages live. Without it they show and do the same, only not by themselves.

const number = new Intl.NumberFormat("en");
const one = (name, root = document) => root.querySelector(name);

function bytes(count) {
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  let unit = 0;
  while (count >= 1024 && unit < 4) { count /= 1024; unit += 1; }
  return `${unit ? count.toFixed(1) : count} ${units[unit]}`;
}

function element(name, text, className) {
  const made = document.createElement(name);
  if (text !== undefined) made.textContent = text;
  if (className) made.className = className;
  return made;
}

function fill(body, rows) {
  body.replaceChildren(...rows.map((cells) => {
    const row = element("tr");
    row.append(...cells.map(([text, className]) => element("td", text, className)));
    return row;
  }));
}

function show(panel, run) {
  const idle = one("[data-live-idle]", panel);
  one("[data-live-body]", panel).hidden = !run;
  idle.hidden = Boolean(run);
  const state = one("[data-live-state]", panel);
  state.textContent = run ? `Run ${run.run} goes on` : "Nothing runs";
  state.classList.toggle("on", Boolean(run));
  if (!run) return;
  const expected = Math.max(run.total ?? 0, run.found, Number(panel.dataset.lastFound) || 0);
  const share = expected ? Math.min(100, 100 * run.finished / expected) : 0;
  const bar = one("[data-live-bar]", panel);
  bar.setAttribute("aria-valuenow", share.toFixed(0));
  one("rect", bar)?.setAttribute("width", share);
  const figures = {
    finished: number.format(run.finished), found: number.format(run.found), bytes: bytes(run.bytes),
    rate: number.format(run.seconds > 0 ? Math.round(run.finished / run.seconds) : 0),
    failed: number.format(run.outcomes.failed ?? 0),
  };
  for (const [name, text] of Object.entries(figures)) one(`[data-live-${name}]`, panel).textContent = text;
  fill(one("[data-live-lanes]", panel), run.lanes.map((lane) => [
    [lane.handler], [number.format(lane.waiting), "n"], [bytes(lane.bytes), "n"], [number.format(lane.running), "n"],
  ]));
  fill(one("[data-live-active]", panel), run.active.slice(0, 16).map((file) => [
    [file.worker], [file.path, "wrap"], [file.handler], [`${file.seconds.toFixed(1)} s`, "n"],
  ]));
}

function tell(panel, failures) {
  const shown = failures.slice(0, 5).map((failure) => {
    const item = element("li");
    const link = element("a", failure.path);
    link.href = "/file?" + new URLSearchParams({ root: failure.root, path: failure.path });
    item.append(element("span", failure.code, "code"), " ", link, element("span", ` ${failure.message}`, "quiet"));
    return item;
  });
  one("[data-live-failures]", panel).hidden = shown.length === 0;
  one("[data-live-feed]", panel).replaceChildren(...shown);
}

const panel = one("[data-live]");
if (panel) {
  const events = new EventSource("/api/v1/events");
  let wasRunning = false;
  events.addEventListener("status", (event) => {
    const { run } = JSON.parse(event.data);
    show(panel, run);
    panel.dataset.liveUpdates = String(Number(panel.dataset.liveUpdates ?? 0) + 1);
    // What is counted below stands as of the page; the end of a run is when it changes for good.
    if (wasRunning && !run) setTimeout(() => location.replace(location.pathname), 600);
    wasRunning = Boolean(run);
  });
  events.addEventListener("change", (event) => tell(panel, JSON.parse(event.data).failures));
  addEventListener("pagehide", () => events.close());
}

const search = one("[data-search]");
if (search) {
  const field = one("input[type=search]", search);
  let timer, latest = 0;
  const look = async () => {
    const turn = ++latest;
    const address = search.getAttribute("action") + "?" + new URLSearchParams([...new FormData(search)].filter(([, value]) => value));
    const answer = await fetch(address, { headers: { Accept: "text/html" } });
    if (!answer.ok || turn !== latest) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (turn !== latest) return;
    one("[data-results]").replaceWith(one("[data-results]", page));
    history.replaceState(null, "", address);
  };
  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => look().catch(() => search.submit()), 150);
  });
  addEventListener("keydown", (event) => {
    if (event.key === "/" && !/^(input|textarea)$/i.test(event.target.tagName)) {
      event.preventDefault();
      field.focus();
    }
  });
}
