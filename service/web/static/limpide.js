// What script adds: everything works without it, it only makes things quicker. No value is kept in the browser.
"use strict";

(() => {
  const one = (selector, within = document) => within.querySelector(selector);
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];

  // The file zone: shows the chosen file, sends it with a bar.
  for (const form of all("form[data-upload]")) {
    const zone = one(".drop-zone", form);
    const file = one("input[type=file]", form);
    const chosen = one(".chosen", form);
    const bar = one("progress", form);
    const said = one("[aria-live]", form);
    for (const [event, over] of [["dragenter", true], ["dragover", true], ["dragleave", false], ["drop", false]]) {
      zone.addEventListener(event, () => zone.classList.toggle("over", over));
    }
    file.addEventListener("change", () => {
      chosen.textContent = file.files.length ? file.files[0].name : "";
      if (file.files.length) one("button[type=submit]", form).focus();
    });
    form.addEventListener("submit", (event) => {
      if (!file.files.length) return;
      event.preventDefault();
      const request = new XMLHttpRequest();
      request.open("POST", event.submitter?.formAction || form.action);
      request.responseType = "document";
      bar.hidden = false;
      said.textContent = form.dataset.sending;
      all("button[type=submit]", form).forEach((button) => { button.disabled = true; });
      request.upload.addEventListener("progress", (sent) => {
        if (sent.lengthComputable) bar.value = sent.loaded / sent.total;
      });
      request.addEventListener("load", () => {
        if (request.status < 400) { location.assign(request.responseURL); return; }
        const told = request.response && one("main", request.response);
        if (told) { one("main").replaceWith(document.adoptNode(told)); one("main").focus(); }
      });
      request.addEventListener("error", () => {
        bar.hidden = true;
        said.textContent = form.dataset.lost;
        all("button[type=submit]", form).forEach((button) => { button.disabled = false; });
      });
      request.send(new FormData(form));
    });
  }

  // Long work: the server tells how far it is; when it ends the page shows the result.
  for (const box of all("[data-follow]")) {
    const source = new EventSource(box.dataset.follow);
    source.addEventListener("progress", (event) => {
      const told = JSON.parse(event.data);
      const bar = one("progress", box);
      if (told.share === null) bar.removeAttribute("value"); else bar.value = told.share;
      one("[data-stage]", box).textContent = told.stage;
      one("[data-count]", box).textContent = told.count;
      all("[data-step]", box).forEach((step, at) => {
        step.className = at < told.at ? "done" : at === told.at ? "now" : "";
      });
    });
    source.addEventListener("end", () => { source.close(); location.reload(); });
  }

  // One letter for an act on the page, when nobody is typing.
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    if (event.target.closest("input, select, textarea")) return;
    const act = all("[data-key]").find((each) => each.dataset.key === event.key.toLowerCase());
    if (act) { event.preventDefault(); act.click(); }
  });

  // Escape closes what a value's origin shows.
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && document.activeElement?.closest(".origin")) document.activeElement.blur();
  });

  for (const choice of all("select[data-submit]")) choice.addEventListener("change", () => choice.form.requestSubmit());
  for (const button of all("[data-print]")) { button.hidden = false; button.addEventListener("click", () => print()); }
  for (const form of all("form[data-once]")) {
    form.addEventListener("submit", () => setTimeout(() => all("button", form).forEach((b) => { b.disabled = true; })));
  }
})();
