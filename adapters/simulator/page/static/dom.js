// Elements from values, always with text nodes, and lists patched in place.

const NEAR = 120; // pixels that still count as the bottom

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

/** A link that leads to a page; any other address stays words. */
export function link(address, words) {
  if (!/^(https?|mailto|tel|tg):/i.test(address)) return words;
  return el("a", { href: address, rel: "noreferrer", target: "_blank" }, words);
}

/** Makes `list` show `items`: only what changed is drawn again, so focus and scrolling stay. */
export function patch(list, items, keyOf, draw) {
  const before = new Map([...list.children].map((child) => [child.dataset.key, child]));
  const settled = list.dataset.drawn === "yes";
  const focused = list.contains(document.activeElement) ? document.activeElement : null;
  let successor = null;
  const wanted = items.map((item) => {
    const key = String(keyOf(item));
    const version = JSON.stringify(item);
    const old = before.get(key);
    if (old && old.dataset.version === version) return old;
    const made = draw(item);
    made.dataset.key = key;
    made.dataset.version = version;
    if (settled) made.classList.add("fresh");
    if (old?.contains(focused)) successor = made;
    return made;
  });
  list.dataset.drawn = "yes";
  place(list, wanted);
  if (focused && !focused.isConnected) refocus(successor, list);
}

/** Moves as little as possible: an element that is moved loses the focus. */
function place(list, wanted) {
  const staying = new Set(wanted);
  for (const child of [...list.children]) if (!staying.has(child)) child.remove();
  let next = list.firstElementChild;
  for (const each of wanted) {
    if (each === next) next = next.nextElementSibling;
    else list.insertBefore(each, next);
  }
}

/** What had the focus is gone: its successor's first button gets it, or else the chat. */
function refocus(successor, list) {
  const target = successor?.querySelector("button, input, summary") ?? list.closest("[tabindex]");
  target?.focus({ preventScroll: true });
}

/** From now on at the bottom, also when the chat gets more or less room, unless the person has scrolled up to read. */
export function stick(scroller) {
  const toEnd = () => scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight;
  scroller.atEnd = true;
  scroller.addEventListener("scroll", () => { scroller.atEnd = toEnd() < NEAR; });
  new ResizeObserver(() => { if (scroller.atEnd) scroller.scrollTop = scroller.scrollHeight; }).observe(scroller);
}

/** Changes what a chat shows; `always` begins it at the bottom. */
export function keepAtBottom(scroller, change, always) {
  const stays = always || scroller.atEnd;
  change();
  if (!stays) return;
  scroller.scrollTop = scroller.scrollHeight;
  scroller.atEnd = true;
}
