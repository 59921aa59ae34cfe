// Small helps for pages that work without them: drafts, confirmation, photo
// previews, the form token on htmx requests. No page may depend on this file.
(function () {
  "use strict";

  var DAY = 24 * 60 * 60 * 1000;
  var owner = document.body.dataset.owner || "";

  // --- drafts -------------------------------------------------------------
  // <textarea data-draft="opinion-123"> survives a lost connection. A draft
  // belongs to the person signed in and goes when the server says it has the
  // text (a flash with data-drafts-sent), after a week, or on signing out.
  function key(field) { return "draft:" + owner + ":" + field.dataset.draft; }

  function read(k) {
    try { return JSON.parse(localStorage.getItem(k)); } catch (e) { return null; }
  }

  function write(k, draft) {
    try {
      if (draft) localStorage.setItem(k, JSON.stringify(draft));
      else localStorage.removeItem(k);
    } catch (e) { /* storage is full or forbidden: go without */ }
  }

  function eachDraft(visit) {
    var keys = [];
    try { keys = Object.keys(localStorage); } catch (e) { return; }
    keys.forEach(function (k) {
      if (k.indexOf("draft:") === 0) visit(k, read(k));
    });
  }

  function sweepDrafts() {
    var sent = document.querySelector("[data-drafts-sent]");
    eachDraft(function (k, d) {
      if (!d || Date.now() - d.at > 7 * DAY || (sent && d.sent)) write(k, null);
    });
  }

  function restore(field) {
    var d = read(key(field));
    if (!d || !d.text || d.text === field.value) return;
    // A text the server gives for mending yields to the reader's own with
    // data-draft-over; any other is newer than the draft.
    if (field.value.trim() !== "" && !field.hasAttribute("data-draft-over")) return;
    field.value = d.text;
    var note = document.createElement("p");
    note.className = "draft-note";
    note.textContent = "已为您找回上次没有提交的内容。";
    field.after(note);
  }

  function keepDraft(field, sent) {
    write(key(field), field.value.trim() ? { text: field.value, at: Date.now(), sent: sent } : null);
  }

  // --- confirmation -------------------------------------------------------
  // <button data-confirm="确定……吗？"> asks before its form is sent.
  function confirmed(button, go) {
    var box = document.getElementById("confirm");
    if (!box || !box.showModal) {
      if (window.confirm(button.dataset.confirm)) go();
      return;
    }
    box.querySelector("p").textContent = button.dataset.confirm;
    box.querySelector("[value=yes]").textContent = button.dataset.confirmYes || button.textContent.trim();
    box.returnValue = "";
    box.onclose = function () { if (box.returnValue === "yes") go(); };
    box.showModal();
  }

  // --- photos -------------------------------------------------------------
  // <input type="file" data-preview="id"> draws what was chosen into the
  // element of that id. A canvas, since the policy allows no blob: images.
  function preview(input) {
    var target = document.getElementById(input.dataset.preview);
    if (!target) return;
    target.replaceChildren();
    Array.prototype.forEach.call(input.files, function (file) {
      var item = document.createElement("figure");
      var name = document.createElement("figcaption");
      name.textContent = file.name;
      item.append(name);
      target.append(item);
      if (!window.createImageBitmap) return;
      createImageBitmap(file).then(function (bitmap) {
        item.prepend(thumbnail(bitmap, 240));
      }).catch(function () { name.textContent = file.name + "（无法预览）"; });
    });
  }

  function thumbnail(bitmap, side) {
    var canvas = document.createElement("canvas");
    var cut = Math.min(bitmap.width, bitmap.height);
    canvas.width = canvas.height = side;
    canvas.getContext("2d").drawImage(bitmap,
      (bitmap.width - cut) / 2, (bitmap.height - cut) / 2, cut, cut, 0, 0, side, side);
    bitmap.close();
    return canvas;
  }

  // --- wiring -------------------------------------------------------------
  function onClick(e) {
    var button = e.target.closest("[data-toggle]");
    if (button) {
      var open = document.getElementById(button.dataset.toggle).classList.toggle("open");
      button.setAttribute("aria-expanded", String(open));
    }
    if (e.target.closest("[data-print]")) window.print();
    if (e.target.closest("[data-back]")) {
      e.preventDefault();
      if (history.length > 1) history.back(); else location.reload();
    }
  }

  function onSubmit(e) {
    var form = e.target, button = e.submitter;
    if (form.method === "dialog") return;
    if (button && button.dataset.confirm && !button.dataset.sure) {
      e.preventDefault();
      e.stopPropagation(); // htmx must not send it either
      confirmed(button, function () {
        button.dataset.sure = "1";
        form.requestSubmit(button);
        delete button.dataset.sure;
      });
      return;
    }
    form.querySelectorAll("[data-draft]").forEach(function (f) { keepDraft(f, true); });
    if (form.hasAttribute("data-forget-drafts")) eachDraft(function (k) { write(k, null); });
    if (form.hasAttribute("data-stay")) return; // answers with a file: the page stays
    // After the event: a disabled button's own value would not be sent.
    setTimeout(function () { busy(form, true); }, 0);
  }

  function busy(form, on) {
    form.querySelectorAll("button[type=submit], button:not([type])").forEach(function (b) {
      b.disabled = on;
    });
    form.setAttribute("aria-busy", String(on));
  }

  function leaving() { return document.querySelector("form[aria-busy=true]:not([hx-post])"); }

  function allIdle() {
    document.querySelectorAll("form[aria-busy=true]").forEach(function (f) { busy(f, false); });
  }

  sweepDrafts();
  document.querySelectorAll("textarea[data-draft]").forEach(restore);
  document.addEventListener("input", function (e) {
    if (e.target.matches("textarea[data-draft]")) keepDraft(e.target, false);
  });
  document.addEventListener("change", function (e) {
    if (e.target.matches("input[type=file][data-preview]")) preview(e.target);
    if (e.target.matches("[data-submit]")) e.target.form.requestSubmit();
  });
  document.addEventListener("click", onClick);
  document.addEventListener("submit", onSubmit, true);
  window.addEventListener("pageshow", allIdle); // back from the next page

  document.body.addEventListener("htmx:configRequest", function (e) {
    var token = document.querySelector("meta[name=csrf-token]");
    if (token && e.detail.verb !== "get") e.detail.headers["X-CSRF-Token"] = token.content;
  });
  document.body.addEventListener("htmx:afterRequest", function () { if (!leaving()) allIdle(); });
  // While a form is on its way to another page a timer must not load this one anew:
  // the word of what was done would be shown on a page that is gone.
  ["htmx:beforeRequest", "htmx:beforeOnLoad"].forEach(function (moment) {
    document.body.addEventListener(moment, function (e) { if (leaving()) e.preventDefault(); });
  });
  document.body.addEventListener("htmx:sendError", function () {
    var alerts = document.getElementById("alerts");
    if (!alerts) return;
    var line = document.createElement("div");
    line.className = "flash flash-warning";
    line.textContent = "网络没有连上，您填写的内容还在，请稍后再试。";
    alerts.replaceChildren(line);
  });
})();
