// Who one can be, and who has heard something that nobody has looked at yet.

import { el, patch } from "/sim/dom.js";

/** How many private messages of the bot were looked at, by platform and person. */
const seen = JSON.parse(localStorage.getItem("seen") ?? "{}");
const MOST_NAMED = 4;

function unread(platform, person) {
  const known = seen[`${platform}/${person.id}`] ?? 0;
  return Math.max(0, person.told - known);
}

/** This person's private chat is on the screen now. */
export function look(platform, people, id) {
  const person = people.find((each) => String(each.id) === String(id));
  const key = `${platform}/${id}`;
  if (!person || seen[key] === person.told) return;
  seen[key] = person.told;
  localStorage.setItem("seen", JSON.stringify(seen));
}

/** The choice of people: those who have heard from the bot first, each with what is new. */
export function fill(select, platform, people, chosen) {
  const [known, others] = [people.filter((each) => heard(each, chosen)), people.filter((each) => !heard(each, chosen))];
  const options = [...known, ...others].map((each) => ({ id: String(each.id), words: titled(platform, each) }));
  options.push({ id: "new", words: "Somebody new …" });
  patch(select, options, (each) => each.id, (each) => el("option", { value: each.id }, each.words));
  select.value = String(chosen);
}

function heard(person, chosen) {
  return person.told > 0 || String(person.id) === String(chosen);
}

function titled(platform, person) {
  const fresh = unread(platform, person);
  return fresh ? `${person.name} (${fresh} new)` : person.name;
}

/** Buttons for the people whose messages wait to be read, but for those shown; `become` is called with an id. */
export function waiting(row, platform, people, shown, become) {
  const fresh = people.filter((each) => !shown.includes(String(each.id)) && unread(platform, each));
  const items = fresh.slice(0, MOST_NAMED).map((each) => ({ id: each.id, words: titled(platform, each) }));
  if (fresh.length > MOST_NAMED) items.push({ id: "", words: `and ${fresh.length - MOST_NAMED} more` });
  patch(row, items, (each) => each.id, (each) =>
    each.id === "" ? el("li", {}, each.words) : el("li", {}, el("button", { type: "button", onclick: () => become(String(each.id)) }, each.words)));
  row.hidden = items.length === 0;
}

/** The coordinator's own chats, with what is new in them. */
export function places(select, people, coordinators) {
  for (const [value, platform, name] of [["slack-private", "slack", "Slack"], ["telegram-private", "telegram", "Telegram"]]) {
    const person = people[platform].find((each) => String(each.id) === coordinators[platform]);
    const fresh = person ? unread(platform, person) : 0;
    const words = `${name}, private${fresh ? ` (${fresh} new)` : ""}`;
    const option = select.querySelector(`[value="${value}"]`);
    if (option.textContent !== words) option.textContent = words;
  }
}
