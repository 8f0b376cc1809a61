'use strict';
// The course of the whole crawl in charts, each with its table: the samples that its file keeps, and behind them what
// this page saw itself.

const kSeries = ['--accent', '--client', '--server', '--none', '--moved', '--good', '--info'];
const kMostKinds = 6, kShortestSpan = 10, kMostTableRows = 200;

// Its legend sets styles as attributes, which our Content-Security-Policy does not allow; charts here have their own.
if (typeof Dygraph !== 'undefined') Dygraph.PLUGINS = Dygraph.PLUGINS.filter((plugin) => plugin.prototype.toString() !== 'Legend Plugin');

const countOf = (key) => (samples) => samples.map((sample) => sample[key]);

// What was counted, per second, over a span that is long enough to look calm.
const rateOf = (key) => (samples) => {
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
};

// The kinds of errors that have a line of their own: those that are the most by now.
function errorLines(samples) {
  const last = samples[samples.length - 1].errors_by_kind;
  const kinds = Object.keys(last).sort((a, b) => last[b] - last[a]);
  const shown = kinds.slice(0, kinds.length > kMostKinds ? kMostKinds - 1 : kMostKinds);
  const others = kinds.filter((kind) => !shown.includes(kind));
  const lines = shown.map((kind) => [kind, (all) => all.map((sample) => sample.errors_by_kind[kind] ?? 0)]);
  if (others.length > 0)
    lines.push(['others', (all) => all.map((sample) => others.reduce((sum, kind) => sum + (sample.errors_by_kind[kind] ?? 0), 0))]);
  return lines.length > 0 ? lines : [['errors', countOf('errors')]];
}

// `lines` are pairs of a name and what makes its values; `isGapped`: not every sample has a value.
const kCharts = [
  {title: 'Pages per second', unit: 'pages/s', text: rate, lines: () => [['pages/s', rateOf('pages')]]},
  {title: 'Bytes per second', unit: 'bytes/s', text: size, lines: () => [['bytes/s', rateOf('bytes')]]},
  {title: 'Queue', unit: 'URLs to fetch', text: count, lines: () => [['queue', countOf('queued')]]},
  {title: 'Time of a fetch', unit: 'ms', text: milliseconds, isGapped: true,
    lines: () => [['p50', countOf('latency_p50_ms')], ['p90', countOf('latency_p90_ms')], ['p99', countOf('latency_p99_ms')]]},
  {title: 'Errors by kind', unit: 'errors so far', text: count, lines: errorLines},
  {title: 'In flight', unit: 'fetches', text: count, lines: () => [['in flight', countOf('in_flight')]]},
];

// The samples of /api/history, as one object each.
function samplesOf(history) {
  const keys = Object.keys(history).filter((key) => Array.isArray(history[key]));
  const kinds = Object.entries(history.errors_by_kind ?? {});
  return history.seconds.map((none, index) => ({
    ...Object.fromEntries(keys.map((key) => [key, history[key][index]])),
    errors_by_kind: Object.fromEntries(kinds.map(([kind, values]) => [kind, values[index]]))}));
}

const sampleOf = (status) => ({
  seconds: status.earlier_s + status.elapsed_s, pages: status.pages, bytes: status.bytes, queued: status.queued,
  errors: errorCount(status), errors_by_kind: status.errors, in_flight: status.in_flight,
  latency_p50_ms: status.latency_p50_ms, latency_p90_ms: status.latency_p90_ms, latency_p99_ms: status.latency_p99_ms});

const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const lastOf = (values) => values.findLast((value) => value !== null) ?? null;

class Chart {
  #about;
  #place = element('div', 'plot');
  #now = element('p', 'quiet');
  #legend = element('ul', 'legend');
  #table = element('details', 'samples', element('summary', 'quiet', 'As a table'));
  #names = '';
  #graph = null;
  #lines = [];
  #samples = [];
  #isOver = false;
  #isPointed = false;

  constructor(about, parent) {
    this.#about = about;
    this.#place.setAttribute('role', 'img');
    this.#place.setAttribute('aria-label', `${about.title}: no samples yet`);
    this.#table.addEventListener('toggle', () => this.#fillTable());
    parent.append(element('section', 'card', element('div', 'head', element('h2', '', about.title), this.#now), this.#place, this.#legend, this.#table));
  }

  draw(samples, isOver) {
    this.#samples = samples;
    this.#lines = this.#about.lines(samples).map(([name, make]) => ({name, values: make(samples)}));
    const names = this.#lines.map((line) => line.name).join('\n');
    if (this.#names !== names) this.rebuild();
    this.#names = names;
    const rows = samples.map((sample, index) => [sample.seconds, ...this.#lines.map((line) => line.values[index])]);
    const span = Math.max(isOver ? 1 : kShortestSpan, samples[samples.length - 1].seconds);
    if (this.#graph) this.#graph.updateOptions({file: rows, dateWindow: [0, span]});
    else this.#graph = new Dygraph(this.#place, rows, this.#options(span));
    this.#isOver = isOver;
    if (!this.#isPointed) this.#describe();
  }

  rebuild() {
    this.#graph?.destroy();
    this.#graph = null;
    this.#names = '';
  }

  // Beside the title: the peak, and the value of now. In the legend the last value of each line. Both give way to the
  // values under the pointer.
  #describe() {
    const {text, unit, title} = this.#about;
    const all = this.#lines.flatMap((line) => line.values).filter((value) => value !== null);
    const now = lastOf(this.#lines[0].values);
    const isOne = this.#lines.length === 1;
    const said = all.length === 0 ? 'nothing yet' : `${unit}, peak ${text(Math.max(...all))}${isOne && !this.#isOver && now !== null ? `, now ${text(now)}` : ''}`;
    this.#say(said);
    this.#place.setAttribute('aria-label', visible(`${title}: ${said}`));
    this.#showValues(isOne ? [] : this.#lines.map((line) => lastOf(line.values)));
  }

  #say(text) {
    if (this.#now.textContent !== text) this.#now.textContent = text;
  }

  #point(row) {
    const {text, unit} = this.#about;
    const values = this.#lines.map((line) => line.values[row] ?? null);
    const isOne = values.length === 1;
    this.#say(`${isOne ? `${values[0] === null ? '–' : text(values[0])} ${unit}, ` : ''}${duration(this.#samples[row].seconds)} in`);
    if (!isOne) this.#showValues(values);
  }

  #showValues(values) {
    const {text} = this.#about;
    this.#legend.hidden = values.length === 0;
    this.#legend.replaceChildren(...values.map((value, index) => {
      const dot = element('span', 'dot');
      dot.style.background = `var(${kSeries[index % kSeries.length]})`;
      return element('li', '', dot, `${this.#lines[index].name} `, element('b', '', value === null ? '–' : text(value)));
    }));
  }

  #options(span) {
    const {text, isGapped} = this.#about;
    const timeText = (value) => duration(value);
    const isOne = this.#lines.length === 1;
    return {
      labels: ['time', ...this.#lines.map((line) => visible(line.name))], colors: kSeries.slice(0, this.#lines.length).map(colour),
      fillGraph: isOne, strokeWidth: isOne ? 2 : 1.5, includeZero: true, dateWindow: [0, span], connectSeparatedPoints: isGapped === true,
      legend: 'never', gridLineColor: colour('--edge'), axisLineColor: colour('--edge'), highlightCircleSize: 4, interactionModel: {},
      axes: {x: {axisLabelFormatter: timeText, valueFormatter: timeText, axisLabelWidth: 60, pixelsPerLabel: 70},
        y: {axisLabelFormatter: (value) => text(value), axisLabelWidth: 58, pixelsPerLabel: 28}},
      highlightCallback: (event, x, points, row) => {
        this.#isPointed = true;
        this.#point(row);
      },
      unhighlightCallback: () => {
        this.#isPointed = false;
        this.#describe();
      },
    };
  }

  // At most so many rows, spread over the time.
  #fillTable() {
    this.#table.querySelector('.scroll')?.remove();
    if (!this.#table.open || this.#samples.length === 0) return;
    const step = Math.max(1, Math.ceil(this.#samples.length / kMostTableRows));
    const rows = this.#samples.map((sample, index) => [sample, index]).filter(([, index]) => index % step === 0 || index === this.#samples.length - 1);
    const head = (name, className) => Object.assign(element('th', className, name), {scope: 'col'});
    const cellsOf = (index) => this.#lines.map(({values}) => numberCell(values[index] === null ? '–' : this.#about.text(values[index])));
    const region = element('div', 'scroll', element('table', '',
      element('thead', '', element('tr', '', head('Time', ''), ...this.#lines.map((line) => head(line.name, 'number')))),
      element('tbody', '', ...rows.map(([sample, index]) => element('tr', '', cell(duration(sample.seconds)), ...cellsOf(index))))));
    region.tabIndex = 0;
    region.setAttribute('role', 'region');
    region.setAttribute('aria-label', `${this.#about.title}, as a table`);
    this.#table.append(region);
  }
}

// All charts over the same samples.
class Charts {
  #stored = [];
  #seen = [];
  #isOver = false;
  #charts = kCharts.map((about) => new Chart(about, byId('charts')));

  constructor() {
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
      for (const chart of this.#charts) chart.rebuild();
      this.draw();
    });
  }

  setHistory(history) {
    this.#stored = samplesOf(history);
    const last = this.#stored.at(-1)?.seconds ?? -1;
    this.#seen = this.#seen.filter((sample) => sample.seconds > last);
  }

  add(status) {
    this.#seen.push(sampleOf(status));
  }

  draw(isOver = this.#isOver) {
    this.#isOver = isOver;
    const samples = [...this.#stored, ...this.#seen];
    if (samples.length === 0 || byId('status').hidden || typeof Dygraph === 'undefined') return;  // they would get no size
    if (samples[0].seconds > 0)
      samples.unshift({seconds: 0, pages: 0, bytes: 0, errors: 0, queued: 0, in_flight: 0, errors_by_kind: {},
        latency_p50_ms: null, latency_p90_ms: null, latency_p99_ms: null});
    for (const chart of this.#charts) chart.draw(samples, isOver);
  }
}
