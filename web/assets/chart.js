'use strict';
// The course of the whole crawl: the samples that its file keeps, and behind them what this page saw itself.

const kMetrics = {
  pages: {isRate: true, text: rate, unit: 'pages/s'},
  bytes: {isRate: true, text: size, unit: 'per second'},
  queued: {isRate: false, text: count, unit: 'URLs to fetch'},
  in_flight: {isRate: false, text: count, unit: 'in flight'},
  errors: {isRate: false, text: count, unit: 'errors so far'},
};
const kWidth = 600, kHeight = 100, kShortestSpan = 10;

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

// The least of 1, 2, 5, 10, 20, … that is not below the value.
function roundedUp(value) {
  if (value <= 0) return 1;
  const unit = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 5, 10].map((factor) => factor * unit).find((top) => top >= value * 0.999) ?? value;
}

class Chart {
  #stored = [];
  #seen = [];
  #metric = 'pages';
  #isOver = false;

  choose(metric) {
    this.#metric = metric;
    this.draw();
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
    if (samples.length === 0) {
      put('chart-note', 'no samples yet');
      return;
    }
    const {isRate, text, unit} = kMetrics[this.#metric];
    const nothing = {seconds: 0, pages: 0, bytes: 0, errors: 0, queued: 0, in_flight: 0};
    if (samples[0].seconds > 0) samples.unshift(nothing);
    const values = isRate ? perSecond(samples, this.#metric) : samples.map((sample) => sample[this.#metric]);
    const end = samples[samples.length - 1].seconds;
    const span = Math.max(kShortestSpan, end);
    const peak = Math.max(...values);
    const top = roundedUp(peak);
    const x = (seconds) => ((kWidth * seconds) / span).toFixed(1);
    const points = values.map((value, index) => `${x(samples[index].seconds)},${(kHeight - 1 - (kHeight - 4) * value / top).toFixed(1)}`);
    byId('chart').querySelector('.line').setAttribute('points', points.join(' '));
    byId('chart').querySelector('.area').setAttribute('points', `0,${kHeight} ${points.join(' ')} ${x(end)},${kHeight}`);
    put('chart-top', `${text(top)} ${unit}`);
    put('chart-start', '0 s');
    put('chart-end', duration(span));
    put('chart-note', `peak ${text(peak)}${isOver ? '' : `, now ${text(values[values.length - 1])}`}`);
  }
}
