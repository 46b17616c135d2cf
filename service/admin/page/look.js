// The views State and Why: they ask when somebody asks, not once a second.
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
const moment = (iso) => `${day(iso)} ${exactClock(iso)}`;

// What was asked last in each view: an answer that it has overtaken is dropped, or it would stand under another question.
const latest = { state: null, why: null };
async function answered(view, parameters, show, refuse) {
  const question = {};
  latest[view] = question;
  const put = await lookUp(view, parameters).then((answer) => () => show(answer), (problem) => () => refuse(trouble(problem)));
  if (latest[view] === question) put();
}

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
  if (more) more.addEventListener('click', () => showMore({ ...parameters, from: state.next }, more));
  return [element('p', { class: 'quiet' }, state.rows.length
    ? `As of checkpoint ${state.checkpoint}, committed at ${moment(state.committed)}.`
    : `Checkpoint ${state.checkpoint}, committed at ${moment(state.committed)}, holds nothing of it.`),
  state.rows.length ? element('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': 'Rows in the state' },
    element('table', { class: 'panes' }, element('thead', {}, element('tr', {}, ...['From', 'To', 'Window', 'Key', 'Row', '']
      .map((h) => element('th', {}, h)))), body)) : null,
  more].filter((part) => part !== null);
}

function showState(parameters) {
  const put = (...parts) => $('rows').replaceChildren(...parts);
  answered('state', parameters, (state) => put(...showRows(state, parameters)), put);
}

// What is shown stays, and so does the button if nothing comes.
function showMore(parameters, button) {
  const put = (...parts) => {
    $('rows').querySelector('.banner')?.remove();
    $('rows').append(...parts);
  };
  answered('state', parameters, (state) => {
    button.remove();
    put(...showRows(state, parameters));
  }, put);
}

// ---- why ----
function showAnswer(why) {
  const [headline, style] = ANSWERS[why.answer];
  return element('div', { class: 'card' }, element('p', {}, element('b', { class: style }, headline)),
    element('p', {}, why.explanation),
    element('p', {}, link('state', { query: why.query, key: inJson(why.key) }, 'all windows of this key')));
}

function showWhy(parameters) {
  const put = (part) => $('answer').replaceChildren(part);
  answered('why', parameters, (why) => put(showAnswer(why)), put);
}

// ---- forms ----
const SHOWS = { state: showState, why: showWhy };
function turnToForm() {
  const form = $(`${view()}-form`);
  if (!form || !asked().has('query')) return;
  for (const field of form.elements) {
    if (field.name) field.value = asked().get(field.name) ?? '';
  }
  SHOWS[view()](Object.fromEntries(asked()));
}

for (const name of Object.keys(SHOWS)) {
  $(`${name}-form`).addEventListener('submit', (event) => {
    event.preventDefault();
    const hash = `#${name}?${new URLSearchParams(given(event.target))}`;
    if (location.hash === hash) turnToForm(); else location.hash = hash;
  });
}
window.addEventListener('hashchange', turnToForm);

// Another process may have other queries; if not, what somebody is typing stays.
let offered = null;
document.addEventListener('pipeline', ({ detail }) => {
  const queries = detail.plans.filter((plan) => plan.window_ms !== null).map((plan) => plan.query);
  if (offered === queries.join()) return;
  offered = queries.join();
  for (const name of Object.keys(SHOWS)) {
    $(`${name}-form`).elements.query.replaceChildren(...queries.map((query) => element('option', {}, query)));
  }
  turnToForm();
});
