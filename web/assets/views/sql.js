// A question in SQL, read-only: 5 seconds, 10,000 rows. The address holds the question.
import {cellOf, isNumberColumn} from '../cells.js';
import {ask, failureNote, make, objects, viewHref} from '../dom.js';

const kExample = 'SELECT status, count(*) AS pages FROM pages_latest GROUP BY status ORDER BY pages DESC';

function resultTable(answer) {
  const numbers = answer.columns.map((name, index) => isNumberColumn('', answer.rows, index));
  return make('div', {class: 'scroll', tabindex: '0', role: 'region', 'aria-label': 'Result'}, make('table', {},
    make('thead', {}, make('tr', {}, ...answer.columns.map((name, index) => make('th', {scope: 'col', class: numbers[index] ? 'number' : ''}, name)))),
    make('tbody', {}, ...answer.rows.map((row) => make('tr', {}, ...row.map((value, index) => cellOf('', value, {}, numbers[index])))))));
}

async function run(sql, place) {
  place.replaceChildren(make('p', {class: 'quiet', role: 'status'}, 'Reading …'));
  const began = performance.now();
  try {
    const answer = await ask('sql', {sql});
    const rows = answer.rows.length === 1 ? '1 row' : `${count(answer.rows.length)} rows`;
    const download = (format) => make('a', {href: `/api/v1/sql?${new URLSearchParams({sql, _format: format})}`, download: `answer.${format}`}, format.toUpperCase());
    place.replaceChildren(
      make('p', {class: 'quiet', role: 'status'}, `${rows}${answer.cut ? ', cut there' : ''} in ${milliseconds(performance.now() - began)} · `, download('csv'), ' · ', download('jsonl')),
      resultTable(answer));
  } catch (error) {
    place.replaceChildren(failureNote(error));
  }
}

async function showSchema(place, box) {
  const byName = Map.groupBy(objects(await ask('tables')), (row) => row.table);
  const insert = (text) => () => {
    box.setRangeText(text, box.selectionStart, box.selectionEnd, 'end');
    box.focus();
  };
  place.append(...[...byName].map(([name, columns]) => make('details', {},
    make('summary', {}, name),
    make('p', {class: 'quiet'}, columns[0].table_text ?? ''),
    make('ul', {}, ...columns.map((column) => make('li', {},
      make('button', {type: 'button', class: 'sort', onclick: insert(column.column)}, column.column),
      make('span', {class: 'quiet'}, ` ${column.unit ? `[${column.unit}] ` : ''}${column.text ?? column.column_type ?? ''}`)))))));
}

function show(container, fields) {
  const sql = fields.get('sql') ?? '';
  const box = make('textarea', {'aria-label': 'SQL', rows: '5', spellcheck: 'false', placeholder: kExample});
  box.value = sql;
  const result = make('div', {class: 'result'});
  const submit = (event) => {
    event?.preventDefault();
    const asked = box.value.trim() || kExample;
    box.value = asked;
    const address = viewHref('sql', {sql: asked});
    if (location.hash !== address) history.pushState(null, '', address);
    run(asked, result);
  };
  box.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) submit(event);
  });
  const schema = make('aside', {class: 'card schema', 'aria-label': 'Schema'}, make('h2', {}, 'Schema'));
  container.append(make('div', {class: 'sql'},
    make('section', {class: 'card'}, make('h2', {}, 'SQL'),
      make('form', {onsubmit: submit}, box, make('p', {class: 'tools'}, make('button', {type: 'submit'}, 'Run'),
        make('span', {class: 'quiet'}, 'read-only, at most 5 s and 10,000 rows; Ctrl and Enter run it'))), result), schema));
  showSchema(schema, box).catch((error) => schema.append(failureNote(error)));
  if (sql) run(sql, result);
}

export default {name: 'sql', title: 'SQL', show};
