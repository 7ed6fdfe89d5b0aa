// What the rule for scripts has to find. Never served.
// ruleid: scripts-write-text
a.innerHTML = b;
// ruleid: scripts-write-text
localStorage.setItem("a", b);
// ruleid: scripts-write-text
eval(b);
// ok: scripts-write-text
if (a.innerHTML !== b.innerHTML) a.textContent = b;
