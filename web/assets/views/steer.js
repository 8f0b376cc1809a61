// Steering: an order with its preview, and the orders that were given, each with its undo. `#/steer?action=drop&url=…`
// fills the form, so that other views can lead here.
import {ask, failureNote, give, make, objects, viewHref} from '../dom.js';
import {whenOf} from '../cells.js';

const kUrls = ['url', 'host', 'depth', 'status', 'where'];
const kFields = {
  url: 'URL contains', host: 'Host', depth: 'Depth, as in 2-4', status: 'Status, as in 404,5xx', where: 'SQL condition, as in priority < 0',
  state: 'done, failed, skipped', priority: 'Priority (10)', pattern: 'Pattern (RE2)', time: 'Time, as in 5s, or off',
  limit: 'Pages at most', 'time-limit': 'Time at most', 'size-limit': 'Size at most', rate: 'Rate, as in 2/s', concurrency: 'Fetches at once',
  'per-host': 'At once per host', delay: 'Delay',
};
// The actions: their title, the verb for what was previewed ("": there is no preview), and their fields.
const kActions = {
  drop: ['Drop URLs that wait', 'Drop', kUrls],
  requeue: ['Fetch URLs again', 'Requeue', [...kUrls, 'state']],
  prioritize: ['Ask URLs earlier', 'Prioritize', [...kUrls, 'priority']],
  exclude: ['Exclude a pattern', 'Skip', ['pattern']],
  include: ['Include a pattern', 'Skip', ['pattern']],
  set: ['Change limits and pace', '', ['limit', 'time-limit', 'size-limit', 'rate', 'per-host', 'delay']],
  pause: ['Pause a host, or all', '', ['host']],
  resume: ['Resume a host, or all', '', ['host']],
  delay: ['Delay of a host', '', ['host', 'time']],
};

const plural = (number, word) => `${count(number)} ${word}${number === 1 ? '' : 's'}`;

function samplesTable(samples) {
  return make('div', {class: 'scroll', tabindex: '0', role: 'region', 'aria-label': 'Some of them'}, make('table', {},
    make('thead', {}, make('tr', {}, ...['url', 'state', 'skip reason', 'depth', 'priority'].map((name) => make('th', {scope: 'col'}, name)))),
    make('tbody', {}, ...samples.map((sample) => make('tr', {}, make('td', {class: 'long'}, sample.url), make('td', {}, sample.state),
      make('td', {}, sample.skip_reason ?? '–'), make('td', {class: 'number'}, sample.depth), make('td', {class: 'number'}, sample.priority))))));
}

function orderForm(fields, done) {
  const action = make('select', {'aria-label': 'Order'}, ...Object.entries(kActions).map(([name, [title]]) => make('option', {value: name}, title)));
  action.value = kActions[fields.get('action')] ? fields.get('action') : 'drop';
  const inputs = make('p', {class: 'tools'});
  const result = make('div', {});
  const submit = make('button', {type: 'submit'});
  const asked = () => ({action: action.value, ...Object.fromEntries([...inputs.querySelectorAll('input')].filter((input) => input.value).map((input) => [input.name, input.value]))});

  function choose() {
    inputs.replaceChildren(...kActions[action.value][2].map((name) => make('input', {name, 'aria-label': kFields[name], placeholder: kFields[name],
      value: fields.get(name) ?? '', spellcheck: 'false', class: name === 'where' ? 'wide' : ''})));
    submit.textContent = kActions[action.value][1] ? 'Preview' : 'Give the order';
    result.replaceChildren();
  }

  async function carryOut(order) {
    result.replaceChildren(make('p', {class: 'quiet', role: 'status'}, 'Under way …'));
    try {
      const given = await give(order);
      result.replaceChildren(make('p', {role: 'status'}, given.message ?? 'Asked; the list below tells when it is done.'));
    } catch (error) {
      result.replaceChildren(failureNote(error));
    }
    done();
  }

  async function preview(order) {
    result.replaceChildren(make('p', {class: 'quiet', role: 'status'}, 'Counting …'));
    const verb = kActions[order.action][1];
    try {
      const found = await ask('orders/preview', order);
      const isRule = order.action === 'include' || order.action === 'exclude';
      const go = make('button', {type: 'button', class: 'danger', onclick: () => carryOut(order)}, isRule ? `Add it and skip ${plural(found.count, 'URL')}` : `${verb} ${plural(found.count, 'URL')}`);
      result.replaceChildren(make('p', {role: 'status'}, plural(found.count, 'URL'), found.count > found.samples.length ? ', such as' : ''),
        found.samples.length > 0 ? samplesTable(found.samples) : '', found.count > 0 || isRule ? make('p', {class: 'tools'}, go) : '');
    } catch (error) {
      result.replaceChildren(failureNote(error));
    }
  }

  const onsubmit = (event) => {
    event.preventDefault();
    const order = asked();
    history.replaceState(null, '', viewHref('steer', order));
    if (kActions[order.action][1]) preview(order);
    else carryOut(order);
  };
  inputs.addEventListener('input', () => result.replaceChildren());
  action.addEventListener('change', choose);
  choose();
  return make('section', {class: 'card'}, make('h2', {}, 'Steering'),
    make('form', {onsubmit}, make('p', {class: 'tools'}, action), inputs, make('p', {class: 'tools'}, submit,
      make('span', {class: 'quiet'}, token ? 'One transaction, which can be undone. What is in flight goes on.' : 'Open the link that trawl printed: it carries the permission to steer.'))), result);
}

function orderRow(order, refresh) {
  const undo = async (event) => {
    event.target.disabled = true;
    try {
      await give({action: 'undo', order: order.id});
      refresh();
    } catch (error) {
      event.target.replaceWith(failureNote(error));
    }
  };
  const button = order.can_undo && token ? make('button', {type: 'button', onclick: undo, 'aria-label': `Undo order ${order.id}`}, 'Undo') : '';
  return make('tr', {}, make('td', {class: 'number'}, order.id), make('td', {}, whenOf(order.at)), make('td', {}, order.source), make('td', {}, order.action),
    make('td', {}, order.state), make('td', {class: 'number'}, count(order.counted)), make('td', {class: 'long'}, order.message ?? ''), make('td', {}, button));
}

function show(container, fields) {
  const place = make('div', {});
  async function refresh() {
    try {
      const orders = objects(await ask('orders'));
      place.replaceChildren(orders.length === 0 ? make('p', {class: 'quiet'}, 'None yet') : make('div', {class: 'scroll', tabindex: '0', role: 'region', 'aria-label': 'Orders'}, make('table', {},
        make('thead', {}, make('tr', {}, ...['order', 'at', 'from', 'action', 'state', 'URLs', 'message', ''].map((name) => make('th', {scope: 'col'}, name)))),
        make('tbody', {}, ...orders.map((order) => orderRow(order, refresh))))));
    } catch (error) {
      place.replaceChildren(failureNote(error));
    }
  }
  container.append(orderForm(fields, refresh), make('section', {class: 'card'}, make('h2', {}, 'Orders'), place));
  refresh();
}

export default {name: 'steer', title: 'Steering', show};
