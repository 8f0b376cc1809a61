// Cards of the views that show one thing: pairs of a name and a value, and small tables.
import {cellOf, isNumberColumn} from './cells.js';
import {inside, make, objects} from './dom.js';

// The table of an answer's columns; `hidden` are not shown, nor are those without any value.
export function answerTable(label, answer, hidden = []) {
  const shown = answer.columns.filter((name, index) => !hidden.includes(name) && answer.rows.some((row) => row[index] !== null));
  const numbers = shown.map((name) => isNumberColumn(name, answer.rows, answer.columns.indexOf(name)));
  return make('div', {class: 'scroll', tabindex: '0', role: 'region', 'aria-label': label}, make('table', {},
    make('thead', {}, make('tr', {}, ...shown.map((name, index) => make('th', {scope: 'col', class: numbers[index] ? 'number' : ''}, name.replaceAll('_', ' '))))),
    make('tbody', {}, ...objects(answer).map((row) => make('tr', {}, ...shown.map((name, index) => cellOf(name, row[name], row, numbers[index])))))));
}

// Null without rows. `more` are the arguments of a link to all of them, which is shown if there are more.
export function tableCard(title, answer, {hidden = [], more = null} = {}) {
  if (answer.rows.length === 0) return null;
  const link = more && answer.next ? inside(...more, 'all of them') : null;
  return make('section', {class: 'card'}, make('div', {class: 'head'}, make('h2', {}, title), link), answerTable(title, answer, hidden));
}

// Null if nothing of it is known.
export function pairsCard(title, entries, ...others) {
  const below = others.filter(Boolean);
  const known = entries.filter(([, value]) => value !== null && value !== undefined && value !== '');
  if (known.length === 0 && below.length === 0) return null;
  return make('section', {class: 'card'}, make('h2', {}, title), make('dl', {class: 'pairs'},
    ...known.flatMap(([name, value]) => [make('dt', {}, name), make('dd', {}, value)])), ...below);
}
