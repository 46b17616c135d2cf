// The views State and Why: they ask when somebody asks, not once a second. Uses what app.js defines.
'use strict';

const ANSWERS = {
  waiting: ['Not written yet', ''], committing: ['About to be written', ''], fired: ['Written', 'good'],
  left_out: ['Left out', 'wrong'], no_record: ['No record', 'held'], not_recorded: ['Not recorded', 'held'],
};

// ---- the address says what is asked, so that it can be passed on: #why?query=...&key=...&time=... ----
const asked = () => new URLSearchParams(location.hash.split('?')[1] || '');
function link(view, parameters, text) {
  return element('a', { href: `#${view}?${new URLSearchParams(parameters)}` }, text);
}
function given(form) {
  const fields = new FormData(form);
  return Object.fromEntries([...fields].filter(([, value]) => value !== ''));
}

// ---- decimals: JavaScript's numbers have fewer digits, so they are kept as they were sent ----
const MARK = `${String(Math.random()).slice(2)}:`; // in no text of anybody's
const exactly = (json) => JSON.parse(json.replace(/"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*/g,
  (part) => (part[0] === '"' || String(Number(part)) === part ? part : `"${MARK}${part}"`)));
const inJson = (value) => JSON.stringify(value).replaceAll(new RegExp(`"${MARK}([^"]*)"`, 'g'), '$1');

// What the service says, or refuses, in its own words.
async function lookUp(part, parameters) {
  const answer = await fetch(`api/v1/${part}?${new URLSearchParams(parameters)}`, { signal: AbortSignal.timeout(30000) });
  const said = exactly(await answer.text());
  if (!answer.ok) throw new Error(said.error);
  return said;
}
const trouble = (problem) => element('p', { class: 'banner', role: 'alert' }, problem.message);
const moment = (iso) => `${day(iso)} ${iso.slice(11, 19)}`;

// ---- state ----
function rowOf(row, query) {
  const key = inJson(row.key);
  return element('tr', {},
    element('td', {}, moment(row.window_start)), element('td', {}, moment(row.window_end)),
    element('td', { class: row.fired ? 'good' : 'quiet' }, row.fired ? 'written' : 'open'),
    element('td', { class: 'words' }, element('code', {}, key)),
    element('td', { class: 'words' }, row.row ? element('code', {}, inJson(row.row))
                                              : element('span', { class: 'wrong' }, row.failure)),
    element('td', {}, link('why', { query, key, time: row.window_start }, 'why')));
}

function showRows(state, parameters) {
  const body = element('tbody', {}, ...state.rows.map((row) => rowOf(row, state.query)));
  const more = state.next ? element('button', { type: 'button' }, 'More') : null;
  if (more) more.addEventListener('click', () => {
    more.remove();
    showState({ ...parameters, from: state.next });
  });
  return [element('p', { class: 'quiet' }, state.rows.length
    ? `As of checkpoint ${state.checkpoint}, committed at ${moment(state.committed)}.`
    : `Checkpoint ${state.checkpoint}, committed at ${moment(state.committed)}, holds nothing of it.`),
  state.rows.length ? element('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': 'Rows in the state' },
    element('table', { class: 'panes' }, element('thead', {}, element('tr', {}, ...['From', 'To', 'Window', 'Key', 'Row', '']
      .map((h) => element('th', {}, h)))), body)) : null,
  more].filter((part) => part !== null);
}

async function showState(parameters) {
  const goes_on = 'from' in parameters;
  try {
    const shown = showRows(await lookUp('state', parameters), parameters);
    if (goes_on) $('rows').append(...shown); else $('rows').replaceChildren(...shown);
  } catch (problem) {
    $('rows').replaceChildren(trouble(problem));
  }
}

// ---- why ----
function showAnswer(why) {
  const [headline, style] = ANSWERS[why.answer];
  return element('div', { class: 'card' }, element('p', {}, element('b', { class: style }, headline)),
    element('p', {}, why.explanation),
    element('p', {}, link('state', { query: why.query, key: inJson(why.key) }, 'all windows of this key')));
}

async function showWhy(parameters) {
  try {
    $('answer').replaceChildren(showAnswer(await lookUp('why', parameters)));
  } catch (problem) {
    $('answer').replaceChildren(trouble(problem));
  }
}

// ---- forms ----
const SHOWS = { state: showState, why: showWhy };
function turnToForm() {
  const form = $(`${view()}-form`);
  if (!form) return;
  for (const [name, value] of asked()) {
    if (form.elements[name]) form.elements[name].value = value;
  }
  if (asked().has('query')) SHOWS[view()](Object.fromEntries(asked()));
}

for (const name of Object.keys(SHOWS)) {
  $(`${name}-form`).addEventListener('submit', (event) => {
    event.preventDefault();
    const hash = `#${name}?${new URLSearchParams(given(event.target))}`;
    if (location.hash === hash) turnToForm(); else location.hash = hash;
  });
}
window.addEventListener('hashchange', turnToForm);
document.addEventListener('pipeline', ({ detail }) => {
  for (const name of Object.keys(SHOWS)) {
    $(`${name}-form`).elements.query.replaceChildren(...detail.plans.filter((plan) => plan.window_ms !== null)
      .map((plan) => element('option', {}, plan.query)));
  }
  turnToForm();
});
