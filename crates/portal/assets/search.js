// Answers while one types in a search box, from an index that is fetched when it is first wanted. Without this the
// box sends its form, which shows the same on a page.

const MOST = 12;
let index = null;

function load(url) {
  index ??= fetch(url).then((answer) => answer.json()).then((entries) => entries.map((entry) => ({
    ...entry,
    title: entry.t.toLowerCase(),
    text: entry.s.toLowerCase(),
    shown: `${entry.t} ${entry.s}`.toLowerCase(),
    all: `${entry.t} ${entry.s} ${entry.w ?? ""}`.toLowerCase(),
  })));
  index.catch(() => { index = null; });
  return index;
}

/** As the server ranks: the thing itself, then what shows all words, then what is found by them. */
function rank(entry, words) {
  if (words.every((word) => entry.shown.includes(word))) {
    const named = words.some((word) => entry.title === word || entry.text === word || entry.title.endsWith(`.${word}`));
    return named ? 0 : 1;
  }
  return words.every((word) => entry.all.includes(word)) ? 2 : null;
}

function find(entries, query) {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  if (!words.length) return [];
  const found = entries.map((entry) => [rank(entry, words), entry]).filter(([place]) => place !== null);
  return found.sort(([one], [other]) => one - other).slice(0, MOST).map(([, entry]) => entry);
}

document.querySelectorAll("form.search").forEach((form, number) => {
  const input = form.elements.q;
  const list = document.createElement("ul");
  list.id = `found-${number}`;
  list.className = "found";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", form.dataset.results);
  list.hidden = true;
  input.closest("label").after(list);
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-controls", list.id);
  input.setAttribute("aria-expanded", "false");
  let chosen = -1;

  const show = (open) => {
    list.hidden = !open;
    input.setAttribute("aria-expanded", open);
    if (!open) choose(-1);
  };

  const choose = (place) => {
    chosen = place;
    [...list.children].forEach((item, i) => item.setAttribute("aria-selected", i === place));
    const item = list.children[place];
    if (item) {
      input.setAttribute("aria-activedescendant", item.id);
      item.scrollIntoView({ block: "nearest" });
    } else {
      input.removeAttribute("aria-activedescendant");
    }
  };

  const update = async () => {
    const query = input.value;
    let found;
    try {
      found = find(await load(form.dataset.index), query);
    } catch {
      list.replaceChildren(Object.assign(document.createElement("li"), { textContent: form.dataset.failed }));
      return show(true);
    }
    if (query !== input.value) return undefined;
    list.replaceChildren(...found.map((entry, i) => item(entry, `${list.id}-${i}`, form.dataset[entry.k])));
    return show(found.length > 0);
  };

  input.addEventListener("focus", () => { load(form.dataset.index).catch(() => {}); });
  input.addEventListener("input", update);
  input.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      show(false);
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (list.hidden) return;
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      const count = list.children.length;
      choose(chosen < 0 && step < 0 ? count - 1 : (chosen + step + count) % count);
    } else if (event.key === "Enter" && chosen >= 0) {
      event.preventDefault();
      location.href = list.children[chosen].dataset.url;
    }
  });
  form.addEventListener("focusout", (event) => { if (!form.contains(event.relatedTarget)) show(false); });
  // Not `click`: the input must keep the focus, or the list closes first.
  list.addEventListener("mousedown", (event) => {
    const item = event.target.closest("[data-url]");
    if (!item) return;
    event.preventDefault();
    location.href = item.dataset.url;
  });
});

/** `named` is what it is called, where it is no operation. */
function item(entry, id, named) {
  const line = document.createElement("li");
  line.id = id;
  line.dataset.url = entry.u;
  line.setAttribute("role", "option");
  line.setAttribute("aria-selected", "false");
  const kind = document.createElement("span");
  kind.className = named ? "tag" : `method ${entry.k.toLowerCase()}`;
  kind.textContent = named ?? entry.k;
  const title = document.createElement("code");
  title.textContent = entry.t;
  const text = document.createElement("span");
  text.textContent = entry.s;
  line.append(kind, title, text);
  return line;
}
