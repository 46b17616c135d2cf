// Asks /api/v1 once a second and gives what it says to the view that is shown. The views are in the other files.
'use strict';

const EVERY_MS = 1000;

async function ask(part) {
  const answer = await fetch(`api/v1/${part}`, { signal: AbortSignal.timeout(5000) });
  if (!answer.ok) throw new Error(`${part}: ${answer.status}`);
  return answer.json();
}

let learned = { started: null, graph: null };
// What does not change while a process lives: asked again when another one answers.
async function graphOf(overview) {
  if (learned.started !== overview.started) {
    const pipeline = await ask('pipeline');
    learned = { started: overview.started, graph: pipeline.graph };
    forgetSpeeds();
    showConfiguration(pipeline);
  }
  return learned.graph;
}

const views = [...document.querySelectorAll('main > section')].map((section) => section.id);
let shown = 'overview';
function view() { // stays where it is if the address names none, as after "Skip to content"
  const asked = location.hash.slice(1).split('?')[0] || 'overview';
  if (views.includes(asked)) shown = asked;
  return shown;
}
async function look() {
  const [overview, checkpoints, sources, queries] =
    await Promise.all([ask('overview'), ask('checkpoints?limit=100'), ask('sources'), ask('queries')]);
  const graph = await graphOf(overview);
  remember(overview);
  $('pipeline').textContent = overview.pipeline;
  document.title = `${overview.pipeline} · Millrace`;
  $('version').textContent = `Millrace ${overview.version}, up ${duration(Date.parse(overview.now) - Date.parse(overview.started))}`;
  $('job-state').textContent = overview.state;
  $('job-state').className = `state ${overview.state}`;
  showOverview(overview, checkpoints);
  showPicture(graph, sources, queries, Date.parse(overview.now));
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
