// Small helpers: elements from values, always with text nodes, and lists patched in place.

/** An element with properties and children; strings become text nodes, never markup. */
export function el(name, properties = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return made;
}

/** Makes `list` show `items`: only what changed is drawn again, so focus and scrolling stay. */
export function patch(list, items, keyOf, draw) {
  const before = new Map([...list.children].map((child) => [child.dataset.key, child]));
  const fresh = list.dataset.drawn === "yes";
  const wanted = items.map((item) => {
    const key = String(keyOf(item));
    const version = JSON.stringify(item);
    const old = before.get(key);
    if (old && old.dataset.version === version) return old;
    const made = draw(item);
    made.dataset.key = key;
    made.dataset.version = version;
    if (fresh) made.classList.add("fresh");
    if (old?.contains(document.activeElement)) queueMicrotask(() => refocus(made, list));
    return made;
  });
  list.dataset.drawn = "yes";
  const same = wanted.length === list.children.length && wanted.every((each, at) => list.children[at] === each);
  if (!same) list.replaceChildren(...wanted);
  return !same;
}

/** The button with the focus was drawn again: its first successor gets it, or else the chat. */
function refocus(made, list) {
  const target = made.querySelector("button, input") ?? list.closest(".scroll");
  target?.focus({ preventScroll: true });
}

/** At the bottom, unless the person has scrolled up to read; whoever has just written follows the answer. */
export function keepAtBottom(scroller, change) {
  const near = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < 120;
  const follows = Date.now() - Number(scroller.dataset.wrote ?? 0) < 3000;
  change();
  if (near || follows) scroller.scrollTop = scroller.scrollHeight;
}
