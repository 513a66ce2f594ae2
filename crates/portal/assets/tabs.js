// Sections that stand below each other become tabs. The chosen one is remembered for all pages.

const KEY = "shopwire-language";

for (const box of document.querySelectorAll("[data-tabs]")) {
  const panels = [...box.querySelectorAll(":scope > [data-tab]")];
  const list = document.createElement("div");
  list.setAttribute("role", "tablist");
  list.setAttribute("aria-label", box.dataset.tabs);
  const tabs = panels.map((panel) => {
    const tab = document.createElement("button");
    tab.type = "button";
    tab.className = "tab";
    tab.id = `tab-${panel.id}`;
    tab.textContent = panel.dataset.tab;
    tab.setAttribute("role", "tab");
    tab.setAttribute("aria-controls", panel.id);
    panel.setAttribute("role", "tabpanel");
    panel.setAttribute("aria-labelledby", tab.id);
    list.append(tab);
    return tab;
  });

  const choose = (chosen) => tabs.forEach((tab, i) => {
    tab.setAttribute("aria-selected", i === chosen);
    tab.tabIndex = i === chosen ? 0 : -1;
    panels[i].hidden = i !== chosen;
  });

  tabs.forEach((tab, i) => {
    tab.addEventListener("click", () => {
      choose(i);
      remember(tab.textContent);
    });
    tab.addEventListener("keydown", (event) => {
      const to = { ArrowRight: i + 1, ArrowLeft: i - 1, Home: 0, End: tabs.length - 1 }[event.key];
      if (to === undefined) return;
      event.preventDefault();
      const next = (to + tabs.length) % tabs.length;
      tabs[next].focus();
      tabs[next].click();
    });
  });
  box.prepend(list);
  choose(Math.max(0, tabs.findIndex((tab) => tab.textContent === recall())));
}

/** A browser may keep nothing; then the first tab is shown. */
function remember(name) {
  try { localStorage.setItem(KEY, name); } catch { /* nothing is kept */ }
}

function recall() {
  try { return localStorage.getItem(KEY); } catch { return null; }
}
