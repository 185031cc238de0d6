// The query page. Whatever comes from the graph is set as text, never as markup.
"use strict";
const one = (id) => document.getElementById(id);
const examples = JSON.parse(one("examples").textContent);
const words = JSON.parse(one("words").textContent);

for (const [number, example] of examples.entries()) {
  const option = document.createElement("option");
  option.value = String(number);
  option.textContent = example.title;
  one("example").append(option);
}
const show = () => {
  const chosen = examples[Number(one("example").value)];
  if (chosen) { one("query").value = chosen.query; }
};
one("example").addEventListener("change", show);
show();

function table(found) {
  const made = document.createElement("table");
  const head = made.createTHead().insertRow();
  for (const name of found.head.vars) {
    const cell = document.createElement("th");
    cell.scope = "col";
    cell.textContent = name;
    head.append(cell);
  }
  const body = made.createTBody();
  for (const binding of found.results.bindings) {
    const row = body.insertRow();
    for (const name of found.head.vars) {
      const cell = row.insertCell();
      const term = binding[name];
      if (!term) { continue; }
      const ours = term.type === "uri" && term.value.startsWith(words.base + "/");
      if (ours || /(^|_)id$/.test(name) && /^(agency|document|domain|indicator|place)\/[\w.~/-]+$/.test(term.value)) {
        const link = document.createElement("a");
        link.href = words.root + (ours ? term.value.slice(words.base.length) : "/id/" + term.value);
        link.textContent = ours ? term.value.slice(words.base.length) : term.value;
        cell.append(link);
      } else {
        cell.textContent = term.value;
      }
    }
  }
  return made;
}

async function run() {
  const into = one("result"), state = one("state"), started = Date.now();
  into.replaceChildren();
  state.removeAttribute("role");
  state.textContent = words.running;
  one("run").disabled = true;
  try {
    const form = one("form").value;
    const answer = await fetch(words.endpoint, {
      method: "POST",
      headers: { "Content-Type": "application/sparql-query", "Accept": form + ", text/turtle;q=0.5" },
      body: one("query").value,
    });
    const text = await answer.text(), seconds = ((Date.now() - started) / 1000).toFixed(1);
    if (!answer.ok) {
      state.setAttribute("role", "alert");
      state.textContent = text;
      return;
    }
    const media = answer.headers.get("Content-Type") || "";
    if (media.startsWith("application/sparql-results+json")) {
      const found = JSON.parse(text);
      if ("boolean" in found) {
        state.textContent = String(found.boolean);
      } else {
        state.textContent = found.results.bindings.length + " " + words.rows + ", " + seconds + " s";
        into.append(table(found));
      }
    } else {
      state.textContent = seconds + " s";
      const plain = document.createElement("pre");
      plain.textContent = text;
      into.append(plain);
    }
  } catch (error) {
    state.setAttribute("role", "alert");
    state.textContent = String(error);
  } finally {
    one("run").disabled = false;
  }
}
one("run").addEventListener("click", run);
one("query").addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { run(); }
});
