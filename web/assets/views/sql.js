// A question in SQL, read-only: 5 seconds, 10,000 rows. The address holds the question.
import {cellOf, isNumberColumn} from '../cells.js';
import {ask, command, failureNote, make, objects, viewHref} from '../dom.js';
import {canDraw, drawAnswer} from '../answer_chart.js';

const kExample = 'SELECT status, count(*) AS pages FROM pages_latest GROUP BY status ORDER BY pages DESC';

function resultTable(answer) {
  const numbers = answer.columns.map((name, index) => isNumberColumn('', answer.rows, index));
  return make('div', {class: 'scroll', tabindex: '0', role: 'region', 'aria-label': 'Result'}, make('table', {},
    make('thead', {}, make('tr', {}, ...answer.columns.map((name, index) => make('th', {scope: 'col', class: numbers[index] ? 'number' : ''}, name)))),
    make('tbody', {}, ...answer.rows.map((row) => make('tr', {}, ...row.map((value, index) => cellOf('', value, {}, numbers[index])))))));
}

// Table or chart, where the answer has numbers to draw.
function resultViews(answer) {
  const place = make('div', {}, resultTable(answer));
  if (!canDraw(answer)) return [place];
  const button = (text, isChosen, choose) => make('button', {type: 'button', 'aria-pressed': String(isChosen), onclick: (event) => {
    for (const other of event.target.parentElement.children) other.setAttribute('aria-pressed', String(other === event.target));
    choose();
  }}, text);
  return [make('p', {class: 'choice', role: 'group', 'aria-label': 'How to show the result'},
    button('Table', true, () => place.replaceChildren(resultTable(answer))), button('Chart', false, () => drawAnswer(answer, place))), place];
}

async function run(sql, place) {
  place.replaceChildren(make('p', {class: 'quiet', role: 'status'}, 'Reading …'));
  const began = performance.now();
  try {
    const answer = await ask('sql', {sql});
    const rows = answer.rows.length === 1 ? '1 row' : `${count(answer.rows.length)} rows`;
    const download = (format, name, text) => make('a', {href: `/api/v1/sql?${new URLSearchParams({sql, _format: format})}`, download: `answer.${name}`}, text);
    place.replaceChildren(
      make('p', {class: 'quiet', role: 'status'}, `${rows}${answer.cut ? ', cut there' : ''} in ${milliseconds(performance.now() - began)} · `,
        download('csv', 'csv', 'CSV'), ' · ', download('objects', 'json', 'JSON'), ' · ', download('jsonl', 'jsonl', 'JSONL')),
      ...resultViews(answer));
  } catch (error) {
    place.replaceChildren(failureNote(error));
  }
}

// Those that `trawl query --save` has kept, and this page keeps there, too.
async function showSaved(place, box, submit) {
  const {queries, can_save} = await ask('queries');
  const choose = (sql) => () => {
    box.value = sql.trim();
    submit();
  };
  const note = make('p', {class: 'quiet', role: 'status'});
  const name = make('input', {'aria-label': 'Name', placeholder: 'Name', pattern: '[A-Za-z0-9][A-Za-z0-9._\\-]*', required: true});
  const save = async (event) => {
    event.preventDefault();
    try {
      await command(`queries/${encodeURIComponent(name.value)}`, {sql: box.value});
      place.replaceChildren(make('h2', {}, 'Saved queries'));
      await showSaved(place, box, submit);
    } catch (error) {
      note.textContent = error.message;
    }
  };
  place.append(...[
    queries.length > 0 ? make('ul', {class: 'saved'}, ...queries.map((query) => make('li', {}, make('button', {type: 'button', class: 'sort', title: visible(query.sql), onclick: choose(query.sql)}, query.name))))
      : make('p', {class: 'quiet'}, 'None yet.'),
    can_save && sessionStorage.getItem('token') ? make('form', {class: 'tools', onsubmit: save}, name, make('button', {type: 'submit'}, 'Save this')) : null, note].filter(Boolean));
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
  const saved = make('section', {class: 'card'}, make('h2', {}, 'Saved queries'));
  const schema = make('section', {class: 'card schema'}, make('h2', {}, 'Schema'));
  container.append(make('div', {class: 'sql'},
    make('section', {class: 'card'}, make('h2', {}, 'SQL'),
      make('form', {onsubmit: submit}, box, make('p', {class: 'tools'}, make('button', {type: 'submit'}, 'Run'),
        make('span', {class: 'quiet'}, 'read-only, at most 5 s and 10,000 rows; Ctrl and Enter run it'))), result), make('aside', {'aria-label': 'Saved queries and schema'}, saved, schema)));
  showSaved(saved, box, submit).catch((error) => saved.append(failureNote(error)));
  showSchema(schema, box).catch((error) => schema.append(failureNote(error)));
  if (sql) run(sql, result);
}

export default {name: 'sql', title: 'SQL', show};
