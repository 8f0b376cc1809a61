// Rules of accessibility for what the page shows now; the value is a list of what breaks them. After WCAG 2.1 and the
// ARIA authoring practices, as far as a program can tell.
(() => {
  const found = [];
  const nameOfElement = (element) => `${element.tagName.toLowerCase()}${element.id ? `#${element.id}` : ''}${element.className && typeof element.className === 'string' ? `.${element.className}` : ''} "${element.textContent.trim().slice(0, 40)}"`;
  const breaks = (rule, element) => found.push(`${rule}: ${nameOfElement(element)}`);
  const isShown = (element) => element.checkVisibility({checkVisibilityCSS: true}) && element.getClientRects().length > 0;
  const all = (selector) => [...document.querySelectorAll(selector)].filter(isShown);

  const textOf = (ids) => ids.split(/\s+/).map((id) => document.getElementById(id)?.textContent ?? '').join(' ').trim();
  const nameOf = (element) => (element.getAttribute('aria-label') ?? '').trim() || textOf(element.getAttribute('aria-labelledby') ?? '')
    || (element.labels?.[0]?.textContent ?? '').trim() || (['INPUT', 'SELECT', 'TEXTAREA', 'IFRAME'].includes(element.tagName) ? '' : element.textContent.trim())
    || (element.getAttribute('title') ?? '').trim();
  for (const element of all('a[href], button, input, select, textarea, summary, iframe, nav, [role=region], [role=img], [role=group], [role=search], [role=dialog], dialog'))
    if (element.getAttribute('role') !== 'search' && !nameOf(element)) breaks('it has no name', element);

  for (const element of all('a:not([href]), [tabindex]:not([tabindex="0"]):not([tabindex="-1"])')) breaks('it breaks the order of Tab', element);
  for (const element of all('a a, a button, button a, button button, summary a, summary button')) breaks('it stands in another control', element);
  for (const element of document.querySelectorAll('[aria-labelledby], [aria-describedby], [aria-controls]'))
    for (const attribute of ['aria-labelledby', 'aria-describedby', 'aria-controls'])
      for (const id of (element.getAttribute(attribute) ?? '').split(/\s+/).filter(Boolean))
        if (!document.getElementById(id)) breaks(`${attribute} names nothing`, element);
  const ids = [...document.querySelectorAll('[id]')].map((element) => element.id);
  for (const id of new Set(ids.filter((one, index) => ids.indexOf(one) !== index))) found.push(`two have the id ${id}`);

  for (const element of all('th')) if (element.textContent.trim() && !element.scope) breaks('a heading without scope', element);
  for (const element of all('table')) {
    const region = element.closest('[role=region]');
    if (!element.querySelector('th') && !element.getAttribute('aria-label') && !region?.getAttribute('aria-label')) breaks('a table without headings and name', element);
  }
  for (const element of document.querySelectorAll('[aria-sort]')) if (element.tagName !== 'TH') breaks('aria-sort is for headings', element);
  for (const element of document.querySelectorAll('li')) if (!['UL', 'OL'].includes(element.parentElement.tagName)) breaks('an item without a list', element);
  for (const element of document.querySelectorAll('dt, dd')) if (!element.closest('dl')) breaks('a pair without a list', element);

  if (!document.documentElement.lang || !document.title.trim()) found.push('the document has no language or title');
  if (all('h1').length !== 1) found.push(`${all('h1').length} headings of the first level`);
  if (all('main').length !== 1) found.push(`${all('main').length} main parts`);
  all('h1, h2, h3, h4').map((element) => Number(element.tagName[1])).reduce((before, level) => {
    if (level > before + 1) found.push(`a heading of level ${level} after one of ${before}`);
    return level;
  }, 0);
  for (const element of all('*')) {
    const style = getComputedStyle(element);
    const scrolls = ['auto', 'scroll'].includes(style.overflowX) && element.scrollWidth > element.clientWidth + 1
      || ['auto', 'scroll'].includes(style.overflowY) && element.scrollHeight > element.clientHeight + 1;
    if (scrolls && element.tabIndex < 0 && !element.querySelector('a[href], button, input') && !['TEXTAREA', 'HTML', 'BODY'].includes(element.tagName))
      breaks('it scrolls, and the keyboard cannot', element);
  }

  const partsOf = (colour) => (colour.match(/[\d.]+/g) ?? []).map(Number);
  const luminance = (parts) => parts.slice(0, 3).map((value) => value / 255).map((value) => (value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4))
    .reduce((sum, value, index) => sum + value * [0.2126, 0.7152, 0.0722][index], 0);
  const groundOf = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const parts = partsOf(getComputedStyle(at).backgroundColor);
      if (parts.length === 3 || parts[3] === 1) return parts;
    }
    return matchMedia('(prefers-color-scheme: dark)').matches ? [0, 0, 0] : [255, 255, 255];
  };
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = texts.nextNode(); node; node = texts.nextNode()) {
    const element = node.parentElement;
    if (!node.data.trim() || !isShown(element) || element.closest(':disabled')) continue;
    const style = getComputedStyle(element);
    const [one, other] = [luminance(partsOf(style.color)), luminance(groundOf(element))].sort((a, b) => b - a);
    const isLarge = parseFloat(style.fontSize) >= 24 || (parseFloat(style.fontSize) >= 18.66 && Number(style.fontWeight) >= 700);
    const contrast = (one + 0.05) / (other + 0.05);
    if (contrast < (isLarge ? 3 : 4.5)) breaks(`a contrast of ${contrast.toFixed(2)}`, element);
  }
  return [...new Set(found)];
})()
