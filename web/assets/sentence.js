'use strict';
// Says in a sentence or two what the crawl does, why it stands still, and what a person can do. Commands to type stand
// between backquotes.

// A file's name as a shell reads it.
const shellWord = (name) => (/^[\w.,/:@%+-]+$/.test(name) ? name : `'${name.replaceAll("'", `'\\''`)}'`);

const counted = (value, one, many) => `${count(value)} ${value === 1 ? one : many}`;
const fetches = (value) => counted(value, 'fetch', 'fetches');
const urlsWait = (value) => (value === 1 ? '1 URL waits' : `${count(value)} URLs wait`);
const command = (name, status, flags = '') => `\`trawl ${name} ${shellWord(status.file)}${flags}\``;

// What a crawl waits for that fetches nothing at the moment: the host whose turn is the next.
function waiting(status) {
  if (status.waiting) return `${status.waiting[0].toUpperCase()}${status.waiting.slice(1)}.`;
  if (status.in_flight > 0 || status.queued === 0 || status.concurrency === 0) return '';
  const waits = status.hosts.filter((host) => host.queued > 0 && host.wait_s > 0);
  if (waits.length === 0) return '';
  const next = waits.reduce((a, b) => (b.wait_s < a.wait_s ? b : a));
  if (next.wait_s < 3) return '';
  const others = waits.length > 1 ? ` It is the first of ${count(waits.length)} hosts that wait.` : '';
  return `Waits ${duration(next.wait_s)} for ${next.name}: ${reasonText(next.wait_reason)}.${others}`;
}

// The reasons of `hosts.wait_reason` in words; others are shown as they are.
const kReasons = {
  'delay': 'the delay between two requests',
  'crawl-delay': 'its robots.txt asks for this delay',
  'retry-after': 'its server asked for this pause',
  'backoff': 'a pause after errors or refusals',
  'slow': 'it answers slowly',
  'robots': 'its robots.txt could not be read yet',
  'address': 'other hosts of its address are being asked',
  'domain': 'other hosts of its domain are being asked',
  'lookup': 'its address is being looked up',
};
const plainReason = (reason) => kReasons[reason] ?? reason;
const reasonText = (reason) => (reason.startsWith('parked: ')
  ? `parked, since ${plainReason(reason.slice(8))}` : plainReason(reason));

function endOf(status) {
  const reason = status.exit_reason;
  const isLimit = reason === 'page limit';
  if (status.state === 'failed') return `Failed: ${reason}.`;  // it says what to do
  if (status.state === 'finished') return `Finished: ${isLimit ? 'the page limit is reached' : reason || 'nothing left to fetch'}.`;
  const why = isLimit ? 'The page limit is reached' : `Stopped${reason && reason !== 'interrupted' ? `: ${reason}` : ''}`;
  return `${why}. ${urlsWait(status.queued)}; ${command('resume', status, isLimit ? ' -n N' : '')} goes on.`;
}

function sentenceOf(status) {
  switch (status.state) {
    case '':
      return 'This file holds no crawl yet.';
    case 'running':
      return waiting(status);
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
