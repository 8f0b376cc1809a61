'use strict';
// Writes numbers, sizes, times and the texts of strangers as people read them.

const count = (value) => value.toLocaleString('en');

function size(bytes) {
  if (bytes < 1000) return `${Math.round(bytes)} B`;
  const units = ['kB', 'MB', 'GB', 'TB'];
  let index = -1;
  do {
    bytes /= 1000;
    ++index;
  } while (bytes >= 999.5 && index < units.length - 1);
  return `${bytes < 10 ? bytes.toFixed(1) : Math.round(bytes)} ${units[index]}`;
}

function rate(value) {
  return value < 10 ? value.toFixed(1) : count(Math.round(value));
}

function seconds(value) {
  if (value > 0 && value < 1) return milliseconds(value * 1000);
  return `${Number(value.toFixed(1))} s`;
}

function milliseconds(value) {
  if (value >= 1000) return `${(value / 1000).toFixed(1)} s`;
  return `${value < 10 ? Number(value.toFixed(1)) : Math.round(value)} ms`;
}

function duration(value) {
  const total = Math.round(value);
  const hours = Math.floor(total / 3600);
  const minutes = Math.floor(total / 60) % 60;
  if (hours >= 48) return `${Math.round(hours / 24)} days`;
  if (hours > 0) return minutes > 0 ? `${hours} h ${minutes} min` : `${hours} h`;
  if (minutes === 0) return `${total} s`;
  return total % 60 > 0 ? `${minutes} min ${total % 60} s` : `${minutes} min`;
}

function clockTime(iso) {
  const time = new Date(iso);
  return Number.isNaN(time.getTime()) ? iso : time.toLocaleTimeString('en-GB');
}

// A text in which what cannot be seen stands as its number: controls of ASCII and Latin-1, marks and overrides of
// direction, line separators.
const kUnseen = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/gu;

const visible = (text) =>
  String(text).replace(kUnseen, (found) => `\u27e8U+${found.codePointAt(0).toString(16).toUpperCase().padStart(4, '0')}\u27e9`);
