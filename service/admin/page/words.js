// What all views are made with: numbers and times in words, and elements. Text is set as text, never as HTML.
'use strict';

const $ = (id) => document.getElementById(id);

const number = new Intl.NumberFormat('en', { maximumFractionDigits: 1 });
const compact = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 });
const count = (n) => (n < 10000 ? number.format(n) : compact.format(n));
const known = (n) => (n === null ? '–' : count(n));
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
const exactClock = (iso) => iso.slice(11, 23).replace('.000', '');
const day = (iso) => (iso ? iso.slice(0, 10) : '');

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
