// What happens, as it happens: the newest first, live by an event stream. The address keeps the filter.
import {ask, failureNote, inside, make, outside, viewHref} from '../dom.js';
import {whenOf} from '../cells.js';

const kMost = 1000;  // entries in the page
const kLevels = [['', 'Everything'], ['warning', 'Warnings and errors'], ['error', 'Errors']];
const kClasses = {warning: 'class-4xx', error: 'class-5xx'};
const kFields = ['level', 'kind', 'host', 'text'];

let stream = null;
let connect = null;  // null: another view is shown
function leave() {
  stream?.close();
  stream = connect = null;
}

// A hidden tab asks for nothing, and goes on where it was.
document.addEventListener('visibilitychange', () => {
  stream?.close();
  stream = null;
  if (document.visibilityState === 'visible') connect?.();
});

const hasCrawlEnded = () => ['finished', 'interrupted', 'failed'].includes(document.getElementById('state').dataset.state);

const entryRow = (entry) => make('tr', {},
  make('td', {class: 'quiet'}, whenOf(entry.at)),
  make('td', {}, make('span', {class: `status ${kClasses[entry.level] ?? 'class-1xx'}`}, entry.level)),
  make('td', {class: 'extra'}, entry.kind),
  make('td', {class: 'extra'}, entry.host ? inside('host', {name: entry.host}, entry.host) : ''),
  make('td', {class: 'long'}, entry.message, entry.url ? make('span', {class: 'address quiet'}, outside(entry.url)) : null));

function filterForm(fields) {
  const level = make('select', {'aria-label': 'Level'}, ...kLevels.map(([value, text]) => make('option', {value, selected: value === (fields.get('level') ?? '')}, text)));
  const input = (name, placeholder) => make('input', {'aria-label': placeholder, placeholder, value: fields.get(name) ?? ''});
  const host = input('host', 'Host'), text = input('text', 'Text'), kind = input('kind', 'Kind');
  const submit = (event) => {
    event?.preventDefault();
    location.hash = viewHref('log', {level: level.value, kind: kind.value, host: host.value, text: text.value});
  };
  level.addEventListener('change', submit);
  return make('form', {class: 'tools', onsubmit: submit}, level, kind, host, text, make('button', {type: 'submit'}, 'Show'));
}

async function show(container, fields) {
  leave();
  const wanted = Object.fromEntries(kFields.map((name) => [name, fields.get(name) ?? '']).filter(([, value]) => value));
  const state = make('p', {class: 'quiet', role: 'status'}, 'Reading …');
  const body = make('tbody', {});
  const older = make('button', {type: 'button', hidden: true}, 'Older entries');
  container.append(make('section', {class: 'card'}, make('div', {class: 'head'}, make('h2', {}, 'Log'), state), filterForm(fields),
    make('div', {class: 'scroll', tabindex: '0', role: 'region', 'aria-label': 'Log'}, make('table', {},
      make('thead', {}, make('tr', {}, ...[['Time', ''], ['Level', ''], ['Kind', 'extra'], ['Host', 'extra'], ['What happened', '']].map(([name, kind]) => make('th', {scope: 'col', class: kind}, name)))),
      body)), older));
  let before = '';
  const readOlder = async () => {
    const answer = await ask('log', {...wanted, ...(before ? {before} : {})});
    body.append(...answer.entries.map(entryRow));
    before = answer.next ?? '';
    older.hidden = answer.next === null || body.rows.length >= kMost;
    return answer;
  };
  older.addEventListener('click', () => readOlder().catch((error) => older.after(failureNote(error))));
  try {
    const {entries} = await readOlder();
    if (!container.isConnected || !state.isConnected) return;
    let after = entries[0]?.id ?? 0;
    connect = () => {
      stream = new EventSource(`/api/v1/log?${new URLSearchParams({...wanted, after})}`);
      stream.onopen = () => { state.textContent = 'live'; };
      stream.onerror = () => {
        state.textContent = hasCrawlEnded() ? 'the crawl has ended' : 'not live: trawl does not answer';
        if (hasCrawlEnded()) leave();
      };
      stream.onmessage = (event) => {
        const entry = JSON.parse(event.data);
        after = entry.id;
        body.prepend(entryRow(entry));
        while (body.rows.length > kMost) body.lastElementChild.remove();
      };
    };
    connect();
  } catch (error) {
    state.textContent = '';
    container.append(failureNote(error));
  }
}

export default {name: 'log', title: 'Log', show, leave};
