// What went over the wire: the raw JSON both ways, newest first, and what is planned to go wrong.

import { el, patch } from "/sim/dom.js";

const FAULTS = {
  rate_limited: "429, wait two seconds", server_error: "500, no effect", timeout: "never answers",
  lost_answer: "answer lost after the effect", duplicate: "next event arrives twice", refused: "connection refused",
};

function title(each) {
  const inward = each.direction === "to_bot" || each.kind === "webhook" || each.method === "getUpdates";
  const platform = each.platform === "slack" ? "Slack" : "Telegram";
  return `${String(each.at).slice(11, 19)}  ${platform} ${inward ? "→ bot" : "← bot"}  ${each.what ?? each.method ?? each.kind}`;
}

/** Draws what is new; what was opened stays open. */
export function drawWire(list, found) {
  const times = new Map();
  const keyed = found.map((each) => {
    const name = `${each.at} ${title(each)}`;
    times.set(name, (times.get(name) ?? 0) + 1);
    return { key: `${name} ${times.get(name)}`, each };
  });
  patch(list, keyed, (item) => item.key, ({ each }) =>
    el("li", {}, el("details", {}, el("summary", {}, title(each)), el("pre", { tabindex: "0" }, JSON.stringify(each, null, 2)))));
}

/** What will go wrong next, in words, and how much it is. */
export function drawBroken(list, summary, broken) {
  const items = [["slack", "Slack"], ["telegram", "Telegram"]].flatMap(([id, name]) =>
    broken[id].map((kind, at) => ({ key: `${id}${at}`, words: `${name}: ${FAULTS[kind] ?? kind}` })));
  patch(list, items, (item) => item.key, (item) => el("li", {}, item.words));
  const words = items.length ? `Break something (${items.length} planned)` : "Break something";
  if (summary.textContent !== words) summary.textContent = words;
}
