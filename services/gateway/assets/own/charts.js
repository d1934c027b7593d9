// Draws the tables that ask for it: what a picture shows stands in the table beside it, and
// whoever runs no scripts reads that.
(function () {
  "use strict";
  if (!window.echarts) return;
  var colours = ["#2f6fb3", "#c8862a", "#2d7a46", "#a8141a", "#6b5fa8", "#4b8f8c", "#8a6d3b", "#56606b"];
  var charts = [];

  // "12", "85.5%", "3 / 4" (as a share), "1,200 小时".
  function number(text) {
    var share = /^\s*(\d+)\s*\/\s*(\d+)\s*$/.exec(text);
    if (share) return Number(share[2]) ? Math.round(1000 * share[1] / share[2]) / 10 : null;
    var found = parseFloat(text.replace(/,/g, ""));
    return isNaN(found) ? null : found;
  }

  function told(table) {
    var heads = Array.prototype.map.call(table.tHead.rows[0].cells, function (cell) { return cell.textContent.trim(); });
    var rows = Array.prototype.map.call(table.tBodies[0].rows, function (row) {
      return Array.prototype.map.call(row.cells, function (cell) {
        var text = cell.querySelector(".text, a");
        return (text || cell).textContent.trim();
      });
    });
    var series = heads.slice(1).map(function (name, at) {
      return { name: name, data: rows.map(function (row) { return number(row[at + 1] || ""); }) };
    });
    return {
      labels: rows.map(function (row) { return row[0]; }),
      series: series.filter(function (one) { return one.data.some(function (value) { return value !== null; }); })
    };
  }

  function option(kind, data, size) {
    var lying = kind === "bars";
    var names = { type: "category", data: data.labels, inverse: lying, axisLabel: { fontSize: size, interval: lying ? 0 : "auto" } };
    var values = { type: "value", minInterval: 1, axisLabel: { fontSize: size } };
    return {
      animation: false, color: colours,
      textStyle: { fontFamily: "inherit", fontSize: size },
      tooltip: { trigger: "axis", renderMode: "richText", axisPointer: { type: "shadow" } },
      legend: data.series.length > 1 ? { bottom: 0, textStyle: { fontSize: size } } : undefined,
      grid: { left: 8, right: 24, top: 16, bottom: data.series.length > 1 ? 40 : 8, containLabel: true },
      xAxis: lying ? values : names, yAxis: lying ? names : values,
      series: data.series.map(function (one) {
        return {
          name: one.name, data: one.data, type: kind === "lines" ? "line" : "bar",
          stack: kind === "stacks" ? "all" : undefined, barMaxWidth: 28, symbolSize: 7
        };
      })
    };
  }

  document.querySelectorAll("[data-chart]").forEach(function (place) {
    var table = place.parentNode.querySelector("table");
    if (!table) return;
    var data = told(table), kind = place.dataset.chart;
    if (!data.series.length || data.labels.length < 2) return;
    place.hidden = false;
    if (kind === "bars") place.classList.add("rows-" + Math.min(Math.ceil(data.labels.length / 4), 8));
    var size = Math.round(0.8 * parseFloat(getComputedStyle(document.documentElement).fontSize));
    var chart = window.echarts.init(place, null, { renderer: "canvas" });
    chart.setOption(option(kind, data, size));
    charts.push(chart);
  });
  window.addEventListener("resize", function () { charts.forEach(function (chart) { chart.resize(); }); });
  window.addEventListener("beforeprint", function () { charts.forEach(function (chart) { chart.resize(); }); });
})();
