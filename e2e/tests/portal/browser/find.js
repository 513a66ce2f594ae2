// Finds what a user means, by what a user sees: the words on a button, the label of a field, the row that
// says something. The body of a function; its arguments are what is looked for, in which words, and beside which.
const [kind, text, beside] = arguments;

const words = (text) => (text ?? "").replace(/\s+/g, " ").trim();
const seen = (element) => element.getClientRects().length > 0 && element.checkVisibility({ visibilityProperty: true });

/** The words that name an element. */
function name(element) {
  const other = element.getAttribute("aria-label");
  if (other) return words(other);
  const labels = element.getAttribute("aria-labelledby");
  if (labels) return words(labels.split(" ").map((id) => document.getElementById(id)?.textContent).join(" "));
  if (element instanceof HTMLLabelElement) return words(withoutFields(element));
  return words(element.innerText || element.value || element.getAttribute("title"));
}

/** What a label says, without what stands in the field inside it. */
function withoutFields(node) {
  if (node.nodeType === Node.TEXT_NODE) return node.data;
  if (/^(INPUT|SELECT|TEXTAREA|BUTTON)$/.test(node.nodeName)) return "";
  return [...node.childNodes].map(withoutFields).join(" ");
}

/** Who is called exactly so, else who is first in the page whose name begins so, else who has it in the name. */
function called(elements, text) {
  const ways = [(name) => name === text, (name) => name.startsWith(text), (name) => name.includes(text)];
  for (const fits of ways) {
    const found = elements.find((element) => fits(name(element)));
    if (found) return found;
  }
  return null;
}

/** Where to look: the whole page, or the blocks that say `beside`, the smallest first. */
function places() {
  if (!beside) return [document];
  const blocks = [...document.querySelectorAll("tr, li, form, fieldset, details, section, article, dialog, .card")];
  const saying = blocks.filter((block) => seen(block) && words(block.innerText).includes(words(beside)));
  return saying.sort((one, other) => one.innerText.length - other.innerText.length);
}

function clickable(all) {
  const kinds = "a[href], button, summary, label, input[type=submit], [role=button], [role=tab], [role=option]";
  return called(all(kinds).filter(seen), words(text));
}

/** A field may be hidden from the eye where its label stands in for it, as with checkboxes that are drawn. */
function field(all) {
  const labelled = called(all("label").filter((label) => label.control), words(text))?.control;
  const fields = all("input:not([type=hidden]), select, textarea").filter((field) => field.ariaLabel || field.hasAttribute("aria-labelledby"));
  const named = called(fields, words(text));
  return named && (!labelled || name(named) === words(text)) ? named : labelled;
}

for (const place of places()) {
  const all = (selector) => [...place.querySelectorAll(selector)];
  const found = kind === "clickable" ? clickable(all) : field(all);
  if (found) return found;
}
return null;
