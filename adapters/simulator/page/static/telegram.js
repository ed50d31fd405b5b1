// Draws Telegram messages: entities as elements, inline keyboards as buttons.

import { el } from "/sim/dom.js";

const TAGS = { bold: "strong", italic: "em", underline: "u", strikethrough: "s", code: "code", pre: "code" };

/** Text with its entities; offsets are UTF-16 units, as in JavaScript. */
function marked(text, entities = []) {
  const parts = [];
  let at = 0;
  for (const entity of [...entities].sort((a, b) => a.offset - b.offset)) {
    if (entity.offset < at) continue;
    parts.push(text.slice(at, entity.offset));
    parts.push(one(text.slice(entity.offset, entity.offset + entity.length), entity));
    at = entity.offset + entity.length;
  }
  parts.push(text.slice(at));
  return parts;
}

function one(words, entity) {
  if (entity.type === "text_link") return el("a", { href: entity.url, rel: "noreferrer", target: "_blank" }, words);
  return TAGS[entity.type] ? el(TAGS[entity.type], {}, words) : words;
}

export function telegramMessage(message, press) {
  const text = message.text ?? message.caption ?? "(a photo, file or voice note)";
  const rows = message.reply_markup?.inline_keyboard ?? [];
  return el(
    "li",
    { class: `message ${message.mine ? "mine" : ""}` },
    el("span", { class: "by" }, message.who),
    el("div", { class: "body" }, el("div", {}, marked(text, message.entities ?? message.caption_entities))),
    rows.length
      ? el("div", { class: "keys" }, rows.map((row) => el("div", { class: "row" }, row.map((key) => keyButton(message, key, press)))))
      : null,
  );
}

function keyButton(message, key, press) {
  return el("button", { type: "button", onclick: () => press(message.message_id, key.callback_data) }, key.text);
}
