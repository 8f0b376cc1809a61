// Shows the cells of a table: by the name of their column, or else by their type.
import {inside, make, outside} from './dom.js';

const quiet = (text) => make('span', {class: 'quiet'}, text);

const kClassOf = (status) => (status > 0 ? `${Math.floor(status / 100)}xx` : 'none');
const statusCell = (status) => make('span', {class: `status class-${kClassOf(status)}`}, status || 'none');

// "2026-01-31T23:59:10.123Z" as people read it: to the second, in UTC as it is stored.
export const whenOf = (value) => value.replace(/^([\d-]+)T([\d:]+)(\.\d+)?Z$/, '$1 $2');

// By the name of a column: what to show of its value, with the row at hand.
const kShown = {
  status: (value) => statusCell(value),
  size: (value) => size(value),
  bytes: (value) => size(value),
  elapsed_ms: (value) => milliseconds(value),
  due_at: (value) => clockOf(value),
  next_allowed_at: (value) => clockOf(value),
  current_delay: (value) => seconds(value),
  fetched_at: whenOf,
  discovered_at: whenOf,
  at: whenOf,
  started_at: whenOf,
  host: (value) => inside('host', {name: value}, value),
  link_url: (value, row) => (row.to_page_id ? inside('page', {id: row.to_page_id}, value) : outside(value)),
  via_url: (value) => inside('pages', {url: value}, value),
  page_url: (value) => inside('pages', {url: value}, value),
  from_url: (value) => inside('pages', {url: value}, value),
};

// Seconds since 1970 as a time of day; as long ago as 0 it means now.
const clockOf = (value) => (value > 0 ? new Date(value * 1000).toLocaleString('en-GB') : 'now');

const kNumbers = new Set(['size', 'bytes', 'elapsed_ms', 'current_delay']);

export function isNumberColumn(name, rows, index) {
  if (kNumbers.has(name)) return true;
  const value = rows.find((row) => row[index] !== null)?.[index];
  return typeof value === 'number' && name !== 'status' && name !== 'nofollow';
}

function content(name, value, row) {
  if (value === null) return quiet('–');
  if (kShown[name]) return kShown[name](value, row);
  if (name === 'name' && row.robots_status !== undefined) return inside('host', {name: value}, value);
  if (name === 'url' && row.page_id) return inside('page', {id: row.page_id}, value);
  if (typeof value === 'object') return quiet(`${count(value.bytes)} bytes`);
  if (typeof value === 'number') return name.endsWith('_id') || name === 'id' ? String(value) : Number.isInteger(value) ? count(value) : String(value);
  if (/^https?:\/\//.test(value)) return outside(value);
  return value;
}

export function cellOf(name, value, row, isNumber) {
  const shown = content(name, value, row);
  const isLong = typeof value === 'string' && value.length > 24;
  return make('td', {class: isNumber ? 'number' : isLong ? 'long' : ''}, shown);
}
