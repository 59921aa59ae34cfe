// Draws the charts of a page: <div class="chart" data-chart="OPTION AS JSON">.
// The same figures stand in a table beside each; no page depends on this file.
(function () {
  "use strict";

  if (!window.echarts) return;

  document.querySelectorAll("[data-chart]").forEach(function (box) {
    var chart = echarts.init(box);
    chart.setOption(JSON.parse(box.dataset.chart));
    function fit() { chart.resize(); }
    if (window.ResizeObserver) new ResizeObserver(fit).observe(box);
    window.addEventListener("beforeprint", fit);
  });
})();
