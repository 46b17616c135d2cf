// The view Overview, but for the picture: rates and small curves from what was seen lately.
'use strict';

const KEPT = 90;         // looks, for the small curves
const LEAST_SPREAD = 30; // before there are so many, the curve begins at the left

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
    tile('Lag', known(o.lag_records), 'records behind the end', seen.map((s) => s.lag)),
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
