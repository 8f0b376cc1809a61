// Makes elements for the views. Every string may come from a hostile site: it only ever becomes a text node, of what
// `visible` makes of it.

// An element with attributes and children; a child that is no node becomes visible text. `on…` are listeners.
export function make(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith('on')) made.addEventListener(name.slice(2), value);
    else if (value === true) made.setAttribute(name, '');
    else if (value !== undefined && value !== null && value !== false) made.setAttribute(name, value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined)
    .map((child) => (child instanceof Node ? child : document.createTextNode(visible(child)))));
  return made;
}

// A link out of the page, if the URL is one of the web.
export function outside(url, text = url) {
  let parsed = null;
  try {
    parsed = new URL(url);
  } catch {
    return document.createTextNode(visible(text));
  }
  if (!['http:', 'https:'].includes(parsed.protocol)) return document.createTextNode(visible(text));
  return make('a', {href: parsed.href, rel: 'noreferrer noopener', target: '_blank'}, text);
}

// The address of a view: its name, and fields without those that are empty.
export function viewHref(name, fields = {}) {
  const query = new URLSearchParams(Object.entries(fields).filter(([, value]) => value !== '' && value !== undefined && value !== null));
  return `#/${name}${query.size > 0 ? `?${query}` : ''}`;
}

export const inside = (name, fields, text) => make('a', {href: viewHref(name, fields)}, text);

// Asks the server. An answer that is an error throws with its message.
export async function ask(path, fields = {}, signal = undefined) {
  const query = new URLSearchParams(fields);
  const answer = await fetch(`/api/v1/${path}${query.size > 0 ? `?${query}` : ''}`, {cache: 'no-store', signal});
  const body = await answer.json().catch(() => ({error: `status ${answer.status}`}));
  if (!answer.ok) throw new Error(body.error ?? `status ${answer.status}`);
  return body;
}

// Asks again while the server is busy with another report.
export async function patiently(path, fields = {}) {
  for (let tries = 0; ; ++tries) {
    try {
      return await ask(path, fields);
    } catch (error) {
      if (!/ask again/.test(error.message) || tries > 60) throw error;
      await new Promise((done) => setTimeout(done, 1000));
    }
  }
}

// A command: it needs the token of this run, which the printed link has. Gives what the server answers.
export async function command(path, fields) {
  const answer = await fetch(`/api/v1/${path}?${new URLSearchParams(fields)}`, {method: 'POST', headers: {'X-Trawl-Token': sessionStorage.getItem('token') ?? ''}});
  const text = await answer.text();
  let said = {error: text};
  try {
    said = JSON.parse(text);
  } catch {
    // It is plain text.
  }
  if (!answer.ok) throw new Error(said.error);
  return said;
}

// Gives an order, such as {action: 'pause', host}. Its answer is the order's row.
export const give = (order) => command('orders', order);

// The rows of an answer as objects.
export const objects = (answer) =>
  answer.rows.map((row) => Object.fromEntries(answer.columns.map((name, index) => [name, row[index]])));

export const failureNote = (error) => make('p', {class: 'failure', role: 'alert'}, error.message);
