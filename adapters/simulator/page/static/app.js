// The simulator's page: three panes, a clock, and what goes over the wire.

import { el, keepAtBottom, patch, stick } from "/sim/dom.js";
import { formDialog } from "/sim/form.js";
import { fill, look, places, waiting } from "/sim/people.js";
import { drawHome, slackMessage } from "/sim/slack.js";
import { telegramMessage } from "/sim/telegram.js";
import { drawBroken, drawWire } from "/sim/wire.js";

const $ = (selector) => document.querySelector(selector);
const chosen = {
  volunteer: "U0PRIYA", group: "5001", desk: "slack-place", slackCoordinator: "U0SAM", telegramCoordinator: "5003",
  ...JSON.parse(sessionStorage.getItem("chosen") ?? "{}"),
};
let last = null;
let toasts = [];
let moving = false; // whether the clock is on its way
const told = {}; // how many of Slack's complaints each person has had when they did their latest act
const TICK = 20_000; // milliseconds between two looks at a clock that nobody moves

async function ask(path, body) {
  const options = body === undefined ? {} : {
    method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body),
  };
  const answer = await fetch(`/sim/api/${path}`, options);
  const found = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Error(found.problem ?? "That did not work.");
  return found;
}

function say(words, trouble = false) {
  $("#status").textContent = words;
  $("#status").classList.toggle("trouble", trouble);
}

/** Does one thing for a person; what takes a while says so, what fails says why. */
async function act(body, path = "act") {
  toasts = [];
  for (const view of [last?.volunteer, last?.desk]) if (view?.problems) told[view.user] = view.problems.length;
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

const showForm = formDialog($("#form"), act, () => $("#status").textContent);

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
  const asked = { volunteer: chosen.volunteer, group: chosen.group, desk: chosen.desk, coordinator: chosen[deskKey()] };
  const view = await ask(`view?${new URLSearchParams(asked)}`);
  last = view;
  adopt(asked, view);
  show("#clock", view.clock);
  if (!moving) show("#next", view.next ? `The next nudge waits until ${view.next}.` : "No nudge waits.");
  show("#invite", view.invite);
  slackPane("#volunteer", view.volunteer);
  telegramPane("#group", view.group);
  if (view.desk.skin === "slack") slackPane("#desk", view.desk);
  else telegramPane("#desk", view.desk);
  people(view);
  drawHome($("#volunteer-home .home-card"), view.volunteer.home, (action) =>
    act({ act: "slack.press_home", user: view.volunteer.user, action }));
  commands(view.group);
  drawBroken($("#broken"), $("#break summary"), view.broken);
  showForm(view);
  if (!$("#raw").hidden) await raw();
}

function show(where, words) {
  if ($(where).textContent !== words) $(where).textContent = words;
}

function deskKey() {
  return chosen.desk.startsWith("slack") ? "slackCoordinator" : "telegramCoordinator";
}

/** Somebody who is not here any more is replaced by the usual person. */
function adopt(asked, view) {
  if (asked.volunteer === chosen.volunteer) chosen.volunteer = String(view.volunteer.user);
  if (asked.group === chosen.group) chosen.group = String(view.group.user);
  if (asked.desk === chosen.desk && asked.coordinator === chosen[deskKey()]) chosen[deskKey()] = String(view.desk.user);
}

function people(view) {
  const skin = deskKey() === "slackCoordinator" ? "slack" : "telegram";
  look("slack", view.people.slack, view.volunteer.user);
  look("telegram", view.people.telegram, view.group.user);
  if (chosen.desk.endsWith("private")) look(skin, view.people[skin], view.desk.user);
  fill($("#volunteer select"), "slack", view.people.slack, chosen.volunteer);
  fill($("#group select"), "telegram", view.people.telegram, chosen.group);
  fill($("#desk-who"), skin, view.people[skin], chosen[deskKey()]);
  waiting($("#volunteer .waiting"), "slack", view.people.slack, [chosen.volunteer, chosen.slackCoordinator], (id) => become("volunteer", id));
  waiting($("#group .waiting"), "telegram", view.people.telegram, [chosen.group, chosen.telegramCoordinator], (id) => become("group", id));
  places($("#desk-where"), view.people, { slack: chosen.slackCoordinator, telegram: chosen.telegramCoordinator });
  $("#desk-where").value = chosen.desk;
}

function become(pane, id) {
  chosen[pane] = id;
  remember();
  $(`#${pane} select`).focus();
}

function slackPane(where, view) {
  const pane = $(where);
  pane.classList.remove("telegram-skin");
  const press = (message) => (action, value) => act({ act: "slack.press", user: view.user, place: view.place, ts: message.ts, action, value });
  const turn = (message) => act({ act: "slack.offer_from", user: view.user, place: view.place, ts: message.ts });
  log(pane, view, (message) => message.ts, (message) => slackMessage(message, press(message), () => turn(message)));
  told[view.user] ??= view.problems.length;
  notes(pane, view.problems.slice(told[view.user]).map((each) => `Slack says: ${each}`));
}

function telegramPane(where, view) {
  const pane = $(where);
  pane.classList.add("telegram-skin");
  const press = async (message, data) => {
    const done = await act({ act: "telegram.press", user: view.user, place: view.place, message, data });
    if (done?.toast) answered(where, done);
  };
  log(pane, view, (message) => message.message_id, (message) => telegramMessage(message, press));
  notes(pane, toasts.filter((each) => each.where === where).map((each) => each.words));
}

/** The answer to a button: a note below the chat, or a box to close. */
function answered(where, done) {
  if (done.alert) {
    show("#alert-words", done.toast);
    $("#alert").showModal();
  } else {
    toasts = [{ where, words: done.toast }];
    refresh();
  }
}

function log(pane, view, keyOf, draw) {
  const list = pane.querySelector(".log");
  const place = `${view.user}@${view.place}`;
  const moved = list.dataset.place !== place;
  if (moved) delete list.dataset.drawn;
  list.dataset.place = place;
  list.setAttribute("aria-live", moved ? "off" : "polite"); // another chat is not news
  const item = (each) => (each.empty ? el("li", { class: "empty" }, ...each.empty(view)) : each.words ? el("li", { class: "day" }, each.words) : draw(each));
  const keyed = (each) => `${place} ${each.empty ? "empty" : each.words ?? keyOf(each)}`;
  keepAtBottom(pane.querySelector(".scroll"), () => patch(list, byDay(view), keyed, item), moved);
}

/** The messages with a line where a new day begins, or why there are none. */
function byDay(view) {
  if (!view.inside) return [{ empty: outside, user: view.user }];
  if (!view.messages.length) return [{ empty: () => ["Nothing here yet. Write something below."] }];
  return view.messages.flatMap((each, at) => (each.day === view.messages[at - 1]?.day ? [each] : [{ words: each.day }, each]));
}

function outside(view) {
  const join = () => act({ act: "join", platform: view.skin, user: view.user });
  return ["This person is not in here. ", el("button", { type: "button", onclick: join }, "Bring them in")];
}

function notes(pane, words) {
  const items = words.map((each, at) => ({ at, words: each }));
  patch(pane.querySelector(".notes"), items, (each) => each.at, (each) => el("li", {}, each.words));
}

function commands(view) {
  const menu = view.started ? view.menu : [{ command: "start", description: "Open the bot" }];
  patch($("#group .commands"), menu, (each) => each.command, (each) =>
    el("button", { type: "button", title: each.description, onclick: () => command(each.command) }, `/${each.command}`));
}

function command(name) {
  if (name === "start") act({ act: "telegram.start", user: chosen.group, payload: "" });
  else act({ act: "telegram.say", user: chosen.group, place: null, text: `/${name}` });
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
chooser($("#desk-who"), () => (chosen.desk.startsWith("slack") ? "slack" : "telegram"), (id) => { chosen[deskKey()] = id; });

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

for (const scroller of document.querySelectorAll(".scroll:has(.log)")) stick(scroller);

const tabs = [$("#tab-messages"), $("#tab-home")];
function open(tab) {
  for (const each of tabs) {
    const on = each === tab;
    each.setAttribute("aria-selected", String(on));
    each.tabIndex = on ? 0 : -1;
    $(`#${each.getAttribute("aria-controls")}`).hidden = !on;
  }
  if (tab.id === "tab-home") act({ act: "slack.home", user: chosen.volunteer });
}
for (const tab of tabs) {
  tab.addEventListener("click", () => open(tab));
  tab.addEventListener("keydown", (event) => {
    if (!["ArrowLeft", "ArrowRight"].includes(event.key)) return;
    const other = tabs[1 - tabs.indexOf(tab)];
    other.focus();
    open(other);
  });
}

for (const button of document.querySelectorAll("[data-step]")) {
  button.addEventListener("click", async () => {
    if (moving) return;
    moving = true;
    $(".clock").classList.add("moving");
    show("#next", "Working through what is due …");
    const done = await act({ step: button.dataset.step }, "clock");
    moving = false;
    $(".clock").classList.remove("moving");
    refresh();
    if (done) say(`It is now ${done.clock}.${done.settled ? "" : " A platform does not answer, so not everything is sent yet."}`);
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

$("#mend").addEventListener("click", async () => {
  for (const platform of ["slack", "telegram"]) await act({ platform, kind: "mend" }, "fault");
  say("Nothing more goes wrong.");
});
$("#break").addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  $("#break").open = false;
  $("#break summary").focus();
});

for (const button of document.querySelectorAll("[data-write]")) {
  button.addEventListener("click", () => {
    const field = $(button.dataset.write);
    field.value = button.querySelector("q").textContent;
    field.focus();
  });
}
for (const button of document.querySelectorAll("#volunteer .commands button")) {
  button.addEventListener("click", () => act({ act: "slack.say", user: chosen.volunteer, place: "", text: button.textContent }));
}
$("#alert button").addEventListener("click", () => $("#alert").close());

async function raw() {
  const found = await ask(`raw?platform=${$("#raw-platform").value}`);
  drawWire($("#raw-list"), found);
  return found;
}
$("#show-raw").addEventListener("click", () => {
  const shown = $("#raw").hidden;
  $("#raw").hidden = !shown;
  $("#show-raw").setAttribute("aria-expanded", String(shown));
  $("#show-raw").textContent = shown ? "Hide the wire" : "Show the wire";
  if (shown) raw().then(() => $("#raw").scrollIntoView());
});
$("#raw-platform").addEventListener("change", raw);
$("#raw-copy").addEventListener("click", async () => {
  const words = JSON.stringify(await raw(), null, 2);
  await navigator.clipboard.writeText(words).then(() => say("Copied."), () => say("This browser does not let the page copy.", true));
});

$("#guide").open = sessionStorage.getItem("guide") !== "closed";
$("#guide").addEventListener("toggle", () => sessionStorage.setItem("guide", $("#guide").open ? "open" : "closed"));

const events = new EventSource("/sim/api/events");
events.onmessage = () => refresh();
events.onerror = () => say("The bot is not answering. If it was stopped, start it again: this page comes back by itself.", true);
events.onopen = () => { say(""); refresh(); };
setInterval(() => { if (!document.hidden && !moving) refresh(); }, TICK);
refresh();
