// All that the file has of one host: `#/host?name=NAME`.
import {ask, failureNote, give, inside, make, objects, outside} from '../dom.js';
import {pairsCard, tableCard} from '../table_card.js';

const timeOf = (value) => (value > 0 ? new Date(value * 1000).toLocaleString('en-GB') : null);
// A file of an earlier trawl lacks some columns.
const pauseOf = (value) => (value === null || value === undefined ? null : seconds(value));
const kErrors = "error IS NOT NULL OR status >= 400";

// Pause, resume and delay, as `trawl ctl` orders them; each can be undone under Steering.
function paceForm(host, again) {
  const note = make('p', {class: 'quiet', role: 'status'});
  const order = async (fields) => {
    try {
      await give({...fields, host: host.name});
      again();
    } catch (error) {
      note.textContent = error.message;
    }
  };
  const time = make('input', {'aria-label': 'Delay', placeholder: 'Delay, as in 5s, or off', size: '18'});
  const change = (event) => {
    event.preventDefault();
    order({action: 'delay', time: time.value});
  };
  const action = host.paused ? 'resume' : 'pause';
  return make('div', {class: 'below'},
    make('button', {type: 'button', onclick: () => order({action})}, host.paused ? 'Resume this host' : 'Pause this host'),
    make('form', {class: 'tools', onsubmit: change}, time, make('button', {type: 'submit'}, 'Change')), note);
}

async function show(container, fields) {
  try {
    const wanted = fields.has('id') ? {id: fields.get('id')} : {name: fields.get('name') ?? ''};
    const [host] = objects(await ask('rows/hosts', wanted));
    if (!host) throw new Error(`The file has no host ${fields.get('name') ?? fields.get('id')}.`);
    const [usage, events] = await Promise.all([
      ask('rows/usage_preferences', {host_id: host.id, page_id__isnull: 1}).catch(() => ({columns: [], rows: []})),
      ask('log', {host: host.name, size: 20})]);
    const {name} = host;
    container.append(
      make('section', {class: 'card'}, make('h2', {}, name), make('p', {class: 'address'}, outside(name))),
      make('div', {class: 'columns'},
        pairsCard('Pages', [['pages', inside('pages', {host: name}, count(host.pages))], ['errors', inside('pages', {host: name, _where: kErrors}, count(host.errors))],
          ['bytes', size(host.bytes)], ['waiting', inside('queue', {host_id: host.id}, count(host.pending))],
          ['skipped', inside('skipped', {host_id: host.id}, 'its skipped URLs')]]),
        pairsCard('Pace', [['delay now', pauseOf(host.current_delay)], ['its source', host.delay_source],
          ['crawl-delay', pauseOf(host.crawl_delay)], ['waits for', host.wait_reason],
          ['ordered', host.paused ? 'paused' : null], ['its own delay', pauseOf(host.own_delay)],
          ['may be asked at', timeOf(host.next_allowed_at)], ['address', host.ip]],
          sessionStorage.getItem('token') ? paceForm(host, () => {
            container.replaceChildren();
            show(container, fields);
          }) : null),
        pairsCard('robots.txt', [['answer', host.robots_status], ['asked at', timeOf(host.robots_fetched_at)]],
          host.robots_txt ? make('pre', {class: 'body short', tabindex: '0', 'aria-label': 'robots.txt'}, host.robots_txt) : null)),
      ...[tableCard('What it asks of machines', usage, {hidden: ['id', 'host_id', 'page_id']}),
        events.entries.length > 0 ? tableCard('What happened', {columns: ['at', 'level', 'kind', 'message'], rows: events.entries.map((entry) => [entry.at, entry.level, entry.kind, entry.message]),
          next: events.next}, {more: ['log', {host: name}]}) : null].filter(Boolean));
  } catch (error) {
    container.append(failureNote(error));
  }
}

export default {name: 'host', of: 'hosts', show};
