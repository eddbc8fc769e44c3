/** What the page does by itself: draws the curves, follows the pointer, switches between behaviours. Plain JavaScript for a browser. */

export const PAGE_SCRIPT: string = `
"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const font = '11px "Inter Variable", Inter, system-ui, sans-serif';
  const axis = { font, stroke: "#626875", grid: { stroke: "#ebe9e3", width: 1 }, ticks: { show: false }, gap: 6 };
  const figure = (value) => {
    if (value == null) return "–";
    const size = Math.abs(value);
    if (size !== 0 && (size < 1e-4 || size >= 1e5)) return value.toExponential(1).replace("e+", "e");
    return value.toFixed(size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3);
  };
  const tick = (value) => String(Number(value.toPrecision(6))).replace("-", "−");
  const largest = (values) => values.reduce((top, value) => (value != null && value > top ? value : top), 0);
  let scope = "overall";

  const columns = (curve) => [[0, ...data.secs], ...curve.rows[scope].map((row) => [null, ...row])];
  // The frame holds the model and the spread of the data; a baseline that leaves it has failed, and need not be followed.
  const ceiling = (curve) => {
    const rows = curve.rows[scope];
    const lines = data.styles.length;
    const top = Math.max(largest(rows[0]) * 1.25, largest(rows[lines - 1]) * 1.35, largest(rows[lines + 1]) * 1.05, (curve.mark ?? 0) * 1.3);
    return top || 1;
  };
  const drawMark = (curve) => (plot) => {
    if (curve.mark == null) return;
    const ratio = devicePixelRatio;
    const y = plot.valToPos(curve.mark, "y", true);
    const { ctx, bbox } = plot;
    ctx.save();
    ctx.strokeStyle = "#1a1e27";
    ctx.fillStyle = "#1a1e27";
    ctx.lineWidth = ratio;
    ctx.setLineDash([3 * ratio, 3 * ratio]);
    ctx.beginPath();
    ctx.moveTo(bbox.left, y);
    ctx.lineTo(bbox.left + bbox.width, y);
    ctx.stroke();
    ctx.font = 11 * ratio + 'px "Inter Variable", Inter, system-ui, sans-serif';
    ctx.textAlign = "left";
    ctx.setLineDash([]);
    ctx.strokeStyle = "#ffffff";
    ctx.lineWidth = 4 * ratio;
    ctx.strokeText("valid below " + curve.mark, bbox.left + 8 * ratio, y - 6 * ratio);
    ctx.fillText("valid below " + curve.mark, bbox.left + 8 * ratio, y - 6 * ratio);
    ctx.restore();
  };
  const readout = (card, curve) => (plot) => {
    const last = data.secs.length;
    const index = plot.cursor.idx == null ? last : Math.max(1, plot.cursor.idx);
    card.querySelector("time").textContent = "at " + data.secs[index - 1].toFixed(2) + " s";
    const cells = card.querySelectorAll("output");
    for (let line = 0; line < cells.length; line++) cells[line].textContent = figure(curve.rows[scope][line][index - 1]);
  };
  const plots = [...document.querySelectorAll(".plot")].map((host) => {
    const curve = data.curves[Number(host.dataset.curve)];
    const card = host.closest("figure");
    const update = readout(card, curve);
    const lines = data.styles.length;
    const plot = new uPlot(
      {
        width: host.clientWidth,
        height: host.clientHeight,
        padding: [8, 18, 0, 0],
        legend: { show: false },
        cursor: { y: false, drag: { x: false, y: false }, sync: { key: "secs" }, points: { size: 6 } },
        scales: { x: { time: false, range: [0, data.secs.at(-1)] }, y: { range: () => [0, ceiling(curve)] } },
        axes: [
          { ...axis, size: 26, space: 56, values: (_, ticks) => ticks.map((value, at) => tick(value) + (at === ticks.length - 1 ? " s" : "")) },
          { ...axis, size: 44, space: 34, values: (_, ticks) => ticks.map(tick) },
        ],
        bands: [{ series: [lines + 2, lines + 1], fill: "rgb(124 58 237 / 13%)" }],
        series: [
          {},
          ...data.styles.map(({ colour, dash }, line) => ({ stroke: colour, width: line === 0 ? 2.5 : 1.5, dash, points: { show: false } })),
          { stroke: "transparent", width: 0, points: { show: false } },
          { stroke: "transparent", width: 0, points: { show: false } },
        ],
        hooks: { draw: [drawMark(curve)], setCursor: [update], ready: [update] },
      },
      columns(curve),
      host,
    );
    new ResizeObserver(() => plot.setSize({ width: host.clientWidth, height: host.clientHeight })).observe(host);
    return { plot, curve, update };
  });
  // A sheet of paper has a width of its own.
  const refit = () => {
    for (const { plot } of plots) plot.setSize({ width: plot.root.parentElement.clientWidth, height: plot.root.parentElement.clientHeight });
  };
  addEventListener("beforeprint", refit);
  addEventListener("afterprint", refit);
  matchMedia("print").addEventListener("change", refit);
  const choose = (key) => {
    scope = key;
    for (const part of document.querySelectorAll("[data-scope]")) part.hidden = part.dataset.scope !== key;
    for (const { plot, curve, update } of plots) {
      plot.setData(columns(curve));
      update(plot);
    }
  };
  for (const button of document.querySelectorAll("input[name=scope]")) {
    button.addEventListener("change", () => choose(button.value));
    if (button.checked) choose(button.value);
  }
})();
`;
