// The answer to a question as a chart: its first column along the x-axis, and a line for each other column of numbers.
import {make} from './dom.js';

const kSeries = ['--accent', '--client', '--server', '--none', '--moved', '--good', '--info'];

const isNumeric = (answer, index) => answer.rows.some((row) => row[index] !== null) && answer.rows.every((row) => row[index] === null || typeof row[index] === 'number');
const linesOf = (answer) => answer.columns.map((name, index) => index).filter((index) => index > 0 && isNumeric(answer, index)).slice(0, kSeries.length);

// A first column that is neither number nor time counts its rows.
function placesOf(answer) {
  const values = answer.rows.map((row) => row[0]);
  if (values.every((value) => typeof value === 'number')) return {places: values, text: (value) => String(value)};
  if (values.every((value) => typeof value === 'string' && /^\d{4}-\d\d/.test(value) && !Number.isNaN(Date.parse(value)))) {
    const places = values.map((value) => Date.parse(value));
    return {places, text: (value) => new Date(value).toISOString().slice(0, 16).replace('T', ' ')};
  }
  return {places: values.map((value, index) => index), text: (value) => (Number.isInteger(value) ? visible(values[value] ?? '') : '')};
}

export const canDraw = (answer) => answer.rows.length > 1 && linesOf(answer).length > 0 && typeof Dygraph !== 'undefined';

export function drawAnswer(answer, place) {
  const lines = linesOf(answer);
  const {places, text} = placesOf(answer);
  const order = places.map((value, index) => index).sort((a, b) => places[a] - places[b]);
  const rows = order.map((at) => [places[at], ...lines.map((index) => answer.rows[at][index])]);
  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const plot = make('div', {class: 'plot tall', role: 'img', 'aria-label': `${lines.map((index) => answer.columns[index]).join(', ')} by ${answer.columns[0]}`});
  const said = make('ul', {class: 'legend'});
  const show = (values, at) => said.replaceChildren(...lines.map((index, line) => {
    const dot = make('span', {class: 'dot'});
    dot.style.background = `var(${kSeries[line]})`;
    return make('li', {}, dot, answer.columns[index], values ? make('b', {}, ` ${values[line] ?? '–'}`) : '');
  }), at === undefined ? '' : make('li', {class: 'quiet'}, `${answer.columns[0]} ${text(at)}`));
  place.replaceChildren(plot, said);
  show(null);
  new Dygraph(plot, rows, {
    labels: [answer.columns[0], ...lines.map((index) => `${index} ${visible(answer.columns[index])}`)], colors: kSeries.slice(0, lines.length).map(colour), legend: 'never', includeZero: true,
    strokeWidth: 1.5, drawPoints: rows.length < 60, connectSeparatedPoints: true, gridLineColor: colour('--edge'), axisLineColor: colour('--edge'), interactionModel: {},
    axes: {x: {axisLabelFormatter: text, valueFormatter: text, axisLabelWidth: 110, pixelsPerLabel: 120}, y: {axisLabelFormatter: (value) => count(value), axisLabelWidth: 70}},
    highlightCallback: (event, x, points, row) => show(rows[row].slice(1), x), unhighlightCallback: () => show(null),
  });
}
