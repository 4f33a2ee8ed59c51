import { type Doctor, expect, hydrated, type Person, signIn, test } from './support/fixtures.ts';
import { arrived, open } from './support/pages.ts';
import { printed } from './support/paper.ts';
import { call, read, unique } from './support/seed.ts';
import { dayOf, longDay, longTime } from './support/words.ts';

// What is made for paper, as PDF from the browser's own print dialog.

const SIZES = { A4: [210, 297], Letter: [216, 279] } as const;
const FORMATS = ['A4', 'Letter'] as const;

let dana: Person;
let first: Doctor;
let second: Doctor;

test.beforeAll(async ({ seed }) => {
  dana = await seed.staff('front_desk');
  first = await seed.doctor({ fullName: `Dr. Ana ${unique('Abel')}` });
  second = await seed.doctor({ fullName: `Dr. Zoe ${unique('Zorn')}` });
});

test('the day sheet has a page for each doctor, on A4 and on Letter', async ({ page, seed }) => {
  const slot = await seed.appointment(await seed.patient('Nell Fox'), first, { reason: 'Stitches' });
  await seed.appointment(await seed.patient('Olaf Berg'), second, { startsAt: slot.starts_at });
  await signIn(page, dana.username);
  await open(page, `/desk/print?date=${dayOf(slot)}`, 'Day sheet');
  for (const format of FORMATS) {
    const { pages, size } = await printed(page, { format });
    expect(size).toEqual(SIZES[format]);
    // No page has the beginning of two, however many pages a doctor's day takes.
    const beginnings = pages.map((text) => text.split('Printed').length - 1);
    expect(Math.max(...beginnings)).toBe(1);
    expect(beginnings.filter(Boolean)).toHaveLength(await page.locator('.sheet').count());
    const [nell, olaf] = [first, second].map((doctor) => pages.find((text) => text.includes(doctor.fullName)) ?? '');
    expect(nell).toContain('Nell Fox');
    expect(nell).toContain('Stitches');
    expect(nell).toContain('+44 20 7946 0018');
    expect(nell).toContain(longDay(dayOf(slot)));
    expect(nell).not.toContain('Olaf Berg');
    expect(olaf).toContain('Olaf Berg');
    for (const menu of ['Skip to content', 'Log out', 'Waiting list', 'Times are']) {
      expect(pages.join('\n')).not.toContain(menu);
    }
  }
  await page.goto(`/desk/print?date=${dayOf(slot)}&doctor_id=${second.id}`);
  const { pages } = await printed(page, { format: 'A4' });
  expect(pages).toHaveLength(1);
  expect(pages[0]).not.toContain('Nell Fox');
});

test('a day of many pages says on each what stands in its columns', async ({ page, seed }) => {
  const busy = await seed.doctor();
  const slots = await seed.slots(busy.id);
  const day = dayOf(slots.at(-1) ?? { starts_at: '', ends_at: '' });
  for (const slot of slots.filter((each) => dayOf(each) === day).slice(0, 6)) {
    await seed.appointment(await seed.patient(), busy, { startsAt: slot.starts_at });
  }
  await signIn(page, dana.username);
  await open(page, `/desk/print?date=${day}&doctor_id=${busy.id}`, 'Day sheet');
  const { pages } = await printed(page, { width: '210mm', height: '120mm' });
  expect(pages.length).toBeGreaterThan(1);
  for (const text of pages) expect(text).toMatch(/Time\s+Patient\s+Phone\s+Visit/);
});

test('paper is white, whatever the screen', async ({ page }) => {
  await page.emulateMedia({ colorScheme: 'dark' });
  await signIn(page, dana.username);
  await open(page, '/desk/print', 'Day sheet');
  await page.emulateMedia({ colorScheme: 'dark', media: 'print' });
  const colours = () =>
    page.evaluate(() => {
      const { backgroundColor, color } = getComputedStyle(document.documentElement);
      return [backgroundColor, color];
    });
  await expect.poll(colours).toEqual(['rgb(255, 255, 255)', 'rgb(0, 0, 0)']);
});

test('a slip has its code, and opens the print dialog', async ({ page, seed }) => {
  const patient = await seed.patient('Ivo Karr');
  const slot = await seed.appointment(patient, first);
  const { id, words } = await seed.acting(patient.username, async (client) => {
    const { upcoming } = await read<{ upcoming: { id: number }[] }>(client, '/api/appointments/mine');
    const own = upcoming[0]?.id ?? 0;
    const code = await read<{ words: string }>(client, `/api/appointments/${own}/check-in-code`);
    return { id: own, words: code.words };
  });
  await signIn(page, dana.username);
  await open(page, `/appointments/${id}`, 'Appointment');
  await expect(page.getByText(words)).toBeVisible();
  await page.getByRole('link', { name: 'Appointment slip' }).click();
  await arrived(page, 'Appointment slip');
  await page.evaluate(() => {
    window.print = () => document.documentElement.setAttribute('data-printed', '');
  });
  await page.getByRole('button', { name: 'Print' }).click();
  await expect(page.locator('html[data-printed]')).toHaveCount(1);
  for (const format of FORMATS) {
    const { pages, size } = await printed(page, { format });
    expect(size).toEqual(SIZES[format]);
    expect(pages).toHaveLength(1);
    const text = pages.join(' ').replace(/\s+/g, ' ');
    for (const part of [words, longTime(slot), 'Ivo Karr', first.fullName, 'cancel']) expect(text).toContain(part);
  }
});

test('labels fill their sheet to the place', async ({ page, seed }) => {
  const patient = await seed.patient('Tara Lund');
  const { patient_id: id } = await seed.acting(patient.username, (client) => read<{ patient_id: number }>(client, '/api/me'));
  await signIn(page, dana.username);
  await open(page, `/patients/${id}/labels`, 'Labels');
  const sheets = [
    { query: '', labels: 24, size: SIZES.A4 },
    { query: '?from=20&count=3', labels: 3, size: SIZES.A4 },
    { query: '?sheet=letter', labels: 30, size: SIZES.Letter },
    { query: '?sheet=letter&from=29', labels: 2, size: SIZES.Letter },
  ];
  for (const { query, labels, size } of sheets) {
    await page.goto(`/patients/${id}/labels${query}`);
    await hydrated(page);
    const paper = await printed(page, { preferCSSPageSize: true });
    expect(paper.size, query).toEqual(size);
    expect(paper.pages, query).toHaveLength(1);
    expect(paper.pages[0]?.match(/Tara Lund/g), query).toHaveLength(labels);
    expect(paper.pages[0]?.match(new RegExp(`Patient ${id}`, 'g')), query).toHaveLength(labels);
  }
});

test('the longest name leaves a label its first line and its number', async ({ page, seed }) => {
  const details = { full_name: 'Wilhelmine'.repeat(12), contact_number: '+44 20 7946 0018', date_of_birth: '1985-04-30' };
  const { id } = await seed.acting(dana.username, (desk) => call<{ id: number }>(desk, '/api/patients', details));
  await signIn(page, dana.username);
  for (const [sheet, count] of [['a4', 24], ['letter', 30]] as const) {
    await page.goto(`/patients/${id}/labels?sheet=${sheet}`);
    await hydrated(page);
    await page.emulateMedia({ media: 'print' });
    const labels = page.locator('.label').filter({ hasText: `Patient ${id}` });
    await expect(labels).toHaveCount(count);
    const cut = await labels.evaluateAll((all) =>
      all.filter((label) => {
        const box = label.getBoundingClientRect();
        const lines = Array.from(label.children, (line) => line.getBoundingClientRect());
        return lines.length !== 3 || lines.some(({ top, bottom }) => top < box.top || bottom > box.bottom);
      }).length,
    );
    expect(cut, `labels on ${sheet} of which something is cut off`).toBe(0);
    await page.emulateMedia({ media: null });
    const { pages } = await printed(page, { preferCSSPageSize: true });
    expect(pages, sheet).toHaveLength(1);
    expect(pages[0]?.match(new RegExp(`Patient ${id}`, 'g')), sheet).toHaveLength(count);
  }
});
