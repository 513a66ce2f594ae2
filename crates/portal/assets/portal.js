// What scripts add to every page: copying code, and forgetting secrets that are shown once.

const words = document.body.dataset;

/** Puts a copy button on each block of code that asks for one. */
function offerCopies() {
  for (const block of document.querySelectorAll("pre[data-copy]")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copy";
    button.textContent = words.copy;
    button.addEventListener("click", async () => {
      await copy(block.textContent);
      button.textContent = words.copied;
      setTimeout(() => { button.textContent = words.copy; }, 2000);
    });
    const frame = document.createElement("div");
    frame.className = "copyable";
    block.replaceWith(frame);
    frame.append(block, button);
  }
}

/** The clipboard's own way needs TLS or localhost; a selection works everywhere. */
async function copy(text) {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const area = document.createElement("textarea");
  area.value = text;
  document.body.append(area);
  area.select();
  document.execCommand("copy");
  area.remove();
}

/** A question before what cannot be undone. */
function askFirst() {
  document.addEventListener("submit", (event) => {
    const question = event.submitter?.dataset.confirm ?? event.target.dataset.confirm;
    if (question && !window.confirm(question)) event.preventDefault();
  });
}

/** On a phone the side menu starts folded. */
function foldMenus() {
  if (window.matchMedia("(max-width: 60rem)").matches) {
    for (const menu of document.querySelectorAll("details.side")) menu.open = false;
  }
}

offerCopies();
askFirst();
foldMenus();
