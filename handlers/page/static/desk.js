// Keys of the desk: j and k move in a list, Enter or o opens (the row's link has the
// focus), x picks, a takes over, e goes to the form that closes, n to the next that
// waits, / to the search, ? lists the keys. A canned reply goes to where the cursor
// is.
// Everything works without them.
(function () {
  "use strict";

  function typing(e) {
    return e.ctrlKey || e.metaKey || e.altKey || e.isComposing ||
      e.target.closest("input, textarea, select, [contenteditable], dialog");
  }

  function move(step) {
    var rows = Array.prototype.slice.call(document.querySelectorAll("[data-row]"));
    if (!rows.length) return;
    var at = rows.indexOf(document.activeElement);
    var next = at < 0 ? (step > 0 ? 0 : rows.length - 1) : at + step;
    var row = rows[Math.max(0, Math.min(rows.length - 1, next))];
    row.focus();
    row.scrollIntoView({ block: "nearest" });
  }

  function row() { return document.activeElement.matches("[data-row]") ? document.activeElement : null; }

  function open() { if (row()) row().click(); }

  function tick() {
    var box = row() && row().closest("tr").querySelector("[data-pick]");
    if (box) box.click();
  }

  // In a list: the form for what is picked, or for the row, with the deed chosen.
  function together(deed) {
    var form = document.getElementById("bulk");
    if (!form) return;
    if (!picks().some(function (b) { return b.checked; })) tick();
    if (!picks().some(function (b) { return b.checked; })) return;
    var field = form.elements["do"] || document.createElement("input");
    field.type = "hidden"; field.name = "do"; field.value = deed;
    form.append(field);
    form.requestSubmit();
  }

  function takeOver() {
    var button = document.querySelector("[data-take-over]");
    if (button) button.click(); else together("assign");
  }

  function toClose() {
    var fold = document.getElementById("close");
    if (!fold) { together("close"); return; }
    fold.open = true;
    fold.querySelector("textarea").focus();
  }

  function follow(selector) {
    var link = document.querySelector(selector);
    if (link) link.click();
  }

  function help() {
    var box = document.getElementById("keys");
    if (box && box.showModal) box.showModal();
  }

  document.addEventListener("keydown", function (e) {
    if (typing(e)) return;
    if (e.key === "j") move(1);
    else if (e.key === "k") move(-1);
    else if (e.key === "o") open();
    else if (e.key === "x") tick();
    else if (e.key === "a") takeOver();
    else if (e.key === "e") toClose();
    else if (e.key === "n") follow("[data-next]");
    else if (e.key === "?" || e.key === "？") help();
    else if (e.key === "/") {
      var search = document.querySelector("[data-search]");
      if (!search) return;
      search.focus();
      search.select();
    } else return;
    e.preventDefault();
  });

  document.querySelectorAll("[data-keys]").forEach(function (b) {
    b.hidden = false;
    b.addEventListener("click", help);
  });

  // The list's check boxes: all at once, and how many.
  function picks() { return Array.prototype.slice.call(document.querySelectorAll("[data-pick]")); }

  function countPicks() {
    var words = document.querySelector("[data-picked]"), all = document.querySelector("[data-pick-all]");
    if (!words || !all) return;
    var on = picks().filter(function (b) { return b.checked; }).length;
    words.textContent = on ? "已选中 " + on + " " + (words.dataset.unit || "件") : words.dataset.none || "勾选下面的意见，可以一起办理";
    all.textContent = on && on === picks().length ? "全部取消" : "全选本页";
    all.hidden = false;
  }

  document.addEventListener("click", function (e) {
    if (!e.target.closest("[data-pick-all]")) return;
    var on = picks().some(function (b) { return !b.checked; });
    picks().forEach(function (b) { b.checked = on; });
    countPicks();
  });
  document.addEventListener("change", function (e) {
    if (e.target.matches("[data-pick]")) countPicks();
  });
  window.addEventListener("pageshow", countPicks); // the browser may have kept the ticks

  // <select data-canned="id"> puts the words of what is chosen into that text.
  function insert(choice) {
    var to = document.getElementById(choice.dataset.canned);
    var words = choice.selectedOptions[0] && choice.selectedOptions[0].dataset.text;
    choice.selectedIndex = 0;
    if (!to || !words) return;
    to.setRangeText(words, to.selectionStart, to.selectionEnd, "end");
    to.dispatchEvent(new Event("input", { bubbles: true })); // the draft is kept
    to.focus();
  }

  document.addEventListener("change", function (e) {
    if (e.target.matches("select[data-canned]")) insert(e.target);
  });
  // The menu is longer than many screens: where one is must be in sight.
  var menu = document.querySelector(".side-nav");
  var here = menu && menu.querySelector("[aria-current]");
  if (here) {
    var below = here.getBoundingClientRect().bottom - menu.getBoundingClientRect().bottom;
    if (below > 0) menu.scrollTop = below + 16;
  }
  document.querySelectorAll("[data-noscript]").forEach(function (b) { b.hidden = true; });
})();
