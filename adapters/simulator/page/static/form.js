// The form on top: a real dialog that belongs to one person, with errors beside their fields.

import { el } from "/sim/dom.js";
import { drawForm } from "/sim/slack.js";

/** Returns what shows the form of a view of the page, or closes it; `trouble` says what went wrong last. */
export function formDialog(dialog, act, trouble) {
  let form = { view: null, user: null };
  const typed = { values: {}, timer: 0 };

  /** A form belongs to whoever opened it: the volunteer's first, else the coordinator's. */
  function showForm(view) {
    const owner = [view.volunteer, view.desk].find((each) => each.form);
    if (!owner) {
      form = { view: null, user: null };
      if (dialog.open) dialog.close();
      return;
    }
    const same = form.view && form.view.id === owner.form.id && form.view.hash === owner.form.hash;
    if (same) return;
    form = { view: owner.form, user: owner.user };
    redrawForm();
  }

  function redrawForm() {
    drawForm(dialog, form.view, submitForm, closeForm, typeInForm);
    if (!dialog.open) dialog.showModal();
    dialog.querySelector("input, textarea, select, button.main")?.focus();
    if (form.view.errors) showErrors(form.view.errors, true);
  }

  /** Slack tells the bot what is typed a moment after it was, where the form asks for that. */
  function typeInForm(values) {
    Object.assign(typed.values, values);
    clearTimeout(typed.timer);
    typed.timer = setTimeout(tellTyped, 300);
  }

  async function tellTyped() {
    clearTimeout(typed.timer);
    const { user, view } = form;
    const { values } = typed;
    typed.values = {};
    if (view && Object.keys(values).length) await act({ act: "slack.type", user, view: view.id, values });
  }

  async function submitForm(values) {
    await tellTyped();
    const { user, view } = form;
    if (!view) return;  // closed while what was typed was told
    const done = await act({ act: "slack.submit", user, view: view.id, values });
    const errors = done?.errors ?? {};
    if (!done || Object.keys(errors).length) showErrors(errors, done);
  }

  /** What was typed stays; only the errors are drawn. */
  function showErrors(errors, done) {
    for (const old of dialog.querySelectorAll(".error")) old.remove();
    for (const field of dialog.querySelectorAll("[aria-invalid]")) field.removeAttribute("aria-invalid");
    for (const [name, words] of Object.entries(errors)) {
      const field = dialog.querySelector(`[name="${CSS.escape(name)}"]`);
      const id = `${name}-error`;
      field?.closest(".question")?.append(el("p", { class: "error", id }, `⚠ ${words}`));
      field?.setAttribute("aria-invalid", "true");
      field?.setAttribute("aria-describedby", `${name}-help ${id}`);
    }
    if (!done) dialog.querySelector("form").prepend(el("p", { class: "error", role: "alert" }, trouble()));
    dialog.querySelector("[aria-invalid]")?.focus();
  }

  async function closeForm() {
    await tellTyped();
    const { user, view } = form;
    if (view) act({ act: "slack.close", user, view: view.id });
  }

  dialog.addEventListener("cancel", (event) => { event.preventDefault(); closeForm(); });
  return showForm;
}
