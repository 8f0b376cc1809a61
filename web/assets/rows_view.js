// A view of the rows of one table: search, conditions on columns, a condition in SQL, sorting, and more rows on demand.
// All of it stands in the address, so a view that somebody made can be kept and sent.
import {cellOf, isNumberColumn} from './cells.js';
import {ask, failureNote, inside, make, viewHref} from './dom.js';

const kComparisons = [
  ['', 'is'], ['__not', 'is not'], ['__contains', 'contains'], ['__startswith', 'starts with'], ['__gte', 'at least'],
  ['__lte', 'at most'], ['__notnull', 'is there'], ['__isnull', 'is missing']];
const kOwn = new Set(['_search', '_where', '_sort', '_sort_desc', 'table']);
const kSize = 100;

const conditionsOf = (fields) => [...fields].filter(([name]) => !kOwn.has(name));

function conditionText([name, value]) {
  const [suffix, words] = kComparisons.find(([ending]) => ending && name.endsWith(ending)) ?? kComparisons[0];
  const column = suffix ? name.slice(0, -suffix.length) : name;
  return suffix === '__isnull' || suffix === '__notnull' ? `${column} ${words}` : `${column} ${words} ${value}`;
}

// `options`: name and title of the view, `table` in the file, `columns` that are shown (all without), `sums` of them below,
// `linked`: for a column of numbers the view and fields with the rows that a number counts, `sort` ("-" in front turns it
// around) and `base` conditions unless the address has others, `quick` links of [text, fields].
export function rowsView(options) {
  let root = null;
  let fields = new URLSearchParams();
  let asking = null;

  const tableOf = () => options.table ?? fields.get('table');
  const go = (changed) => {
    location.hash = viewHref(options.name, Object.fromEntries(changed));
  };
  const changed = (change) => {
    const next = new URLSearchParams(fields);
    change(next);
    go(next);
  };

  function question(next) {
    const asked = new URLSearchParams([...(options.base ?? []), ...fields].filter(([name]) => name !== 'table'));
    if (!asked.has('_sort') && !asked.has('_sort_desc') && options.sort) {
      const isDown = options.sort.startsWith('-');
      asked.set(isDown ? '_sort_desc' : '_sort', isDown ? options.sort.slice(1) : options.sort);
    }
    asked.set('_size', kSize);
    if (next) asked.set('_next', next);
    return asked;
  }

  function searchForm() {
    const words = make('input', {type: 'search', name: 'search', 'aria-label': 'Search in all columns', placeholder: 'Search', value: fields.get('_search') ?? ''});
    const where = make('input', {name: 'where', 'aria-label': 'Condition in SQL', placeholder: 'SQL condition, as in size > 1e6', value: fields.get('_where') ?? '', spellcheck: 'false', class: 'wide'});
    const submit = (event) => {
      event.preventDefault();
      changed((next) => {
        for (const [name, input] of [['_search', words], ['_where', where]]) {
          if (input.value) next.set(name, input.value);
          else next.delete(name);
        }
      });
    };
    return make('form', {class: 'tools', onsubmit: submit}, words, where, make('button', {type: 'submit'}, 'Show'));
  }

  function conditionForm(columns) {
    const column = make('select', {'aria-label': 'Column'}, ...columns.map((name) => make('option', {}, name)));
    const how = make('select', {'aria-label': 'Comparison'}, ...kComparisons.map(([suffix, words]) => make('option', {value: suffix}, words)));
    const value = make('input', {'aria-label': 'Value', placeholder: 'Value'});
    const submit = (event) => {
      event.preventDefault();
      changed((next) => next.append(column.value + how.value, how.value.endsWith('null') ? '1' : value.value));
    };
    return make('form', {class: 'tools', onsubmit: submit}, column, how, value, make('button', {type: 'submit'}, 'Add condition'));
  }

  // All rows of the view, as a file to keep.
  function downloads() {
    const link = (format, name) => {
      const asked = question('');
      asked.delete('_size');
      asked.set('_format', format);
      return make('a', {href: `/api/v1/rows/${encodeURIComponent(tableOf())}?${asked}`, download: `${tableOf()}.${name}`}, name.toUpperCase());
    };
    return ['Save as ', link('csv', 'csv'), ' · ', link('objects', 'json')];
  }

  function chips() {
    const given = conditionsOf(fields).map((condition) => {
      const drop = () => changed((next) => next.delete(condition[0], condition[1]));
      return make('button', {type: 'button', class: 'chip', title: 'Remove this condition', onclick: drop}, conditionText(condition), ' ×');
    });
    const quick = (options.quick ?? []).map(([text, wanted]) => make('a', {class: 'chip', href: viewHref(options.name, wanted)}, text));
    return make('p', {class: 'chips'}, ...quick, ...given);
  }

  function headCell(name, isNumber) {
    const sorted = fields.get('_sort') ?? fields.get('_sort_desc') ?? options.sort?.replace('-', '');
    const isDown = fields.has('_sort_desc') || (!fields.has('_sort') && options.sort?.startsWith('-'));
    const turn = () => changed((next) => {
      const down = sorted === name && !isDown;
      next.delete('_sort');
      next.delete('_sort_desc');
      next.set(down ? '_sort_desc' : '_sort', name);
    });
    const isSorted = sorted === name;
    return make('th', {scope: 'col', class: isNumber ? 'number' : '', 'aria-sort': isSorted ? (isDown ? 'descending' : 'ascending') : undefined},
      make('button', {type: 'button', class: 'sort', onclick: turn}, name.replaceAll('_', ' '), isSorted ? (isDown ? ' ↓' : ' ↑') : ''));
  }

  function tableRows(answer, shown, numbers) {
    return answer.rows.map((cells) => {
      const row = Object.fromEntries(answer.columns.map((name, index) => [name, cells[index]]));
      return make('tr', {}, ...shown.map((name, index) => {
        const rowsOf = row[name] > 0 ? options.linked?.[name] : undefined;
        return rowsOf ? make('td', {class: 'number'}, inside(...rowsOf(row), count(row[name]))) : cellOf(name, row[name], row, numbers[index]);
      }));
    });
  }

  function showAnswer(answer, place) {
    const shown = (options.columns ?? answer.columns).filter((name) => answer.columns.includes(name));
    const numbers = shown.map((name) => isNumberColumn(name, answer.rows, answer.columns.indexOf(name)));
    const body = make('tbody', {}, ...tableRows(answer, shown, numbers));
    if (answer.rows.length === 0) body.append(make('tr', {}, make('td', {class: 'quiet', colspan: shown.length}, 'No rows')));
    const more = make('button', {type: 'button', hidden: answer.next === null}, 'More rows');
    let next = answer.next;
    more.addEventListener('click', async () => {
      more.disabled = true;
      try {
        const part = await ask(`rows/${encodeURIComponent(tableOf())}`, question(next), asking.signal);
        body.append(...tableRows(part, shown, numbers));
        next = part.next;
        more.hidden = next === null;
      } catch (error) {
        more.after(failureNote(error));
      }
      more.disabled = false;
    });
    place.replaceChildren(
      conditionForm(answer.columns), chips(),
      make('div', {class: 'scroll', tabindex: '0', role: 'region', 'aria-label': options.title},
        make('table', {}, make('thead', {}, make('tr', {}, ...shown.map((name, index) => headCell(name, numbers[index])))), body, make('tfoot', {}))),
      make('p', {class: 'below'}, more, make('span', {class: 'quiet'}, ...(answer.rows.length > 0 ? downloads() : []))));
  }

  // The sums of all rows, not only of those that are shown.
  function showSums(sums) {
    const foot = root.querySelector('tfoot');
    const shown = [...root.querySelectorAll('thead th')].length;
    const columns = options.columns.slice(0, shown);
    foot?.replaceChildren(make('tr', {}, ...columns.map((name, index) =>
      (name in sums ? cellOf(name, sums[name], {}, true) : make('th', {scope: index === 0 ? 'row' : undefined}, index === 0 ? 'All of them' : '')))));
  }

  async function load() {
    asking?.abort();
    asking = new AbortController();
    const note = make('p', {class: 'quiet', role: 'status'}, 'Reading …');
    const place = make('div', {}, make('p', {class: 'chips'}, ...chips().childNodes));
    root.replaceChildren(make('section', {class: 'card rows'},
      make('div', {class: 'head'}, make('h2', {}, options.heading?.(fields) ?? options.title), note), searchForm(), place));
    const path = `rows/${encodeURIComponent(tableOf())}`;
    try {
      showAnswer(await ask(path, question(''), asking.signal), place);
      const asked = question('');
      asked.set('_size', 1);
      asked.set('_count', 1);
      if (options.sums) asked.set('_sum', options.sums.join(','));
      const counted = await ask(path, asked, asking.signal);
      if (options.sums && counted.count > 1) showSums(counted.sums);
      note.textContent = counted.count >= 1e6 ? 'at least 1,000,000 rows' : `${count(counted.count)} ${counted.count === 1 ? 'row' : 'rows'}`;
    } catch (error) {
      if (error.name === 'AbortError') return;
      note.textContent = '';
      place.prepend(failureNote(error));
    }
  }

  return {
    ...options,
    show(container, wanted) {
      root = container;
      fields = wanted;
      load();
    },
  };
}
