// Draws Telegram messages: entities as elements, inline keyboards as buttons.

import { el, link } from "/sim/dom.js";

const TAGS = { bold: "strong", italic: "em", underline: "u", strikethrough: "s", code: "code", pre: "code", blockquote: "q" };

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
  if (entity.type === "text_link") return link(entity.url, words);
  if (entity.type === "url") return link(words, words);
  return TAGS[entity.type] ? el(TAGS[entity.type], {}, words) : words;
}

function fullName(user) {
  return [user.first_name, user.last_name].filter(Boolean).join(" ");
}

/** What a message without words is. */
function wordless(message) {
  if (message.new_chat_members) return `${message.new_chat_members.map(fullName).join(", ")} joined the group`;
  if (message.left_chat_member) return `${fullName(message.left_chat_member)} left the group`;
  if (message.location) return "(a place on the map)";
  if (message.document) return `(file: ${message.document.file_name ?? "without a name"})`;
  if (message.photo) return "(a photo)";
  return message.voice ? "(a voice note)" : "(something that is not shown here)";
}

function quoted(message) {
  const answered = message.reply_to_message;
  if (!answered) return null;
  const words = (answered.text ?? answered.caption ?? wordless(answered)).split("\n")[0];
  return el("div", { class: "context quoted" }, `Answers: ${words.slice(0, 80)}`);
}

export function telegramMessage(message, press) {
  const said = message.text ?? message.caption;
  const text = said && message.document ? `${said}\n${wordless(message)}` : said ?? wordless(message);
  const rows = message.reply_markup?.inline_keyboard ?? [];
  const marks = message.entities ?? message.caption_entities;
  return el(
    "li",
    { class: `message ${message.mine ? "mine" : ""}` },
    el("span", { class: "by" }, message.who, " ", el("time", {}, message.time)),
    el("div", { class: "body" }, quoted(message), el("div", {}, marked(text, marks))),
    rows.length
      ? el("div", { class: "keys" }, rows.map((row) => el("div", { class: "row" }, row.map((key) => keyButton(message, key, press)))))
      : null,
  );
}

function keyButton(message, key, press) {
  if (key.url) return link(key.url, key.text);
  return el("button", { type: "button", onclick: () => press(message.message_id, key.callback_data) }, key.text);
}
