'use strict';
// The course of the whole crawl: the samples that its file keeps, and behind them what this page saw itself.

const kMetrics = {
  pages: {isRate: true, text: rate, unit: 'pages/s'},
  bytes: {isRate: true, text: size, unit: 'bytes/s'},
  queued: {isRate: false, text: count, unit: 'URLs to fetch'},
  in_flight: {isRate: false, text: count, unit: 'fetches in flight'},
  errors: {isRate: false, text: count, unit: 'errors so far'},
};
const kShortestSpan = 10, kMostTableRows = 200;

// The samples of /api/history, as one object each.
function samplesOf(history) {
  return history.seconds.map((seconds, index) => ({
    seconds, pages: history.pages[index], bytes: history.bytes[index], errors: history.errors[index],
    queued: history.queued[index], in_flight: history.in_flight[index]}));
}

const sampleOf = (status) => ({
  seconds: status.earlier_s + status.elapsed_s, pages: status.pages, bytes: status.bytes, queued: status.queued,
  errors: errorCount(status), in_flight: status.in_flight});

// What was counted, per second, over a span that is long enough to look calm.
function perSecond(samples, key) {
  const span = Math.max(3, samples[samples.length - 1].seconds / 60);
  let first = 0;
  const values = samples.map((sample) => {
    while (samples[first + 1] && samples[first + 1].seconds <= sample.seconds - span) ++first;
    const before = samples[first];
    const passed = sample.seconds - before.seconds;
    return passed > 0 ? Math.max(0, (sample[key] - before[key]) / passed) : 0;
  });
  if (values.length > 1) values[0] = values[1];
  return values;
}

const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

// The samples as rows of a table, at most so many of them, spread over the time.
function sampleRows(samples) {
  const step = Math.max(1, Math.ceil(samples.length / kMostTableRows));
  return samples.filter((sample, index) => index % step === 0 || index === samples.length - 1).map((sample) => element('tr', '',
    cell(duration(sample.seconds)), ...[count(sample.pages), size(sample.bytes), count(sample.queued), count(sample.in_flight), count(sample.errors)].map(numberCell)));
}

class Chart {
  #stored = [];
  #seen = [];
  #metric = 'pages';
  #isOver = false;
  #graph = null;

  constructor() {
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.#rebuild());
    byId('samples').addEventListener('toggle', () => this.#fillTable());
  }

  choose(metric) {
    this.#metric = metric;
    this.#rebuild();
  }

  setHistory(history) {
    this.#stored = samplesOf(history);
    const last = this.#stored.at(-1)?.seconds ?? -1;
    this.#seen = this.#seen.filter((sample) => sample.seconds > last);
    this.#fillTable();
  }

  add(status) {
    this.#seen.push(sampleOf(status));
  }

  draw(isOver = this.#isOver) {
    this.#isOver = isOver;
    const samples = this.#samples();
    if (samples.length === 0) {
      put('chart-now', 'no samples yet');
      return;
    }
    if (byId('status').hidden || typeof Dygraph === 'undefined') return;  // it would get no size
    const {isRate, text, unit} = kMetrics[this.#metric];
    const values = isRate ? perSecond(samples, this.#metric) : samples.map((sample) => sample[this.#metric]);
    const rows = values.map((value, index) => [samples[index].seconds, value]);
    const span = Math.max(kShortestSpan, samples[samples.length - 1].seconds);
    if (this.#graph) this.#graph.updateOptions({file: rows, dateWindow: [0, span]});
    else this.#graph = new Dygraph(byId('chart'), rows, this.#options(span));
    const peak = Math.max(...values);
    put('chart-now', `${unit}: peak ${text(peak)}${isOver ? '' : `, now ${text(values[values.length - 1])}`}`);
  }

  #samples() {
    const samples = [...this.#stored, ...this.#seen];
    const nothing = {seconds: 0, pages: 0, bytes: 0, errors: 0, queued: 0, in_flight: 0};
    if (samples.length > 0 && samples[0].seconds > 0) samples.unshift(nothing);
    return samples;
  }

  #options(span) {
    const {text, unit} = kMetrics[this.#metric];
    const timeText = (value) => duration(value);
    return {
      labels: ['time', unit], colors: [colour('--accent')], fillGraph: true, strokeWidth: 2, includeZero: true, dateWindow: [0, span],
      legend: 'never', gridLineColor: colour('--edge'), axisLineColor: colour('--edge'), highlightCircleSize: 4,
      axes: {x: {axisLabelFormatter: timeText, valueFormatter: timeText, axisLabelWidth: 70}, y: {axisLabelFormatter: (value) => text(value), axisLabelWidth: 70}},
      highlightCallback: (event, x, points) => put('chart-at', `${duration(x)}: ${text(points[0].yval)} ${unit}`),
      unhighlightCallback: () => put('chart-at', ''),
    };
  }

  #rebuild() {
    this.#graph?.destroy();
    this.#graph = null;
    this.draw();
  }

  #fillTable() {
    if (byId('samples').open) byId('samples').querySelector('tbody').replaceChildren(...sampleRows(this.#samples()));
  }
}
