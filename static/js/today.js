// Phones keep tabs for days. Whoever comes back to one sees today's hours and notices, not those of
// the day it was opened. What is on the page stays if somebody typed into it, or if the site can't
// be reached just now.
"use strict";
{
  const HALF_AN_HOUR = 30 * 60_000;
  const shown = Date.now();
  let isTouched = false;

  const look = async () => {
    const isOld = Date.now() - shown > HALF_AN_HOUR;
    if (!isOld || isTouched || document.visibilityState !== "visible") return;
    const answer = await fetch(location.href, { method: "HEAD", cache: "no-store" });
    if (answer.ok && !isTouched) location.reload();
  };
  const lookIfReachable = () => look().catch(() => {});

  document.addEventListener("input", () => { isTouched = true; });
  document.addEventListener("visibilitychange", lookIfReachable);
  addEventListener("pageshow", lookIfReachable);
}
