// The simulator's page: three panes, a clock, and what goes over the wire.

import { el, keepAtBottom, patch } from "/sim/dom.js";
import { drawForm, homePage, slackMessage } from "/sim/slack.js";
import { telegramMessage } from "/sim/telegram.js";

const $ = (selector) => document.querySelector(selector);
const chosen = {
  volunteer: "U0PRIYA", group: "5001", desk: "slack-place", slackCoordinator: "U0SAM", telegramCoordinator: "5003",
  ...JSON.parse(sessionStorage.getItem("chosen") ?? "{}"),
};
let last = null;
let form = { view: null, user: null, errors: {} };
let toasts = [];

async function ask(path, body) {
  const options = body === undefined ? {} : {
    method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body),
  };
  const answer = await fetch(`/sim/api/${path}`, options);
  const found = await answer.json();
  if (!answer.ok) throw new Error(found.problem ?? "That did not work.");
  return found;
}

function say(words, trouble = false) {
  $("#status").textContent = words;
  $("#status").classList.toggle("trouble", trouble);
}

/** Does one thing for a person; what takes a while says so, what fails says why. */
async function act(body, path = "act") {
  const slow = setTimeout(() => say("One moment …"), 300);
  try {
    const done = await ask(path, body);
    say("");
    return done;
  } catch (trouble) {
    say(trouble.message, true);
    return null;
  } finally {
    clearTimeout(slow);
    await refresh();
  }
}

let refreshing = null;
let again = false;
function refresh() {
  if (refreshing) {
    again = true;
    return refreshing;
  }
  refreshing = (async () => {
    do {
      again = false;
      await draw();
    } while (again);
  })().catch((trouble) => say(trouble.message, true)).finally(() => { refreshing = null; });
  return refreshing;
}

async function draw() {
  const coordinator = chosen.desk.startsWith("slack") ? chosen.slackCoordinator : chosen.telegramCoordinator;
  const asked = new URLSearchParams({ volunteer: chosen.volunteer, group: chosen.group, desk: chosen.desk, coordinator });
  const view = await ask(`view?${asked}`);
  last = view;
  $("#clock").textContent = view.clock;
  $("#next").textContent = view.next ? `The next thing waits until ${view.next}.` : "Nothing waits.";
  $("#invite").textContent = view.invite;
  selects(view.people);
  slackPane("#volunteer", view.volunteer);
  telegramPane("#group", view.group);
  if (view.desk.skin === "slack") slackPane("#desk", view.desk);
  else telegramPane("#desk", view.desk);
  home(view.volunteer);
  commands(view.group);
  showForm(view);
}

function selects(people) {
  const skin = chosen.desk.startsWith("slack") ? "slack" : "telegram";
  fill($("#volunteer select"), people.slack, chosen.volunteer);
  fill($("#group select"), people.telegram, chosen.group);
  fill($("#desk-who"), people[skin], skin === "slack" ? chosen.slackCoordinator : chosen.telegramCoordinator);
  $("#desk-where").value = chosen.desk;
}

function fill(select, people, value) {
  const options = [...people.map((each) => ({ id: String(each.id), name: each.name })), { id: "new", name: "Somebody new …" }];
  patch(select, options, (each) => each.id, (each) => el("option", { value: each.id }, each.name));
  select.value = value;
}

function slackPane(where, view) {
  const pane = $(where);
  pane.classList.remove("telegram-skin");
  const press = (message) => (action) => act({ act: "slack.press", user: view.user, place: view.place, ts: message.ts, action });
  log(pane, view.messages, (message) => `s${view.place}${message.ts}`, (message) => slackMessage(message, press(message)));
  notes(pane, [...view.notes, ...view.problems.map((each) => `Slack says: ${each}`)]);
}

function telegramPane(where, view) {
  const pane = $(where);
  pane.classList.add("telegram-skin");
  const press = async (message, data) => {
    const done = await act({ act: "telegram.press", user: view.user, place: view.place, message, data });
    if (done?.toast) {
      toasts = [...toasts, { where, words: done.toast }].slice(-3);
      refresh();
    }
  };
  log(pane, view.messages, (message) => `t${view.place}/${message.message_id}`, (message) => telegramMessage(message, press));
  notes(pane, toasts.filter((each) => each.where === where).map((each) => each.words));
}

function log(pane, messages, keyOf, draw) {
  const list = pane.querySelector(".log");
  const place = messages.length ? keyOf(messages[0]).replace(/[^/]*$/, "") : "";
  if (list.dataset.place !== place) delete list.dataset.drawn;
  list.dataset.place = place;
  const shown = messages.length ? messages : [{ empty: true }];
  keepAtBottom(pane.querySelector(".scroll"), () =>
    patch(list, shown, (each) => (each.empty ? "empty" : keyOf(each)), (each) =>
      each.empty ? el("li", { class: "empty" }, "Nothing here yet. Write something below.") : draw(each)),
  );
}

function notes(pane, words) {
  const items = words.map((each, at) => ({ at, words: each }));
  patch(pane.querySelector(".notes"), items, (each) => each.at, (each) => el("li", {}, each.words));
}

function home(view) {
  const panel = $("#volunteer-home");
  const version = JSON.stringify(view.home);
  if (panel.dataset.version === version) return;
  panel.dataset.version = version;
  const press = (action) => act({ act: "slack.press_home", user: view.user, action });
  panel.replaceChildren(homePage(view.home, press));
}

function commands(view) {
  const menu = view.started ? view.menu.map((each) => each.command) : ["start"];
  patch($("#group .commands"), menu, (each) => each, (each) =>
    el("button", { type: "button", onclick: () => command(each) }, `/${each}`));
}

function command(name) {
  if (name === "start") act({ act: "telegram.start", user: chosen.group, payload: "" });
  else act({ act: "telegram.say", user: chosen.group, place: null, text: `/${name}` });
}

/** A form belongs to whoever opened it: the volunteer's first, else the coordinator's. */
function showForm(view) {
  const owner = [view.volunteer, view.desk].find((each) => each.form);
  const dialog = $("#form");
  if (!owner) {
    form = { view: null, user: null, errors: {} };
    if (dialog.open) dialog.close();
    return;
  }
  const same = form.view && form.view.id === owner.form.id && form.view.hash === owner.form.hash;
  if (same) return;
  form = { view: owner.form, user: owner.user, errors: {} };
  redrawForm();
}

function redrawForm() {
  const dialog = $("#form");
  drawForm(dialog, form.view, form.errors, submitForm, closeForm);
  if (!dialog.open) dialog.showModal();
  (dialog.querySelector("[aria-invalid]") ?? dialog.querySelector("input, textarea, select, button.main"))?.focus();
}

async function submitForm(values) {
  const { user, view } = form;
  const done = await act({ act: "slack.submit", user, view: view.id, values });
  const errors = done?.errors ?? {};
  if (!done || Object.keys(errors).length) showErrors(errors, done);
}

/** What was typed stays; only the errors are drawn. */
function showErrors(errors, done) {
  const dialog = $("#form");
  for (const old of dialog.querySelectorAll(".error")) old.remove();
  for (const field of dialog.querySelectorAll("[aria-invalid]")) field.removeAttribute("aria-invalid");
  for (const [name, words] of Object.entries(errors)) {
    const field = dialog.querySelector(`[name="${CSS.escape(name)}"]`);
    const id = `${name}-error`;
    field?.closest(".question")?.append(el("p", { class: "error", id }, `⚠ ${words}`));
    field?.setAttribute("aria-invalid", "true");
    field?.setAttribute("aria-describedby", `${name}-help ${id}`);
  }
  if (!done) dialog.querySelector("form").prepend(el("p", { class: "error", role: "alert" }, $("#status").textContent));
  dialog.querySelector("[aria-invalid]")?.focus();
}

function closeForm() {
  const { user, view } = form;
  if (view) act({ act: "slack.close", user, view: view.id });
}

function remember() {
  sessionStorage.setItem("chosen", JSON.stringify(chosen));
  refresh();
}

/** "Be someone else": a known person, or somebody new. */
function chooser(select, platform, set) {
  select.addEventListener("change", () => {
    if (select.value !== "new") {
      set(select.value);
      remember();
      return;
    }
    const dialog = $("#person");
    dialog.dataset.platform = platform();
    dialog.set = set;
    dialog.showModal();
  });
}

chooser($("#volunteer select"), () => "slack", (id) => { chosen.volunteer = id; });
chooser($("#group select"), () => "telegram", (id) => { chosen.group = id; });
chooser($("#desk-who"), () => (chosen.desk.startsWith("slack") ? "slack" : "telegram"), (id) => {
  chosen[chosen.desk.startsWith("slack") ? "slackCoordinator" : "telegramCoordinator"] = id;
});

$("#new-person").addEventListener("submit", async (event) => {
  event.preventDefault();
  const dialog = $("#person");
  const done = await act({ act: "new_person", platform: dialog.dataset.platform, name: new FormData(event.target).get("name") });
  dialog.close();
  event.target.reset();
  if (done) dialog.set(String(done.id));
  remember();
});
$("#person-cancel").addEventListener("click", () => $("#person").close());
$("#person").addEventListener("close", refresh);
$("#form").addEventListener("cancel", (event) => { event.preventDefault(); closeForm(); });

$("#desk-where").addEventListener("change", (event) => { chosen.desk = event.target.value; remember(); });

function composer(pane, body) {
  $(`${pane} .composer`).addEventListener("submit", (event) => {
    event.preventDefault();
    const field = event.target.elements.text;
    const text = field.value;
    if (!text.trim()) return;
    field.value = "";
    $(`${pane} .scroll`).dataset.wrote = String(Date.now());
    act({ ...body(), text }).then((done) => { if (!done && !field.value) field.value = text; });
  });
}

composer("#volunteer", () => ({ act: "slack.say", user: chosen.volunteer, place: "" }));
composer("#group", () => ({ act: "telegram.say", user: chosen.group, place: null }));
composer("#desk", () => ({ act: `${last.desk.skin}.say`, user: last.desk.user, place: last.desk.place }));

$("#offer-help").addEventListener("click", () => act({ act: "slack.shortcut", user: chosen.volunteer }));

const tabs = [$("#tab-messages"), $("#tab-home")];
function show(tab) {
  for (const each of tabs) {
    const on = each === tab;
    each.setAttribute("aria-selected", String(on));
    each.tabIndex = on ? 0 : -1;
    $(`#${each.getAttribute("aria-controls")}`).hidden = !on;
  }
  if (tab.id === "tab-home") act({ act: "slack.home", user: chosen.volunteer });
}
for (const tab of tabs) {
  tab.addEventListener("click", () => show(tab));
  tab.addEventListener("keydown", (event) => {
    if (!["ArrowLeft", "ArrowRight"].includes(event.key)) return;
    const other = tabs[1 - tabs.indexOf(tab)];
    other.focus();
    show(other);
  });
}

for (const button of document.querySelectorAll("[data-step]")) {
  button.addEventListener("click", async () => {
    button.disabled = true;
    say("Moving the clock …");
    const done = await act({ step: button.dataset.step }, "clock");
    button.disabled = false;
    button.focus();
    if (done) say(`It is now ${done.clock}.`);
  });
}

$("#fault").addEventListener("submit", async (event) => {
  event.preventDefault();
  const done = await act(Object.fromEntries(new FormData(event.target)), "fault");
  $("#break").open = false;
  $("#break summary").focus();
  if (done) say(done.planned);
});

$("#coordinate").addEventListener("click", () => {
  const words = `coordinate ${last.invite}`;
  if (last.desk.skin === "slack") act({ act: "slack.say", user: chosen.slackCoordinator, place: "", text: `/makegood ${words}` });
  else act({ act: "telegram.say", user: chosen.telegramCoordinator, place: null, text: `/${words}` });
});

async function raw() {
  const found = await ask(`raw?platform=${$("#raw-platform").value}`);
  $("#raw-list").replaceChildren(...found.map((each) => {
    const way = each.direction === "to_bot" || each.kind === "webhook" ? "to the bot" : "from the bot";
    const title = `${String(each.at).slice(11, 19)}  ${each.platform}, ${way}: ${each.what ?? each.method ?? each.kind}`;
    return el("li", {}, el("details", {}, el("summary", {}, title), el("pre", { tabindex: "0" }, JSON.stringify(each, null, 2))));
  }));
  return found;
}
$("#show-raw").addEventListener("click", () => {
  const shown = $("#raw").hidden;
  $("#raw").hidden = !shown;
  $("#show-raw").setAttribute("aria-expanded", String(shown));
  $("#show-raw").textContent = shown ? "Hide the wire" : "Show the wire";
  if (shown) raw();
});
$("#raw-refresh").addEventListener("click", raw);
$("#raw-platform").addEventListener("change", raw);
$("#raw-copy").addEventListener("click", async () => {
  await navigator.clipboard.writeText(JSON.stringify(await raw(), null, 2));
  say("Copied.");
});

$("#guide").open = sessionStorage.getItem("guide") !== "closed";
$("#guide").addEventListener("toggle", () => sessionStorage.setItem("guide", $("#guide").open ? "open" : "closed"));

const events = new EventSource("/sim/api/events");
events.onmessage = () => refresh();
events.onerror = () => say("The bot is not answering. If it was stopped, start it again: this page comes back by itself.", true);
events.onopen = () => { say(""); refresh(); };
refresh();
