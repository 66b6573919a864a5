import { initSync } from './glasslog.js';
const place = new URL('./REST', import.meta.url);
let coming, module;
let styled;
// What it looks like; what has its say last ends this sheet, too.
export function style() {
  return styled ??= new Promise((done) => {
    const link = document.createElement('link');
    link.rel = 'stylesheet';
    link.href = new URL('./STYLE', import.meta.url);
    link.onload = link.onerror = done;
    document.head.append(link);
  });
}
// The rest is on its way. Without harm as often as one likes.
export function fetchRest() {
  style();
  return coming ??= fetch(place)
    .then((answer) => answer.ok ? answer.arrayBuffer() : Promise.reject(new Error(answer.status)))
    .then((bytes) => WebAssembly.compile(bytes))
    .then((compiled) => { module ??= compiled; })
    .catch(() => { coming = undefined; });
}
// The page needs what it has not got: it has to wait.
export function load() {
  if (!module) {
    const ask = new XMLHttpRequest();
    ask.open('GET', place, false);
    ask.overrideMimeType('text/plain; charset=x-user-defined');
    try { ask.send(); } catch { /* its status says so */ }
    if (ask.status !== 200) {
      const said = document.createElement('p');
      said.role = 'alert';
      said.textContent = 'A part of this page could not be loaded, and it cannot go on without. Reload it when its server can be reached.';
      document.body.prepend(said);
      throw new Error('the rest of the page did not come: ' + ask.status);
    }
    module = new WebAssembly.Module(Uint8Array.from(ask.responseText, (letter) => letter.charCodeAt(0)));
  }
  const page = initSync();
  const functions = {};
  for (let place = 0; place < page.functions.length; place++) functions[place] = page.functions.get(place);
  new WebAssembly.Instance(module, { page, functions });
  page.open.value = 1;
}
for (const touch of ['pointermove', 'pointerdown', 'touchstart', 'wheel', 'keydown']) {
  addEventListener(touch, fetchRest, { once: true, passive: true, capture: true });
}
// All tools are asked for from the start.
try {
  if (localStorage.getItem('glasslog-depth') === 'study') fetchRest();
} catch { /* nothing is remembered here */ }
// Who only looks sees a plug pulled after twenty seconds.
setTimeout(fetchRest, 15000);
