"use strict";
// Draws what the page also says in tables. Tooltips are drawn on the canvas, because the policy allows no inline style.
(() => {
  const COLOURS = ["#17408b", "#c9d2dd", "#c77d11", "#2f8f5b"];
  const FONT = getComputedStyle(document.body).fontFamily;
  const shared = { color: COLOURS, textStyle: { fontFamily: FONT }, animation: false, tooltip: { renderMode: "richText", trigger: "axis", axisPointer: { type: "shadow" } }, legend: { bottom: 0, itemHeight: 10, itemWidth: 14 } };
  const values = { type: "value", minInterval: 1, splitLine: { lineStyle: { color: "#edf0f4" } } };

  const stack = ({ categories, series }) => ({
    ...shared, grid: { left: 8, right: 24, top: 12, bottom: 34, containLabel: true },
    xAxis: values, yAxis: { type: "category", data: categories, inverse: true, axisTick: { show: false }, axisLabel: { width: 130, overflow: "truncate", interval: 0 } },
    series: series.map((one) => ({ name: one.name, type: "bar", stack: "all", data: one.values, barMaxWidth: 18 })),
  });
  const line = ({ categories, series }) => ({
    ...shared, color: ["#17408b", "#2f8f5b"], grid: { left: 8, right: 16, top: 16, bottom: 34, containLabel: true },
    xAxis: { type: "category", data: categories, boundaryGap: false }, yAxis: values,
    series: series.map((one) => ({ name: one.name, type: "line", data: one.values, symbolSize: 6 })),
  });
  const funnel = ({ categories, series }) => {
    const [first] = series;
    const whole = first.values[0] || 1;
    const share = (n) => `${n.toLocaleString("zh-CN")}（${Math.round(n * 100 / whole)}%）`;
    return {
      ...shared, legend: undefined, grid: { left: 8, right: 90, top: 8, bottom: 8, containLabel: true },
      xAxis: { ...values, show: false }, yAxis: { type: "category", data: categories, inverse: true, axisTick: { show: false }, axisLine: { show: false } },
      series: [{ type: "bar", data: first.values, barMaxWidth: 26, label: { show: true, position: "right", formatter: ({ value }) => share(value) } }],
    };
  };
  const options = { stack, line, funnel };

  document.querySelectorAll("[data-chart]").forEach((place) => {
    const data = JSON.parse(document.getElementById(place.dataset.chart).textContent);
    if (data.kind === "stack") place.style.height = `${Math.max(304, data.categories.length * 24 + 70)}px`;
    const chart = echarts.init(place, null, { renderer: "canvas" });
    chart.setOption(options[data.kind](data));
    new ResizeObserver(() => chart.resize()).observe(place);
  });
})();
