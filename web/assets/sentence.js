'use strict';
// Says in a sentence or two what the crawl does, why it stands still, and what a person can do. Commands to type stand
// between backquotes.

// A file's name as a shell reads it.
const shellWord = (name) => (/^[\w.,/:@%+-]+$/.test(name) ? name : `'${name.replaceAll("'", `'\\''`)}'`);

const counted = (value, one, many) => `${count(value)} ${value === 1 ? one : many}`;
const fetches = (value) => counted(value, 'fetch', 'fetches');
const urlsWait = (value) => (value === 1 ? '1 URL waits' : `${count(value)} URLs wait`);
const command = (name, status, flags = '') => `\`trawl ${name} ${shellWord(status.file)}${flags}\``;

// What the crawler says itself, here as on the status line: whom it waits for, which hosts are parked.
const asSentence = (text) => (text ? `${text[0].toUpperCase()}${text.slice(1)}.` : '');

// What to add to `trawl resume`, so that a crawl goes on from a limit that counts all of its runs.
function beyondLimit(status) {
  if (status.exit_reason === 'page limit') return ` -n ${status.pages + (status.page_limit || status.pages || 1)}`;
  return status.exit_reason === 'size limit' ? ` --size-limit ${Math.ceil(status.bytes / 2 ** 19)}M` : '';
}

function endOf(status) {
  const reason = status.exit_reason;
  const isLimit = reason === 'page limit';
  if (status.state === 'failed') return `Failed: ${reason}.`;  // it says what to do
  if (status.state === 'finished') return `Finished: ${isLimit ? 'the page limit is reached' : reason || 'nothing left to fetch'}.`;
  const why = isLimit ? 'The page limit is reached' : `Stopped${reason && reason !== 'interrupted' ? `: ${reason}` : ''}`;
  return `${why}. ${urlsWait(status.queued)}; ${command('resume', status, beyondLimit(status))} goes on.`;
}

function sentenceOf(status) {
  switch (status.state) {
    case '':
      return 'This file holds no crawl yet.';
    case 'running':
      return asSentence(status.waiting);
    case 'paused':
      return status.in_flight > 0 ? `Paused: no new fetches begin; ${fetches(status.in_flight)} under way will end.`
        : 'Paused: nothing is fetched until you resume.';
    case 'stopping':
      return status.in_flight > 0 ? `Stopping: ${fetches(status.in_flight)} under way may take up to 10 s more.`
        : 'Stopping: storing what was fetched.';
    default:
      return endOf(status);
  }
}

// For a page whose server does not answer any more.
const lostSentence = (status, at) => (status
  ? `trawl has not answered since ${at}; these are its last numbers. If it has ended, ${command('serve', status)} shows its crawl.`
  : 'trawl does not answer. If it has ended, `trawl serve FILE` shows its crawl.');

// For a page that has seen the end, after which its server is gone.
const afterEnd = (status) => (status.state === 'failed' ? '' : `This page keeps its numbers; ${command('serve', status)} shows them again.`);
