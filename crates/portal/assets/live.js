// News for the list of deliveries: rows that are new, and rows that have changed, as the server sends them.

/** A table longer than this is not read any more; the oldest rows go. */
const LONGEST = 200;

const bar = document.getElementById("live");
const words = bar.dataset;
const [sign, button] = [bar.querySelector(".state"), bar.querySelector("button")];
const table = document.getElementById("deliveries");
const body = table.querySelector("tbody");
const status = document.getElementById("news");

let url = words.live;
let source = null;
/** New rows that have not been spoken of yet, and when they will be: not one by one. */
let unspoken = 0;
let speaking = null;
/** The first rows only repeat what the page has. */
let repeating = true;

function show(kind, text) {
  sign.className = `state ${kind}`;
  sign.textContent = text;
}

function connect() {
  source = new EventSource(url);
  source.addEventListener("open", () => show("good", words.on));
  source.addEventListener("error", () => show("odd", words.lost));
  source.addEventListener("rows", (event) => {
    // Where to go on after a pause.
    const next = new URL(url, location.href);
    next.searchParams.set("after", event.lastEventId);
    url = next.href;
    take(event.data);
  });
}

function take(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  let added = 0;
  for (const row of template.content.querySelectorAll("tr")) added += place(row) ? 1 : 0;
  while (body.rows.length > LONGEST) body.lastElementChild.remove();
  if (body.rows.length > 0) {
    table.hidden = false;
    document.getElementById("none").hidden = true;
  }
  repeating = false;
  speak(added);
}

/** Puts a row where it belongs. Answers whether it is new. */
function place(row) {
  const known = document.getElementById(row.id);
  if (known) {
    if (known.outerHTML !== row.outerHTML && !known.contains(document.activeElement)) known.replaceWith(row);
    return false;
  }
  const older = [...body.rows].find((other) => Number(other.dataset.delivery) < Number(row.dataset.delivery));
  body.insertBefore(row, older ?? null);
  if (!repeating || older) {
    row.classList.add("new");
    setTimeout(() => row.classList.remove("new"), 3000);
  }
  return true;
}

function speak(added) {
  unspoken += added;
  if (unspoken === 0 || speaking) return;
  speaking = setTimeout(() => {
    status.textContent = words.new.replace("{count}", unspoken);
    unspoken = 0;
    speaking = null;
  }, 1500);
}

button.addEventListener("click", () => {
  if (source) {
    source.close();
    source = null;
    show("soft", words.paused);
    button.textContent = words.resume;
  } else {
    connect();
    button.textContent = words.pause;
  }
});

bar.hidden = false;
show("good", words.on);
connect();
