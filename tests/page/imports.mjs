// What the page's WebAssembly modules ask of their surroundings. The page's own: its JavaScript glue, what loads its chunks and its rest. The rest:
// the page's module, which has all of it. And nothing else.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const [folder] = process.argv.slice(2);
const compiled = (file) => new WebAssembly.Module(readFileSync(join(folder, file)));
const page = compiled('glasslog_bg.wasm');
const rest = compiled(readdirSync(folder).find((file) => /^rest-\w+\.wasm$/.test(file)));

const glue = ['./glasslog_bg.js', './chunks.js', './rest.js'];
const given = new Set(WebAssembly.Module.exports(page).map(({ name }) => name));
const asks = WebAssembly.Module.imports(page).filter(({ module }) => !glue.includes(module));
const wants = WebAssembly.Module.imports(rest).filter(({ module, name, kind }) =>
  !(module === 'page' && given.has(name)) && !(module === 'functions' && kind === 'function' && /^\d+$/.test(name)));
if (asks.length + wants.length > 0) {
  console.error(`${folder}: imports from elsewhere:`, { page: asks, rest: wants });
  process.exit(1);
}
console.log(`${folder}: ${WebAssembly.Module.imports(page).length} imports of the page, all from its own glue;`,
  `${WebAssembly.Module.imports(rest).length} of the rest, all from the page`);
