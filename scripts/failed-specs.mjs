// The tests that failed in a report of Playwright's, each with where and why: `node failed-specs.mjs REPORT`.
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { stripVTControlCharacters } from 'node:util';

const report = JSON.parse(readFileSync(process.argv[2], 'utf8'));

for (const suite of report.suites) print(suite);
for (const error of report.errors) console.log(why(error));

/** @typedef {{ message?: string, location?: { file: string, line: number } }} Fault */
/** @typedef {{ ok: boolean, file: string, line: number, title: string, tests: { results: { errors: Fault[] }[] }[] }} Spec */

/** @param {{ specs?: Spec[], suites?: object[] }} suite */
function print(suite) {
  for (const { ok, file, line, title, tests } of suite.specs ?? []) {
    if (ok) continue;
    console.log(`${file}:${line} ${title}`);
    for (const error of tests.flatMap((test) => test.results).flatMap((result) => result.errors)) {
      console.log(`  ${why(error)}`);
    }
  }
  for (const inner of suite.suites ?? []) print(inner);
}

/**
 * Where a fault showed itself and what it was, on one line.
 * @param {Fault} fault
 */
function why({ message = 'no message', location }) {
  const lines = stripVTControlCharacters(message).split('\n');
  // What follows is the code around it, which the place says as well.
  const told = lines.map((line) => line.trim()).filter((line) => line && !/^>? *\d+ \|/.test(line));
  const place = location ? `${basename(location.file)}:${location.line} ` : '';
  return place + told.slice(0, 12).join(' · ');
}
