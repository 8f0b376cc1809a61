// All tables and views of the file, with what `schema_docs` says of them.
import {ask, failureNote, inside, make, objects} from '../dom.js';

async function show(container) {
  const note = make('p', {class: 'quiet', role: 'status'}, 'Reading …');
  const place = make('section', {class: 'card'}, make('h2', {}, 'Tables and views'), note);
  container.append(place);
  try {
    const byName = Map.groupBy(objects(await ask('tables')), (row) => row.table);
    const rows = [...byName].map(([name, columns]) => make('tr', {},
      make('td', {}, inside('table', {table: name}, name)), make('td', {class: 'quiet'}, columns[0].type),
      make('td', {class: 'long'}, columns[0].table_text ?? '')));
    note.replaceWith(make('div', {class: 'scroll', tabindex: '0', role: 'region', 'aria-label': 'Tables and views'},
      make('table', {}, make('tbody', {}, ...rows))));
  } catch (error) {
    note.replaceWith(failureNote(error));
  }
}

export default {name: 'tables', title: 'Tables', show};
