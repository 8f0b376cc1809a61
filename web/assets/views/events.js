// What happened that a person may want to know, the newest first.
import {rowsView} from '../rows_view.js';

export default rowsView({
  name: 'events', title: 'Events', table: 'events', sort: '-id', columns: ['at', 'level', 'kind', 'message'],
  quick: [['All', {}], ['Warnings', {level: 'warning'}], ['Errors', {level: 'error'}], ['Retries', {kind: 'retry'}]],
});
