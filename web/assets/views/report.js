// The rows of one report: `#/report?name=NAME&text=FILTER`.
import {failureNote, inside, make, patiently, viewHref} from '../dom.js';
import {answerTable} from '../table_card.js';

const download = (name, text, format) =>
  make('a', {href: `/api/v1/reports/${encodeURIComponent(name)}?${new URLSearchParams({text, _format: format})}`, download: `${name}.${format}`}, format.toUpperCase());

async function show(container, fields) {
  const name = fields.get('name') ?? '';
  const text = fields.get('text') ?? '';
  const box = make('input', {type: 'search', 'aria-label': 'Filter', placeholder: 'Only rows that contain', value: text});
  const submit = (event) => {
    event.preventDefault();
    location.hash = viewHref('report', {name, text: box.value});
  };
  const head = make('h2', {}, name.replaceAll('_', ' '));
  const about = make('p', {class: 'quiet'});
  const note = make('p', {class: 'quiet', role: 'status'}, 'Reading …');
  const place = make('div', {});
  container.append(make('p', {}, inside('reports', {}, 'All reports')), make('section', {class: 'card'}, make('div', {class: 'head'}, head, note), about,
    make('form', {class: 'tools', onsubmit: submit}, box, make('button', {type: 'submit'}, 'Show')), place));
  try {
    const answer = await patiently(`reports/${encodeURIComponent(name)}`, text ? {text} : {});
    head.textContent = answer.title;
    about.textContent = answer.about;
    const shown = answer.rows.length < answer.count ? `the first ${count(answer.rows.length)} of ${count(answer.count)} rows` : counted(answer.count, 'row', 'rows');
    note.replaceChildren(`${shown} · `, download(name, text, 'csv'), ' · ', download(name, text, 'jsonl'));
    place.replaceChildren(answer.rows.length > 0 ? answerTable(answer.title, answer) : make('p', {class: 'quiet'}, 'No rows: nothing of that kind was found.'));
  } catch (error) {
    note.textContent = '';
    place.replaceChildren(failureNote(error));
  }
}

export default {name: 'report', of: 'reports', show};
