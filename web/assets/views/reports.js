// All reports on the site with their counts, as `trawl report` has them.
import {ask, failureNote, inside, make, patiently} from '../dom.js';

const kManyPages = 100_000;  // from so many on, counting takes long enough to be asked for

const kClasses = {issue: 'class-5xx', warning: 'class-4xx', note: 'class-1xx'};

function reportRow(report) {
  const rows = report.rows === null ? '' : report.rows === 0 ? '0' : inside('report', {name: report.name}, count(report.rows));
  return make('tr', {},
    make('td', {}, inside('report', {name: report.name}, report.title)),
    make('td', {}, make('span', {class: `status ${kClasses[report.severity]}`}, report.severity)),
    make('td', {class: 'number'}, rows),
    make('td', {class: 'number extra'}, report.groups !== null && report.groups !== report.rows ? count(report.groups) : ''),
    make('td', {class: 'long quiet extra'}, report.about));
}

const heads = [['Report', ''], ['Severity', ''], ['Rows', 'number'], ['Groups', 'number extra'], ['What it lists', 'extra']];

async function show(container) {
  const note = make('p', {class: 'quiet', role: 'status'});
  const body = make('tbody', {});
  const counting = make('button', {type: 'button', hidden: true}, 'Count all');
  container.append(make('section', {class: 'card'}, make('div', {class: 'head'}, make('h2', {}, 'Reports'), note, counting),
    make('div', {class: 'scroll', tabindex: '0', role: 'region', 'aria-label': 'Reports'}, make('table', {},
      make('thead', {}, make('tr', {}, ...heads.map(([text, kind]) => make('th', {scope: 'col', class: kind}, text)))), body))));
  const showList = (list) => body.replaceChildren(...list.reports.map(reportRow));
  const countAll = async () => {
    counting.hidden = true;
    note.textContent = 'Counting …';
    try {
      showList(await patiently('reports', {count: 1}));
      note.textContent = '';
    } catch (error) {
      note.textContent = '';
      container.prepend(failureNote(error));
    }
  };
  counting.addEventListener('click', countAll);
  try {
    const list = await ask('reports');
    showList(list);
    const isCounted = list.reports.every((report) => report.rows !== null);
    if (!isCounted && list.pages < kManyPages) await countAll();
    else counting.hidden = isCounted;
  } catch (error) {
    container.append(failureNote(error));
  }
}

export default {name: 'reports', title: 'Reports', show};
