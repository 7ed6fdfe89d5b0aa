// Ordered parts: moved by two buttons or by dragging. Without this script one types the position.
"use strict";
{
  const said = document.createElement("p");
  said.className = "vh";
  said.setAttribute("role", "status");

  const parts = (group) => [...group.querySelectorAll(".inline-related:not(.empty-form)")];
  const title = (part) => part.querySelector(".inline_label")?.textContent.trim() ?? "";

  const number = (group) => {
    const found = parts(group);
    group.querySelector("h2")?.setAttribute("data-count", found.length);
    found.forEach((part, n) => {
      const position = part.querySelector("input[name$='-position']");
      if (position) position.value = n + 1;
      const [up, down] = part.querySelectorAll(".move button");
      if (up) up.disabled = n === 0;
      if (down) down.disabled = n === found.length - 1;
    });
  };

  const move = (group, part, before) => {
    part.parentNode.insertBefore(part, before);
    number(group);
    said.textContent = `${title(part)} is now number ${parts(group).indexOf(part) + 1}.`;
  };

  const step = (group, part, button, by) => {
    const found = parts(group);
    const at = found.indexOf(part);
    const other = found[at + by];
    if (!other) return;
    move(group, part, by < 0 ? other : other.nextElementSibling);
    (button.disabled ? part.querySelector(".move button:enabled") : button)?.focus();
  };

  const button = (text, act) => {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = text;
    made.addEventListener("click", () => act(made));
    return made;
  };

  const prepare = (group, part) => {
    const head = part.querySelector("summary");
    if (!head || part.querySelector(".move") || !part.querySelector("[name$='-position']")) return;
    const handles = document.createElement("span");
    handles.className = "move";
    handles.append(
      button("Up", (self) => step(group, part, self, -1)),
      button("Down", (self) => step(group, part, self, 1)),
    );
    part.append(handles);
    head.draggable = true;
    part.querySelector(".field-position")?.classList.add("by-script");
    head.addEventListener("dragstart", (event) => {
      group.dragged = part;
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", title(part));
    });
    part.addEventListener("dragover", (event) => {
      if (group.dragged && group.dragged !== part) event.preventDefault();
    });
    part.addEventListener("drop", (event) => {
      if (!group.dragged || group.dragged === part) return;
      event.preventDefault();
      const half = part.getBoundingClientRect().top + part.offsetHeight / 2;
      move(group, group.dragged, event.clientY < half ? part : part.nextElementSibling);
    });
    head.addEventListener("dragend", () => { group.dragged = null; });
  };

  const start = () => {
    document.body.append(said);
    for (const group of document.querySelectorAll(".inline-group")) {
      for (const part of parts(group)) prepare(group, part);
      number(group);
      group.addEventListener("formset:added", ({ target }) => {
        prepare(group, target);
        number(group);
      });
      group.addEventListener("formset:removed", () => number(group));
    }
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
}
