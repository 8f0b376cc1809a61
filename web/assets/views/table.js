// Any table or view of the file, as `#/table?table=NAME`.
import {rowsView} from '../rows_view.js';

export default rowsView({name: 'table', of: 'tables', title: '', heading: (fields) => fields.get('table') ?? ''});
