// The pipeline as a picture, with live numbers.
'use strict';

const BOX = { width: 210, height: 74, gap: 22, top: 34, width_all: 960 };
const COLUMNS = { source: 24, query: 375, topic: 726 };
const NOTHING = ['nothing yet', '']; // or another process has answered in between, with other names

function factsOf(node, sources, queries, before) {
  if (node.kind === 'source') {
    const s = sources.sources.find((each) => each.name === node.name);
    if (!s) return NOTHING;
    return [`${rate(speed(before, node.id, s.records))} from ${s.topic}`,
            `lag ${known(s.lag_records)}, ${s.partitions.length} partitions`];
  }
  if (node.kind === 'query') {
    const q = queries.queries.find((each) => each.name === node.name);
    if (!q) return NOTHING;
    if (!q.state) return [q.window_ms === null ? 'row by row' : `windows of ${duration(q.window_ms)}`, ''];
    return [`${count(q.state.keys)} keys in ${q.state.panes} panes`,
            q.state.next_window_end ? `next fires at ${exactClock(q.state.next_window_end)}` : 'no window waits'];
  }
  const t = queries.topics.find((each) => each.topic === node.name);
  return t ? [`${rate(speed(before, node.id, t.rows))}`, `${count(t.rows)} rows since start`] : NOTHING;
}

const spots = new Map(); // by node: a few points of time and count
const forgetSpeeds = () => spots.clear();
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
