// Makes the pages handier; nothing needs it. Files can be dropped on the form, tables filtered by a word.
"use strict";
(() => {
  const french = document.documentElement.lang === "fr";
  for (const form of document.querySelectorAll("form.drop")) {
    const input = form.querySelector("input[type=file]");
    const over = (on) => form.classList.toggle("over", on);
    form.addEventListener("dragover", (event) => { event.preventDefault(); over(true); });
    form.addEventListener("dragleave", () => over(false));
    form.addEventListener("drop", (event) => {
      event.preventDefault();
      over(false);
      input.files = event.dataTransfer.files;
      if (form.action.endsWith("/imports")) form.requestSubmit();
    });
    form.addEventListener("submit", () => {
      const button = form.querySelector("button");
      button.disabled = true;
      button.textContent = french ? "Envoi…" : "Sending…";
    });
  }
  for (const scroll of document.querySelectorAll(".scroll")) {
    const rows = [...scroll.querySelectorAll("tbody tr")];
    if (rows.length < 12) continue;
    const label = document.createElement("label");
    const input = document.createElement("input");
    const count = document.createElement("output");
    label.className = "narrow";
    label.append(french ? "Lignes qui contiennent " : "Rows that contain ", input, " ", count);
    input.type = "search";
    input.addEventListener("input", () => {
      const word = input.value.toLocaleLowerCase();
      let shown = 0;
      for (const row of rows) {
        row.hidden = !row.textContent.toLocaleLowerCase().includes(word);
        if (!row.hidden) shown++;
      }
      count.textContent = `${shown} / ${rows.length}`;
    });
    scroll.before(label);
  }
})();
