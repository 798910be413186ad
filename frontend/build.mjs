// Copies the few third-party files that the portal serves, with their compressed forms, into the static files.
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const here = dirname(fileURLToPath(import.meta.url));
const target = join(here, "../src/duijie/portal/web/static/web/vendor");
const files = {
  "tabler.min.css": "@tabler/core/dist/css/tabler.min.css",
  "echarts.min.js": "echarts/dist/echarts.min.js",
  "echarts.LICENSE.txt": "echarts/LICENSE",
  "echarts.NOTICE.txt": "echarts/NOTICE",
};
const BROTLI = { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT } };

// Source maps are not shipped, so the line that points to them would only be a broken link.
const withoutMap = (text) => text.replace(/\n?(\/\*#\s*sourceMappingURL=[^*]*\*\/|\/\/#\s*sourceMappingURL=.*)\s*$/, "\n");

await rm(target, { recursive: true, force: true });
await mkdir(target, { recursive: true });
for (const [name, source] of Object.entries(files)) {
  const text = withoutMap(await readFile(join(here, "node_modules", source), "utf8"));
  const path = join(target, name);
  const compressed = brotliCompressSync(Buffer.from(text), BROTLI);
  await writeFile(path, text);
  if (!name.endsWith(".txt")) {
    await writeFile(`${path}.br`, compressed);
    await writeFile(`${path}.gz`, gzipSync(Buffer.from(text), { level: 9 }));
  }
  console.log(`${name}: ${text.length} bytes, ${compressed.length} compressed`);
}
