// Tables by keyboard: in a region with a table, arrows go from row to row through the links and buttons of a column, Home
// and End to the first and the last row; Enter follows a link by itself.

const kSteps = {ArrowDown: (at) => at + 1, ArrowUp: (at) => at - 1, Home: () => 0, End: (at, rows) => rows - 1};

const stopsIn = (row) => [...row.querySelectorAll('a[href], button')];

addEventListener('keydown', (event) => {
  const step = kSteps[event.key];
  const region = event.target.closest?.('[role=region]');
  const table = region?.querySelector('table');
  if (!step || !table || event.altKey || event.ctrlKey || event.metaKey) return;
  const rows = [...table.querySelectorAll('tbody tr')].filter((row) => stopsIn(row).length > 0);
  const row = event.target.closest('tbody tr');
  if (rows.length === 0 || (!row && event.target !== region)) return;
  const at = row ? rows.indexOf(row) : -1;
  const next = rows[step(at, rows.length)];
  event.preventDefault();
  if (!next) return;
  const column = row ? stopsIn(row).indexOf(event.target) : 0;
  const stops = stopsIn(next);
  stops[Math.min(Math.max(column, 0), stops.length - 1)].focus();
});
