// Asks /api/v1 once a second and shows what it says. Nothing here writes HTML from data: all text is set as text.
'use strict';

const EVERY_MS = 1000;
const KEPT = 90;        // looks, for the small curves
const LEAST_SPREAD = 30; // before there are so many, the curve begins at the left
const PHASES = ['align', 'snapshot', 'upload', 'flush', 'commit'];
const $ = (id) => document.getElementById(id);

// ---- words ----
const number = new Intl.NumberFormat('en', { maximumFractionDigits: 1 });
const compact = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 });
const count = (n) => (n < 10000 ? number.format(n) : compact.format(n));
const rate = (n) => (n === null ? '–' : `${count(Math.round(n))}/s`);

function bytes(n) {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let unit = 0;
  for (; n >= 1024 && unit + 1 < units.length; ++unit) n /= 1024;
  return `${number.format(n)} ${units[unit]}`;
}
function duration(ms) {
  if (ms < 1000) return `${ms < 10 ? number.format(ms) : Math.round(ms)} ms`;
  if (ms < 60000) return `${number.format(ms / 1000)} s`;
  if (ms < 3600000) {
    const seconds = Math.floor((ms % 60000) / 1000);
    return `${Math.floor(ms / 60000)} min${seconds ? ` ${seconds} s` : ''}`;
  }
  return ms < 86400000 ? `${number.format(ms / 3600000)} h` : `${number.format(ms / 86400000)} d`;
}
const clock = (iso) => (iso ? iso.slice(11, 19) : '–');
const day = (iso) => (iso ? iso.slice(0, 10) : '');

// ---- elements ----
function element(name, attributes = {}, ...children) {
  const made = name.startsWith('svg:') ? document.createElementNS('http://www.w3.org/2000/svg', name.slice(4))
                                       : document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children.filter((child) => child !== null));
  return made;
}
const fact = (name, value, style = '') => element('div', {}, element('span', {}, name),
                                                  element('b', { class: style }, value));
// A style attribute would be against the page's own policy; the CSS object is not.
function sized(made, property, percent) {
  made.style[property] = `${percent}%`;
  return made;
}

// ---- what was seen lately, for rates and small curves ----
const seen = [];
function remember(overview) {
  const now = Date.parse(overview.now);
  if (seen.length && (overview.started !== seen[0].started)) seen.length = 0;
  seen.push({ now, started: overview.started, totals: overview.totals, lag: overview.lag_records,
              took: overview.last_checkpoint ? overview.last_checkpoint.total_ms : null,
              latency: overview.latency ? overview.latency.p50_ms : null });
  if (seen.length > KEPT) seen.shift();
}
function rates(name) {
  const found = [];
  for (let i = 1; i < seen.length; ++i) {
    const passed = (seen[i].now - seen[i - 1].now) / 1000;
    if (passed > 0) found.push((seen[i].totals[name] - seen[i - 1].totals[name]) / passed);
  }
  return found;
}
function current(name) { // over the last five seconds
  if (seen.length < 2) return null;
  const last = seen[seen.length - 1];
  const from = seen.find((s) => last.now - s.now <= 5500) || seen[seen.length - 2];
  const passed = (last.now - from.now) / 1000;
  return passed > 0 ? (last.totals[name] - from.totals[name]) / passed : null;
}

function spark(values) {
  const known = values.filter((v) => v !== null);
  const most = Math.max(...known, 1e-9);
  const step = 100 / Math.max(known.length - 1, LEAST_SPREAD);
  const path = known.map((v, i) => `${i ? 'L' : 'M'}${(i * step).toFixed(2)} ${(29 - 27 * v / most).toFixed(2)}`);
  return element('svg:svg', { class: 'spark', viewBox: '0 0 100 30', preserveAspectRatio: 'none', 'aria-hidden': 'true' },
                 element('svg:path', { d: path.join('') }));
}
function tile(name, value, note, values = null, style = '') {
  return element('div', { class: 'tile' }, element('span', {}, name), element('b', { class: style }, value),
                 element('small', {}, note), values ? spark(values) : null);
}

function showOverview(o, checkpoints) {
  const last = o.last_checkpoint;
  const age = last ? Date.parse(o.now) - Date.parse(last.began) : null;
  const interval = checkpoints.configuration.interval_ms;
  const done = checkpoints.history.filter((c) => c.status === 'completed').map((c) => c.total_ms).sort((a, b) => a - b);
  const worst = done.length ? done[Math.min(done.length - 1, Math.floor(done.length * 0.99))] : null;
  $('tiles').replaceChildren(
    tile('Records in', rate(current('records_in')), `${count(o.totals.records_in)} since start`, rates('records_in')),
    tile('Rows out', rate(current('rows_out')), `${count(o.totals.rows_out)} since start`, rates('rows_out')),
    tile('Lag', count(o.lag_records), 'records behind the end', seen.map((s) => s.lag)),
    tile('Watermark', clock(o.watermark), o.watermark ? `${day(o.watermark)}, event time` : 'no records yet'),
    tile('Last checkpoint', last ? `${duration(age)} ago` : 'none yet',
         last ? `number ${last.id}, took ${duration(last.total_ms)}, p99 ${duration(worst ?? last.total_ms)}` : '',
         seen.map((s) => s.took),
         o.consecutive_failures > 0 || (age !== null && age > 3 * interval + last.total_ms) ? 'bad' : ''),
    tile('Arrival to commit', o.latency ? duration(o.latency.p50_ms) : '–',
         o.latency ? `half of all; p99 ${duration(o.latency.p99_ms)}, ${o.latency.minutes} min` : 'no records lately',
         seen.map((s) => s.latency)),
    tile('State', bytes(o.state_bytes), `${count(o.state_keys)} keys, of ${bytes(o.state_limit_bytes)}`, null,
         o.state_bytes > 0.9 * o.state_limit_bytes ? 'bad' : ''),
    tile('Left out', count(o.totals.late + o.totals.rejected),
         `${count(o.totals.late)} late, ${count(o.totals.rejected)} rejected`));
}

// ---- the picture ----
const BOX = { width: 210, height: 74, gap: 22, top: 34, width_all: 960 };
const COLUMNS = { source: 24, query: 375, topic: 726 };

function factsOf(node, sources, queries, before) {
  if (node.kind === 'source') {
    const s = sources.sources.find((each) => each.name === node.name);
    return [`${rate(speed(before, node.id, s.records))} from ${s.topic}`,
            `lag ${count(s.lag_records)}, ${s.partitions.length} partitions`];
  }
  if (node.kind === 'query') {
    const q = queries.queries.find((each) => each.name === node.name);
    if (!q.state) return [q.window_ms === null ? 'row by row' : `windows of ${duration(q.window_ms)}`, ''];
    return [`${count(q.state.keys)} keys in ${q.state.panes} panes`,
            q.state.next_window_end ? `next fires at ${clock(q.state.next_window_end)}` : 'no window waits'];
  }
  const t = queries.topics.find((each) => each.topic === node.name);
  return t ? [`${rate(speed(before, node.id, t.rows))}`, `${count(t.rows)} rows since start`] : ['nothing yet', ''];
}

const spots = new Map(); // by node: a few points of time and count
function speed(now, id, total) {
  const points = spots.get(id) || [];
  points.push({ now, total });
  while (points.length > 6) points.shift();
  spots.set(id, points);
  const passed = (now - points[0].now) / 1000;
  return passed > 0 && total >= points[0].total ? (total - points[0].total) / passed : null;
}

function places(nodes) {
  const filled = { source: 0, query: 0, topic: 0 };
  const tallest = Math.max(...Object.keys(filled).map((kind) => nodes.filter((n) => n.kind === kind).length));
  const where = new Map();
  for (const node of nodes) {
    const many = nodes.filter((n) => n.kind === node.kind).length;
    const offset = (tallest - many) * (BOX.height + BOX.gap) / 2;
    where.set(node.id, { x: COLUMNS[node.kind], y: BOX.top + offset + filled[node.kind]++ * (BOX.height + BOX.gap) });
  }
  return { where, height: BOX.top + tallest * (BOX.height + BOX.gap) };
}
const shortened = (text, most) => (text.length > most ? `${text.slice(0, most - 1)}…` : text);

function showPicture(graph, sources, queries, now) {
  const { where, height } = places(graph.nodes);
  const parts = [];
  const moving = current('records_in') > 0;
  for (const edge of graph.edges) {
    const a = where.get(edge.from), b = where.get(edge.to);
    const y1 = a.y + BOX.height / 2, y2 = b.y + BOX.height / 2, x1 = a.x + BOX.width, middle = (x1 + b.x) / 2;
    const d = `M${x1} ${y1}C${middle} ${y1} ${middle} ${y2} ${b.x} ${y2}`;
    parts.push(element('svg:path', { class: 'edge', d }));
    if (moving) parts.push(element('svg:path', { class: 'flow', d }));
  }
  for (const [kind, title] of [['source', 'Sources'], ['query', 'Queries'], ['topic', 'Topics']]) {
    parts.push(element('svg:text', { class: 'head', x: COLUMNS[kind], y: 20 }, title));
  }
  for (const node of graph.nodes) {
    const { x, y } = where.get(node.id);
    const [first, second] = factsOf(node, sources, queries, now);
    parts.push(element('svg:rect', { class: `box ${node.kind}`, x, y, width: BOX.width, height: BOX.height, rx: 9 }),
               element('svg:text', { x: x + 14, y: y + 25 }, element('svg:title', {}, node.name), shortened(node.name, 26)),
               element('svg:text', { class: 'fact', x: x + 14, y: y + 44 }, shortened(first, 34)),
               element('svg:text', { class: 'fact', x: x + 14, y: y + 61 }, shortened(second, 34)));
  }
  const picture = $('picture');
  picture.setAttribute('viewBox', `0 0 ${BOX.width_all} ${height}`);
  picture.replaceChildren(...parts);
}

// ---- checkpoints ----
function showStrip(history) {
  const shown = history.filter((c) => c.status !== 'in_progress').slice(0, 60).reverse();
  // One slow checkpoint must not make all others invisible: what is beyond is cut off, its title tells.
  const totals = shown.map((c) => c.total_ms || 0).sort((a, b) => a - b);
  const most = Math.max(1.3 * (totals[Math.floor(totals.length * 0.9)] || 0), 1);
  $('strip').replaceChildren(...shown.map((c) => {
    const bar = element('div', { class: 'bar', title: c.status === 'failed'
      ? `checkpoint ${c.id} failed: ${c.reason}` : `checkpoint ${c.id}: ${duration(c.total_ms)}` });
    if (c.status === 'failed') bar.append(sized(element('i', { class: 'failed' }), 'height', 100));
    else for (const phase of PHASES) {
      bar.append(sized(element('i', { class: phase }), 'height', 100 * c.phases[`${phase}_ms`] / Math.max(most, c.total_ms)));
    }
    return bar;
  }));
}

function result(c) {
  if (c.status === 'completed') return element('td', { class: 'good' }, c.retries ? `committed, ${c.retries} retries` : 'committed');
  if (c.status === 'in_progress') return element('td', {}, 'in progress');
  return element('td', { class: 'wrong words' }, `${c.reason}: ${c.error.cause}. ${c.error.remedy}`);
}
function phases(c, most) {
  if (c.status !== 'completed') return element('td', { class: 'wide' });
  const words = PHASES.map((phase) => `${phase} ${duration(c.phases[`${phase}_ms`])}`).join(', ');
  const bars = element('div', { class: 'bars', title: words, role: 'img', 'aria-label': words });
  for (const phase of PHASES) bars.append(sized(element('i', { class: phase }), 'width', 100 * c.phases[`${phase}_ms`] / most));
  return element('td', { class: 'wide' }, bars);
}
// One side of each sum of the ledger, and the other.
function showLedger(checkpoint) {
  if (!checkpoint) return [element('p', { class: 'quiet' }, 'No checkpoint yet.')];
  const { id, ledger } = checkpoint;
  const line = (what, sum, parts) => element('tr', {}, element('td', {}, what), element('td', { class: 'number' }, count(sum)),
    element('td', { class: 'words' }, parts.map(([name, n]) => `${count(n)} ${name}`).join(' + ')));
  const lines = Object.entries(ledger.sources).map(([name, s]) =>
    line(`${name}: records read`, s.read, [['decoded', s.decoded], ['rejected', s.rejected]]));
  for (const [name, q] of Object.entries(ledger.queries)) {
    lines.push(line(`${name}: records`, q.decoded, ['aggregated', 'passed', 'filtered', 'late', 'rejected']
      .filter((part) => q[part] || part === 'aggregated').map((part) => [part, q[part]])));
    if (q.panes_opened) {
      lines.push(line(`${name}: panes opened`, q.panes_opened, [['expired', q.panes_expired], ['live', q.panes_live]]));
    }
  }
  const rows = Object.entries(ledger.queries).map(([name, q]) => [`of ${name}`, q.rows]);
  lines.push(line('Rows sent', ledger.rows_sent, rows));
  return [element('p', { class: ledger.mismatches.length ? 'wrong' : 'quiet' }, ledger.mismatches.length
    ? `Checkpoint ${id} does not balance: ${ledger.mismatches.join('; ')}`
    : `From checkpoint 0 to ${id}; every sum balances.`),
  element('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': 'Ledger' },
    element('table', {}, element('tbody', {}, ...lines)))];
}

function showCheckpoints(checkpoints, restore) {
  const { configuration: set, counts, history } = checkpoints;
  $('checkpoint-facts').replaceChildren(
    fact('every', duration(set.interval_ms)), fact('timeout', duration(set.timeout_ms)),
    fact('kept', set.retain), fact('completed', count(counts.completed)),
    fact('failed', count(counts.failed), counts.failed ? 'wrong' : ''), fact('in', set.storage));
  const most = Math.max(...history.map((c) => c.total_ms || 0), 1);
  $('history').tBodies[0].replaceChildren(...history.slice(0, 40).map((c) => element('tr', {},
    element('td', { class: 'number' }, c.id), element('td', {}, clock(c.began)), element('td', {}, c.trigger),
    element('td', {}, c.kind), phases(c, most),
    element('td', { class: 'number' }, c.total_ms === undefined ? '' : duration(c.total_ms)),
    element('td', { class: 'number' }, c.written_bytes === undefined ? '' : bytes(c.written_bytes)), result(c))));
  $('ledger').replaceChildren(...showLedger(checkpoints.last_completed));
  const r = restore.restore;
  $('restore').replaceChildren(...(r ? [
    fact('result', r.status, r.status === 'failed' ? 'wrong' : 'good'), fact('from checkpoint', r.checkpoint ?? '–'),
    fact('ended', `${day(r.ended)} ${clock(r.ended)}`), fact('took', duration(r.took_ms)),
    ...r.notes.map((note) => fact('', note))] : [fact('', 'none yet')]));
}

// ---- partitions ----
function showPartitions(sources) {
  $('partitions').replaceChildren(...sources.sources.flatMap((s) => [
    element('h2', {}, `${s.name}: topic ${s.topic}`),
    element('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': `Partitions of ${s.topic}` }, element('table', { class: 'parts' },
      element('thead', {}, element('tr', {}, ...['Partition', 'Position', 'Committed', 'Lag'].map((h) =>
        element('th', { class: 'number' }, h)), element('th', {}, 'Watermark'), element('th', {}, 'Silent for'), element('th', {}, ''))),
      element('tbody', {}, ...s.partitions.map((p) => element('tr', {},
        ...[p.partition, p.position, p.committed ?? '–', p.lag_records].map((n) => element('td', { class: 'number' }, n)),
        element('td', {}, p.watermark ? `${day(p.watermark)} ${clock(p.watermark)}` : 'no records yet'),
        element('td', {}, duration(Math.max(0, p.quiet_ms))),
        element('td', { class: p.holds_back ? 'held' : 'quiet' },
                p.holds_back ? 'the watermark waits for this one' : p.idle ? 'idle' : ''))))))]));
}

// ---- troubles ----
function showTroubles(now, errors, rejected) {
  $('now').replaceChildren(...(now.troubles.length ? now.troubles.map(({ check, found, remedy }) =>
    element('div', { class: 'card' }, element('p', {}, element('b', {}, check), ` ${found}`), element('p', {}, remedy)))
    : [element('p', { class: 'quiet' }, 'Nothing is wrong.')]));
  $('errors').replaceChildren(...(errors.errors.length ? errors.errors.map(({ when, error }) => element('div', { class: 'card' },
    element('p', {}, element('b', {}, error.attempted), ` ${error.object}`), element('p', {}, error.cause),
    element('p', {}, error.remedy), element('p', { class: 'quiet' }, `${day(when)} ${clock(when)}`)))
    : [element('p', { class: 'quiet' }, 'None since the process began.')]));
  $('rejected').replaceChildren(...(rejected.rejected.length ? [
    element('p', { class: 'quiet' }, `${count(rejected.total)} since the process began; the newest:`),
    element('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': 'Rejected records' }, element('table', {},
      element('tbody', {}, ...rejected.rejected.map((r) => element('tr', {}, element('td', {}, clock(r.when)),
        element('td', {}, r.where), element('td', {}, r.reason), element('td', { class: 'words' }, r.detail))))))]
    : [element('p', { class: 'quiet' }, 'None since the process began.')]));
}

// ---- configuration: once, it does not change ----
function showConfiguration(pipeline) {
  document.dispatchEvent(new CustomEvent('pipeline', { detail: pipeline }));
  $('settings').textContent = JSON.stringify(pipeline.configuration, null, 2);
  $('plans').replaceChildren(...pipeline.plans.map((plan) => element('div', { class: 'card' },
    element('p', {}, element('b', {}, plan.query), ` from ${plan.source}`,
            plan.window_ms === null ? ', row by row' : `, windows of ${duration(plan.window_ms)}`),
    element('p', {}, plan.outputs.map((o) => `${o.name} ${o.type}`).join(', ')),
    element('p', {}, element('code', {}, plan.fingerprint)))));
}

// ---- asking ----
async function ask(part) {
  const answer = await fetch(`api/v1/${part}`, { signal: AbortSignal.timeout(5000) });
  if (!answer.ok) throw new Error(`${part}: ${answer.status}`);
  return answer.json();
}

let pipeline = null;
const views = [...document.querySelectorAll('main > section')].map((section) => section.id);
let shown = 'overview';
function view() { // stays where it is if the address names none, as after "Skip to content"
  const asked = location.hash.slice(1).split('?')[0] || 'overview';
  if (views.includes(asked)) shown = asked;
  return shown;
}
async function look() {
  pipeline = pipeline || await ask('pipeline').then((p) => { showConfiguration(p); return p; });
  const [overview, checkpoints, sources, queries] =
    await Promise.all([ask('overview'), ask('checkpoints?limit=100'), ask('sources'), ask('queries')]);
  remember(overview);
  $('pipeline').textContent = overview.pipeline;
  document.title = `${overview.pipeline} · Millrace`;
  $('version').textContent = `Millrace ${overview.version}, up ${duration(Date.parse(overview.now) - Date.parse(overview.started))}`;
  $('job-state').textContent = overview.state;
  $('job-state').className = `state ${overview.state}`;
  showOverview(overview, checkpoints);
  showPicture(pipeline.graph, sources, queries, Date.parse(overview.now));
  showStrip(checkpoints.history);
  if (view() === 'checkpoints') showCheckpoints(checkpoints, await ask('restore'));
  if (view() === 'partitions') showPartitions(sources);
  if (view() === 'troubles') showTroubles(await ask('troubles'), await ask('errors'), await ask('rejected'));
  document.body.dataset.looks = Number(document.body.dataset.looks || 0) + 1;
}

let waiting = null;
async function lookAgain() {
  clearTimeout(waiting);
  try {
    if (!document.hidden) await look();
    $('silence').hidden = true;
  } catch (problem) {
    pipeline = null; // another process may answer next
    $('silence').textContent = `No answer: ${problem.message}. What is shown is old; asking again.`;
    $('silence').hidden = false;
    $('job-state').textContent = 'no answer';
    $('job-state').className = 'state lost';
  }
  clearTimeout(waiting);
  waiting = setTimeout(lookAgain, EVERY_MS);
}

function turnTo() {
  for (const section of document.querySelectorAll('main > section')) section.hidden = section.id !== view();
  for (const link of document.querySelectorAll('nav a')) {
    if (link.hash.slice(1) === view()) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
  window.scrollTo(0, 0);
  lookAgain();
}
window.addEventListener('hashchange', turnTo);
document.addEventListener('visibilitychange', lookAgain);
turnTo();
