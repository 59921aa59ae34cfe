// Signing in by location, inside WeChat alone: without its script the form stays
// hidden, and the page says to scan the code.
(function () {
  "use strict";
  var form = document.querySelector("form[data-locate]");
  if (!form || !window.wx || !window.wx.config) return;
  var words = form.querySelector("[data-locate-words]");
  var config = JSON.parse(form.dataset.locate);
  config.jsApiList = ["getLocation"];

  function fail() { words.textContent = "没有取到位置。请允许微信使用位置，或者扫会场屏幕上的码。"; }

  window.wx.config(config);
  window.wx.ready(function () { form.hidden = false; });
  form.addEventListener("submit", function (event) {
    if (form.elements.latitude.value) return;
    event.preventDefault();
    words.textContent = "正在取位置，请稍候。";
    window.wx.getLocation({
      type: "gcj02",
      success: function (at) {
        form.elements.latitude.value = at.latitude;
        form.elements.longitude.value = at.longitude;
        form.requestSubmit ? form.requestSubmit() : form.submit();
      },
      fail: fail, cancel: fail
    });
  });
})();
