// Says beside a text how easy it is to read while one types. The rules stand on the server.
"use strict";
{
  const waiting = new WeakMap();
  const say = async (area) => {
    const note = area.closest(".form-row")?.querySelector(".reading");
    const token = area.form?.querySelector("[name=csrfmiddlewaretoken]")?.value;
    if (!note || !token) return;
    const body = new URLSearchParams({ text: area.value, csrfmiddlewaretoken: token });
    const answer = await fetch(area.dataset.reading, { method: "POST", body });
    if (answer.ok) note.textContent = await answer.text();
  };
  document.addEventListener("input", ({ target }) => {
    if (!target.matches("textarea[data-reading]")) return;
    clearTimeout(waiting.get(target));
    waiting.set(target, setTimeout(say, 600, target));
  });
}
