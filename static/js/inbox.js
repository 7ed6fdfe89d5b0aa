// Keeps an idle list of requests fresh: once a minute, unless somebody types.
const MINUTE = 60_000;

async function refresh() {
  const list = document.getElementById("inbox");
  const search = list.querySelector("input[type=search]");
  if (document.activeElement === search) return;
  const answer = await fetch(location.href, { redirect: "error" });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.getElementById("inbox");
  if (!fresh || fresh.innerHTML === list.innerHTML) return;
  document.title = page.title;
  const focused = [...list.querySelectorAll("a")].indexOf(document.activeElement);
  list.replaceChildren(...fresh.childNodes);
  list.querySelectorAll("a")[focused]?.focus();
}

setInterval(() => refresh().catch(() => {}), MINUTE);
