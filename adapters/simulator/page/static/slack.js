// Draws Block Kit: messages, the home page, and forms as real dialogs with errors beside their fields.

import { el, link, patch } from "/sim/dom.js";

/** Entities are shown as the characters they stand for, and mentions of the bot as its name. */
function plain(text) {
  return text.replaceAll("<@U0BOT>", "@Makegood").replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}

function textObject(text) {
  if (!text) return "";
  return text.type === "mrkdwn" ? plain(text.text) : text.text;
}

function rich(element) {
  switch (element.type) {
    case "text": {
      const words = element.text;
      if (element.style?.bold) return el("strong", {}, words);
      if (element.style?.italic) return el("em", {}, words);
      return words;
    }
    case "link":
      return link(element.url, element.text ?? element.url);
    case "rich_text_section":
    case "rich_text_preformatted":
    case "rich_text_quote":
      return el("div", {}, element.elements.map(rich));
    case "rich_text_list":
      return el("ul", {}, element.elements.map((item) => el("li", {}, rich(item))));
    default:
      return element.text ?? "";
  }
}

function button(element, press) {
  const look = element.style === "primary" ? "main" : element.style === "danger" ? "danger" : "";
  return el(
    "button",
    { type: "button", class: look, "aria-label": label(element), onclick: () => press(element.action_id) },
    textObject(element.text),
  );
}

/** What Slack keeps behind three dots is shown as quiet buttons here. */
function menu(element, press) {
  return element.options.map((option) =>
    el("button", { type: "button", class: "quiet", onclick: () => press(element.action_id, option.value) }, textObject(option.text)));
}

/** The accessible name begins with the words shown, so that it can be spoken. */
function label(element) {
  const shown = textObject(element.text);
  const spoken = element.accessibility_label;
  return spoken && spoken !== shown && spoken.startsWith(shown) ? spoken : undefined;
}

export function block(each, press) {
  switch (each.type) {
    case "header":
      return el("h3", {}, textObject(each.text));
    case "section":
      return el("div", {}, textObject(each.text), (each.fields ?? []).map((field) => el("div", {}, textObject(field))));
    case "rich_text":
      return el("div", {}, each.elements.map(rich));
    case "actions":
      return el("div", { class: "row keys-row" }, each.elements.flatMap((one) => one.type === "overflow" ? menu(one, press) : one.type === "button" ? [button(one, press)] : []));
    case "context":
      return el("div", { class: "context" }, each.elements.map((one) => el("span", {}, textObject(one))));
    case "divider":
      return el("hr", { class: "divider" });
    case "image":
      return el("p", {}, `(picture: ${each.alt_text})`);
    default:
      return null;
  }
}

/** An answer in a thread is shown in order of time, and says so. */
function thread(message) {
  const answers = message.thread_ts && message.thread_ts !== message.ts;
  return answers ? el("div", { class: "context quoted" }, "In a thread") : null;
}

/** Files that a message brings, by name. */
function files(message) {
  return (message.files ?? []).map((file) => el("div", { class: "context" }, `(file: ${file.name ?? file.title ?? file.id})`));
}

/** One's own messages have a menu with the app's shortcut; `turn` chooses it. */
export function slackMessage(message, press, turn) {
  const blocks = message.blocks?.filter((each) => each.type) ?? [];
  const body = blocks.length && !message.mine ? blocks.map((each) => block(each, press)) : [plain(message.text ?? "")];
  return el(
    "li",
    { class: `message ${message.mine ? "mine" : ""}${message.only_you ? "only-you" : ""}` },
    el("span", { class: "by" }, message.who, " ", el("time", {}, message.time)),
    el("div", { class: "body" }, thread(message), body, files(message)),
    message.only_you ? el("span", { class: "by" }, "Only visible to you") : null,
    message.mine && message.text ? el("button", { type: "button", class: "shortcut", onclick: turn }, "Turn into an offer") : null,
  );
}

/** The home page, block by block, so that the focus stays when another one changes. */
export function drawHome(panel, home, press) {
  const blocks = home ? home.blocks.map((each, at) => ({ at, each })) : [{ at: -1 }];
  patch(panel, blocks, (item) => item.at, ({ each }) =>
    each ? (block(each, press) ?? el("div")) : el("p", { class: "empty" }, "Nothing here yet."));
}

/** Fills the dialog with a view; `submit` gets {block_id: {action_id: value}}, `typed` the same of one field. */
export function drawForm(dialog, view, submit, close, typed) {
  const form = el(
    "form",
    { method: "dialog", novalidate: true },
    el("h2", { id: "form-title" }, textObject(view.title)),
    view.blocks.map((each) => (each.type === "input" ? input(each) : block(each, () => {}))),
    el(
      "div",
      { class: "row end" },
      el("button", { type: "button", onclick: close }, textObject(view.close) || "Close"),
      view.submit ? el("button", { type: "submit", class: "main" }, textObject(view.submit)) : null,
    ),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    submit(valuesOf(form, view));
  });
  form.addEventListener("input", (event) => {
    const field = event.target.name;
    if (view.blocks.some((one) => one.block_id === field && one.dispatch_action)) typed({ [field]: valuesOf(form, view)[field] });
  });
  dialog.replaceChildren(form);
}

function input(each) {
  const name = each.block_id;
  const hint = each.hint ? el("p", { class: "help", id: `${name}-help` }, textObject(each.hint)) : null;
  const question = textObject(each.label) + (each.optional ? " (optional)" : "");
  const shared = { "aria-describedby": hint ? `${name}-help` : undefined };
  const { element } = each;
  if (["radio_buttons", "checkboxes"].includes(element.type)) {
    return el("fieldset", { class: "question" }, el("legend", {}, question), hint, choices(element, name, shared));
  }
  return el("div", { class: "question" }, el("label", { for: name }, question), field(element, name, { ...shared, required: !each.optional }), hint);
}

function choices(element, name, shared) {
  const type = element.type === "checkboxes" ? "checkbox" : "radio";
  const chosen = [element.initial_option, ...(element.initial_options ?? [])].filter(Boolean).map((option) => option.value);
  return element.options.map((option) =>
    el(
      "label",
      { class: "option" },
      el("input", { type, name, value: option.value, checked: chosen.includes(option.value), ...shared }),
      textObject(option.text),
    ),
  );
}

function field(element, name, shared) {
  if (element.type.endsWith("select")) {
    const multiple = element.type.startsWith("multi");
    const chosen = [element.initial_option, ...(element.initial_options ?? [])].filter(Boolean).map((option) => option.value);
    const options = element.options.map((option) =>
      el("option", { value: option.value, selected: chosen.includes(option.value) }, textObject(option.text)),
    );
    return el("select", { id: name, name, multiple, ...shared }, multiple ? options : [el("option", { value: "" }, "…"), ...options]);
  }
  const properties = {
    id: name, name, maxlength: element.max_length, placeholder: textObject(element.placeholder) || undefined, ...shared,
  };
  if (element.multiline) return el("textarea", properties, element.initial_value ?? "");
  return el("input", { ...properties, value: element.initial_value, autocomplete: "off" });
}

function valuesOf(form, view) {
  const data = new FormData(form);
  const values = {};
  for (const each of view.blocks.filter((one) => one.type === "input")) {
    const given = data.getAll(each.block_id).filter((value) => value !== "");
    values[each.block_id] = { [each.element.action_id]: valueOf(each.element, given) };
  }
  return values;
}

/** What was given, or Slack's own way of saying that a field is empty. */
function valueOf(element, given) {
  if (element.type === "checkboxes" || element.type.startsWith("multi")) return given;
  if (given.length) return given[0];
  return element.type.endsWith("input") ? { value: null } : { selected_option: null };
}
