'use strict';
// Tables that follow a list. A row is the same element for as long as its entry is listed, and a row in which
// something is selected or focused stays even longer, so that nothing is lost under a reader's hands.

const selectionHas = (node) => {
  const selection = getSelection();
  return !selection.isCollapsed && selection.containsNode(node, true);
};
const isInUse = (node) => node.contains(document.activeElement) || selectionHas(node);

// Changes what changed, and no text that is selected.
function putText(node, text) {
  const shown = visible(text);
  if (node.textContent !== shown && !selectionHas(node)) node.textContent = shown;
}

class LiveTable {
  #body;
  #keyOf;
  #cellsOf;
  #emptyRow;
  #rows = new Map();

  // `cellsOf` makes the cells of a new row; it returns them and a function that shows a later state of the entry.
  constructor(body, keyOf, cellsOf, emptyText) {
    this.#body = body;
    this.#keyOf = keyOf;
    this.#cellsOf = cellsOf;
    const columns = body.parentElement.querySelectorAll('th').length || 1;
    const cell = element('td', 'quiet', emptyText);
    cell.colSpan = columns;
    this.#emptyRow = element('tr', '', cell);
  }

  show(entries) {
    const isHeld = isInUse(this.#body);
    const wanted = new Map(entries.map((entry) => [this.#keyOf(entry), entry]));
    for (const [key, row] of this.#rows) {
      if (wanted.has(key) || isInUse(row.element)) continue;
      row.element.remove();
      this.#rows.delete(key);
    }
    let next = this.#body.firstElementChild;
    for (const [key, entry] of wanted) {
      let row = this.#rows.get(key);
      const isNew = row === undefined;
      if (isNew) {
        row = this.#row(entry);
        this.#rows.set(key, row);
      }
      row.update?.(entry);
      if (row.element === next || (isHeld && !isNew)) {
        next = row.element.nextElementSibling;
      } else {
        this.#body.insertBefore(row.element, next);
      }
    }
    this.#emptyRow.remove();
    if (this.#rows.size === 0) this.#body.append(this.#emptyRow);
  }

  #row(entry) {
    const {cells, update} = this.#cellsOf(entry);
    return {element: element('tr', '', ...cells), update};
  }
}
