// The strip of the last checkpoints, and the view Checkpoints.
'use strict';

const PHASES = ['align', 'snapshot', 'upload', 'flush', 'commit'];

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
