// What the page's WebAssembly module asks of its surroundings: its own JavaScript glue, what loads its chunks, and nothing else.
import { readFileSync } from 'node:fs';

const [file] = process.argv.slice(2);
const module = new WebAssembly.Module(readFileSync(file));
const strangers = WebAssembly.Module.imports(module).filter(({ module }) => !['./glasslog_bg.js', './chunks.js'].includes(module));
if (strangers.length > 0) {
  console.error(`${file} imports from elsewhere than its glue:`, strangers);
  process.exit(1);
}
console.log(`${file}: ${WebAssembly.Module.imports(module).length} imports, all from its own glue`);
