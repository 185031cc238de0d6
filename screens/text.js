// The lines of a document, each with what was read in it. Text is only ever set as text, never as HTML.
export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  const box = parentElement.querySelector(".text");
  const stamp = JSON.stringify([data.document, data.language, data.shown]);
  if (box.dataset.stamp !== stamp) {
    box.dataset.stamp = stamp;
    box.replaceChildren(...data.lines.map(draw));
  }
  const before = box.dataset.chosen;
  for (const old of box.querySelectorAll("[aria-current]")) old.removeAttribute("aria-current");
  const chosen = data.chosen && box.querySelector(`[data-line="${data.chosen}"]`);
  if (chosen) {
    chosen.setAttribute("aria-current", "true");
    if (before !== String(data.chosen)) {
      // Only the box scrolls; the page stays where it is.
      box.scrollTop = chosen.offsetTop - box.clientHeight / 3;
    }
  }
  box.dataset.chosen = String(data.chosen || "");

  function draw([number, text, groups, findings]) {
    const row = document.createElement("div");
    row.className = "line";
    row.dataset.line = number;
    const marked = groups.length || findings.length;
    const gutter = document.createElement(marked ? "button" : "span");
    gutter.className = "number";
    gutter.textContent = number;
    row.append(gutter);
    const body = document.createElement("div");
    body.className = "body";
    const words = document.createElement("div");
    words.className = "words";
    words.textContent = text || "\u00a0";
    body.append(words);
    if (marked) {
      const names = groups.map((group) => data.groups[group]);
      gutter.setAttribute("aria-label", [`${data.line} ${number}`, ...names, ...findings].join(", "));
      row.classList.add("marked", groups[0] || "finding");
      const tags = document.createElement("div");
      tags.className = "tags";
      groups.forEach((group) => tags.append(tag(group, data.groups[group])));
      findings.forEach((words) => tags.append(tag("finding", `⚠ ${words}`)));
      body.append(tags);
      row.addEventListener("click", () => {
        // Someone who marks text to copy it chooses no line.
        if (!String(window.getSelection())) setTriggerValue("line", number);
      });
    }
    row.append(body);
    return row;
  }

  function tag(group, words) {
    const made = document.createElement("span");
    made.className = `tag ${group}`;
    made.textContent = words;
    return made;
  }
}
