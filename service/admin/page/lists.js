// The views Partitions, Troubles and Configuration.
'use strict';

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
