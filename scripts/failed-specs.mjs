// The tests that failed in a report of Playwright's, one a line: `node failed-specs.mjs REPORT`.
import { readFileSync } from 'node:fs';

const report = JSON.parse(readFileSync(process.argv[2], 'utf8'));

for (const suite of report.suites) print(suite);
for (const error of report.errors) console.log(error.message.split('\n')[0]);

/** @param {{ specs?: { ok: boolean, file: string, line: number, title: string }[], suites?: object[] }} suite */
function print(suite) {
  for (const { ok, file, line, title } of suite.specs ?? []) {
    if (!ok) console.log(`${file}:${line} ${title}`);
  }
  for (const inner of suite.suites ?? []) print(inner);
}
