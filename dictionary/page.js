// @ts-check
// The search of the data dictionary. The tables stand in `noscript`, which a browser that runs this takes for mere text:
// to make elements of 9,000 fields at once would hold up the page. Each is put in its place once it is looked at, the
// others as soon as there is time, so that the browser's own search finds them too. Without this script they are there.

/** @param {string} id */
function element(id) {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`The page has no ${id}`);
  return found;
}

/** How many rows a search puts in their place at once: more than a screen is high. */
const screenful = 80;
const box = /** @type {HTMLInputElement} */ (element('page-search'));
const status = element('page-status');
const entries = /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll('nav li'));
const sections = /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll('main > section'));
const models = [...sections].map((section, index) => ({
  section,
  entry: entries[index],
  text: '',
  /** What of each field is searched. @type {readonly string[]} */
  fields: [],
  /** One for each field, none before the table is in its place. @type {readonly HTMLElement[]} */
  rows: [],
  /** Whether a field is to be seen; one that is not listed is. @type {readonly boolean[]} */
  isMatch: [],
}));
/** @typedef {typeof models[number]} Model */

/**
 * Text in the form in which it is compared: without case, and without accents, which few people type.
 * @param {string} text
 */
function fold(text) {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
}

/** @type {Readonly<Record<string, string>>} */
const entities = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'" };

/**
 * Reads what is searched, once: of a field its name, label and relation, since types and notes would match too much.
 * @param {Model} model
 */
function readTexts(model) {
  if (model.fields.length > 0) return;
  const { section } = model;
  const own = [section.id, section.querySelector('h2')?.textContent, section.querySelector('.class')?.textContent];
  model.text = fold(own.join(' '));
  const rows = section.querySelector('noscript')?.textContent.split('<tr>').slice(2) ?? [];
  model.fields = rows.map((row) => {
    const [name, label, , relation] = row.split('<td>');
    const bare = `${name} ${label} ${relation}`.replace(/<[^>]*>/g, ' ');
    return fold(bare.replace(/&[#\w]+;/g, (entity) => entities[entity] ?? entity));
  });
}

/**
 * Puts the table of a model in its place and hides the rows that do not match.
 * @param {Model} model
 */
function showRows(model) {
  const waiting = model.section.querySelector('noscript');
  if (waiting !== null) {
    readTexts(model);
    waiting.outerHTML = waiting.textContent;
    model.rows = [.../** @type {NodeListOf<HTMLElement>} */ (model.section.querySelectorAll('tbody > tr'))];
  }
  for (const [index, row] of model.rows.entries()) hide(row, model.isMatch[index] === false);
}

/**
 * Changes only what differs: the browser would look at each element again.
 * @param {HTMLElement | undefined} target
 * @param {boolean} isHidden
 */
function hide(target, isHidden) {
  if (target !== undefined && target.hidden !== isHidden) target.hidden = isHidden;
}

/**
 * Sections out of sight are not laid out. How high they are until then decides how far the page scrolls.
 * @param {HTMLElement} section
 * @param {number} rowCount
 */
function estimateHeight(section, rowCount) {
  section.style.setProperty('contain-intrinsic-block-size', `auto ${9 + 2.15 * rowCount}rem`);
}

/** Shows what has every word of the search: a field together with its model, or a model with all of its fields. */
function search() {
  const words = fold(box.value).split(/\s+/).filter(Boolean);
  let modelCount = 0;
  let fieldCount = 0;
  for (const model of models) {
    readTexts(model);
    const missing = words.filter((word) => !model.text.includes(word));
    model.isMatch = model.fields.map((text) => missing.every((word) => text.includes(word)));
    const count = model.isMatch.filter(Boolean).length;
    hide(model.section, count === 0);
    hide(model.entry, count === 0);
    if (count === 0) continue; // its rows are out of sight with it
    if (model.rows.length > 0 || fieldCount < screenful) showRows(model);
    estimateHeight(model.section, count);
    modelCount += 1;
    fieldCount += count;
  }
  status.textContent = words.length === 0 ? '' : describe(fieldCount, modelCount);
  window.scrollTo(0, 0); // what was found begins there, wherever the page had been scrolled to
}

/**
 * @param {number} fieldCount
 * @param {number} modelCount
 */
function describe(fieldCount, modelCount) {
  const query = box.value.trim();
  if (fieldCount === 0) return `Nothing matches "${query}"`;
  const fields = fieldCount === 1 ? '1 field' : `${fieldCount.toLocaleString('en')} fields`;
  return `${fields} in ${modelCount === 1 ? '1 model' : `${modelCount} models`} for "${query}"`;
}

function clear() {
  if (box.value === '') return;
  box.value = '';
  search();
}

/** Goes to the best match: the model of exactly that name, else the first model that matches by itself, else the first. */
function jump() {
  const words = fold(box.value).split(/\s+/).filter(Boolean);
  const shown = models.filter(({ section }) => words.length > 0 && !section.hidden);
  const exact = shown.find(({ section }) => fold(section.id) === words.join('_'));
  const best = exact ?? shown.find(({ text }) => words.every((word) => text.includes(word))) ?? shown[0];
  if (best === undefined) return;
  location.hash = encodeURIComponent(best.section.id);
  open(best);
  best.section.querySelector('a')?.focus({ preventScroll: true });
}

/**
 * Goes to a model. To follow a link to one that the search has hidden ends the search.
 * @param {Model | undefined} model
 */
function open(model) {
  if (model === undefined) return;
  if (model.section.hidden) clear();
  const at = models.indexOf(model);
  models.slice(Math.max(0, at - 10), at + 4).forEach(showRows); // what is laid out around it must not grow afterwards
  model.section.scrollIntoView();
  requestAnimationFrame(() => model.section.scrollIntoView()); // by then what is above has its true height
}

/** @param {string} hash */
function modelAt(hash) {
  return models.find(({ section }) => `#${encodeURIComponent(section.id)}` === hash);
}

/** @param {KeyboardEvent} event */
function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  const isTyping = document.activeElement === box;
  if (event.key === 'Enter' && isTyping) jump();
  if (event.key === 'Escape') clear();
  if (event.key === 'Escape' || (event.key === '/' && !isTyping)) {
    event.preventDefault();
    box.focus();
    box.select();
  }
}

/** Puts further tables in their place, for as long as nobody waits for the page. */
function showMore() {
  const until = performance.now() + 10;
  for (const model of models.filter(({ rows }) => rows.length === 0)) {
    if (performance.now() > until) return whenIdle(showMore);
    showRows(model);
  }
}

/** Safari does not tell when it is idle. @param {() => void} task */
function whenIdle(task) {
  if (window.requestIdleCallback === undefined) setTimeout(task, 50);
  else requestIdleCallback(task);
}

element('page-find').hidden = false;
box.addEventListener('input', search);
document.addEventListener('keydown', onKey);
document.addEventListener('click', ({ target }) => {
  if (target instanceof Element) open(modelAt(target.closest('a')?.hash ?? ''));
});
window.addEventListener('hashchange', () => open(modelAt(location.hash)));
window.addEventListener('beforeprint', () => models.forEach(showRows));
for (const { section } of models) estimateHeight(section, Number(section.dataset['fields']));
for (const model of models.slice(0, 3)) showRows(model);
if (location.hash !== '') open(modelAt(location.hash));
whenIdle(showMore);
