// @ts-check
// The search of the data dictionary. Runs before the browser has read the models: what is typed meanwhile is searched in
// what is there, and again when all of it is. No module, since that would wait for the end of the page. Without this
// script the page shows everything, and no search.

/** @param {string} id */
function element(id) {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`The page has no ${id}`);
  return found;
}

const box = /** @type {HTMLInputElement} */ (element('page-search'));
const answer = element('page-status');
let models = readModels();
/** @typedef {ReturnType<typeof readModels>[number]} Model */

function readModels() {
  const entries = /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll('nav li'));
  const sections = /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll('main > section'));
  return [...sections].map((section, index) => {
    const title = fold(section.querySelector('h2')?.textContent ?? '');
    const className = section.querySelector('.class')?.textContent;
    return {
      section,
      title,
      entry: entries[index],
      text: fold(`${section.id} ${title} ${className} `) + badgesIn(section.querySelector('.facts')),
      /** Filled by the first search. @type {readonly { readonly row: HTMLElement, readonly text: string }[]} */
      fields: [],
    };
  });
}

/**
 * Text in the form in which it is compared: without case, and without accents, which few people type.
 * @param {string} text
 */
function fold(text) {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
}

/**
 * Each badge as it is searched for, with a space behind it.
 * @param {Element | null | undefined} place
 */
function badgesIn(place) {
  return [...(place?.querySelectorAll('b') ?? [])].map(({ className }) => ` is:${className} `).join('');
}

/**
 * What is searched of a field: its name, label, relation and badges, since types and other notes would match too much.
 * @param {HTMLTableRowElement} row
 */
function textOf({ cells }) {
  const [name, label, type, notes] = cells;
  return fold(`${name?.textContent} ${label?.textContent} ${type?.lastElementChild?.textContent}`) + badgesIn(notes);
}

/** @param {HTMLElement} section @returns {HTMLTableRowElement[]} */
function rowsOf(section) {
  return [...section.querySelectorAll('table')].flatMap(({ tBodies }) => [...(tBodies[0]?.rows ?? [])]);
}

/** Changes only what differs. @param {HTMLElement | undefined} target @param {boolean} isHidden */
function hide(target, isHidden) {
  if (target !== undefined && target.hidden !== isHidden) target.hidden = isHidden;
}

/** How high a section is taken for until it is laid out, once it is in sight. @param {HTMLElement} section @param {number} rowCount */
function estimateHeight(section, rowCount) {
  section.style.setProperty('contain-intrinsic-block-size', `auto ${9 + 2.15 * rowCount}rem`);
}

/** What is searched for. A badge is meant by all of its name: `is:custom` is not `is:custom-model`. */
function wordsInBox() {
  const words = fold(box.value).split(/\s+/).filter(Boolean);
  return words.map((word) => (word.startsWith('is:') ? `${word} ` : word));
}

/** Shows what has every word of the search: a field together with its model, or a model with all of its fields. */
function search() {
  if (document.readyState === 'loading') models = readModels();
  const words = wordsInBox();
  let modelCount = 0;
  let fieldCount = 0;
  for (const model of models) {
    if (model.fields.length === 0) model.fields = rowsOf(model.section).map((row) => ({ row, text: textOf(row) }));
    const missing = words.filter((word) => !model.text.includes(word));
    const isMatch = model.fields.map(({ text }) => missing.every((word) => text.includes(word)));
    const count = isMatch.filter(Boolean).length;
    hide(model.section, count === 0);
    hide(model.entry, count === 0);
    if (count === 0) continue; // its rows are out of sight with it
    model.fields.forEach(({ row }, index) => hide(row, isMatch[index] === false));
    estimateHeight(model.section, count);
    showCount(model, count);
    modelCount += 1;
    fieldCount += count;
  }
  answer.textContent = words.length === 0 ? '' : describe(fieldCount, modelCount);
  window.scrollTo(0, 0); // what was found begins there, wherever the page had been scrolled to
}

/** @param {Model} model @param {number} count */
function showCount({ entry, fields: { length } }, count) {
  const place = entry?.querySelector('.count');
  const words = count === length ? countFields(length) : `${count} of ${length}`;
  if (place && place.textContent !== words) place.textContent = words;
}

/** @param {number} fieldCount @param {number} modelCount */
function describe(fieldCount, modelCount) {
  const query = box.value.trim();
  if (fieldCount === 0) return `Nothing matches "${query}"`;
  return `${countFields(fieldCount)} in ${modelCount === 1 ? '1 model' : `${modelCount} models`} for "${query}"`;
}

/** @param {number} count */
function countFields(count) {
  return count === 1 ? '1 field' : `${count.toLocaleString('en')} fields`;
}

function endSearch() {
  if (box.value === '') return;
  box.value = '';
  search();
}

/** Goes to the best match: a model of exactly that name or title, one with the words in its title, one with them at all. */
function jump() {
  const words = wordsInBox();
  const shown = models.filter(({ section }) => words.length > 0 && !section.hidden);
  const best =
    shown.find(({ section, title }) => title === words.join(' ') || fold(section.id) === words.join('_')) ??
    shown.find(({ title }) => words.every((word) => title.includes(word))) ??
    shown.find(({ text }) => words.every((word) => text.includes(word))) ??
    shown[0];
  if (best === undefined) return;
  location.hash = encodeURIComponent(best.section.id);
  goTo(best);
  best.section.querySelector('a')?.focus({ preventScroll: true });
}

/**
 * Goes to a model and marks it in the list. To follow a link to one that the search has hidden ends the search.
 * @param {Model | undefined} model
 */
function goTo(model) {
  if (model === undefined) return;
  if (model.section.hidden) endSearch();
  document.querySelector('[aria-current]')?.removeAttribute('aria-current');
  model.entry?.querySelector('a')?.setAttribute('aria-current', 'location');
  model.entry?.scrollIntoView({ block: 'nearest' });
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
  const ends = event.key === 'Escape' && (isTyping || box.value !== '');
  if (ends) endSearch();
  if (ends || (event.key === '/' && !isTyping)) {
    event.preventDefault();
    box.focus();
    box.select();
  }
}

/** With one of these keys the link opens elsewhere, and this page stays as it is. @param {MouseEvent} event */
function onClick({ target, ctrlKey, metaKey, shiftKey, altKey }) {
  if (ctrlKey || metaKey || shiftKey || altKey || !(target instanceof Element)) return;
  goTo(modelAt(target.closest('a')?.hash ?? ''));
}

/** All of the page has been read. */
function complete() {
  models = readModels();
  for (const { section } of models) estimateHeight(section, Number(section.dataset['fields']));
  if (box.value !== '') search();
  goTo(modelAt(location.hash));
}

element('page-find').hidden = false;
box.addEventListener('input', search);
document.addEventListener('keydown', onKey);
document.addEventListener('click', onClick);
document.addEventListener('DOMContentLoaded', complete);
window.addEventListener('hashchange', () => goTo(modelAt(location.hash)));
