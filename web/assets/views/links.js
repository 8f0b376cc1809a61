// Links whose target is broken, with the page that holds them. All links stand in the table `links`.
import {rowsView} from '../rows_view.js';

export default rowsView({name: 'links', title: 'Broken links', table: 'broken_links', quick: [['All', {}], ['404', {status: '404'}], ['No response', {status: '0'}]]});
