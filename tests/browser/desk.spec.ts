import type { Locator, Page } from '@playwright/test';
import { type Doctor, expect, hydrated, type Person, signIn, type Slot, test } from './support/fixtures.ts';
import { announced, arrived, fact, fill, open, pickDay, press, refused, sideScroll, withoutReload, wrong } from './support/pages.ts';
import { step as taken } from './support/screens.ts';
import { call, read, type Seed, unique } from './support/seed.ts';
import { clock, dayOf, longDay, longTime, shortDay } from './support/words.ts';

// The front desk.

test.use({ allowConsole: refused(422) });

let doctor: Doctor;
let dana: Person;

const visit = (page: Page, name: string): Locator => page.locator('.desk-visit').filter({ hasText: name });

/** What the clinic's clock shows. */
const clinicClock = (at: number): string =>
  new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/London', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(at);

/** A doctor is off for a day. */
async function off(seed: Seed, away: Doctor, day: string): Promise<void> {
  const time = { kind: 'away', from_day: day, to_day: day, reason: 'Training' };
  await seed.acting('admin', (admin) => call(admin, `/api/doctors/${away.id}/exceptions`, time));
}

test.beforeAll(async ({ seed }) => {
  doctor = await seed.doctor({ fullName: 'Dr. Fergus Hale' });
  dana = await seed.staff('front_desk', 'Dana Desk');
});

test('the day of every doctor, with a search at hand', async ({ page, seed }) => {
  const other = await seed.doctor();
  const [mina, otto] = [await seed.patient(`Mina ${unique('Fox')}`), await seed.patient(`Otto ${unique('Berg')}`)];
  const slot = await seed.appointment(mina, doctor, { reason: 'Stitches' });
  await seed.appointment(otto, other, { startsAt: slot.starts_at });
  await signIn(page, dana.username);
  await hydrated(page);
  await arrived(page, 'Front desk');
  await page.getByLabel('Date', { exact: true }).fill(dayOf(slot));
  await press(page, 'Show');
  await expect(page).toHaveURL(new RegExp(`date=${dayOf(slot)}`));
  await expect(page.getByText(longDay(dayOf(slot))).first()).toBeVisible();
  await expect(page.getByRole('heading', { level: 2, name: doctor.fullName })).toBeVisible();
  await expect(page.locator('.desk-visit').filter({ hasText: mina.fullName })).toContainText(clock(slot));
  await arrived(page, 'Front desk');

  await page.getByRole('navigation', { name: 'View' }).getByRole('link', { name: 'List' }).click();
  const row = page.getByRole('row').filter({ hasText: mina.fullName });
  await expect(row).toContainText(doctor.fullName);
  await expect(row).toContainText('Stitches');
  await expect(row).toContainText('Booked');
  await expect(page.getByRole('row').filter({ hasText: otto.fullName })).toContainText(other.fullName);
  await arrived(page, 'Front desk');

  // Typing narrows the day at once; Enter opens the only one that is left, and the name is in no address.
  await page.keyboard.press('/');
  await expect(page.getByLabel('Search', { exact: true })).toBeFocused();
  await page.keyboard.type(mina.fullName.slice(5).toLowerCase());
  await expect(page.getByRole('row').filter({ hasText: otto.fullName })).toHaveCount(0);
  await page.keyboard.press('Enter');
  const details = page.getByRole('complementary', { name: new RegExp(mina.fullName) });
  await expect(details.getByRole('heading', { name: new RegExp(mina.fullName) })).toBeFocused();
  await expect(fact(details, 'Reason')).toHaveText('Stitches');
  await expect(fact(details, 'Telephone')).toHaveText('+44 20 7946 0018');
  await expect(page.getByRole('row').filter({ hasText: otto.fullName })).toBeVisible();
  expect(page.url()).not.toContain('fox');
  await arrived(page, 'Front desk');

  // Whoever is not on this day is looked for among all patients.
  const elsewhere = await seed.patient(`Xaver ${unique('Quill')}`);
  await page.keyboard.press('/');
  await page.keyboard.type(elsewhere.fullName);
  await expect(page.getByRole('link', { name: 'Search all patients' })).toHaveAttribute('href', '/patients');
  await page.keyboard.press('Enter');
  await arrived(page, 'Patients');
  await expect(page.getByRole('rowheader')).toHaveText([elsewhere.fullName]);
  expect(page.url()).not.toMatch(/xaver|quill/i);

  // The link beside the field does the same.
  await open(page, '/desk', 'Front desk');
  await page.getByLabel('Search', { exact: true }).fill(elsewhere.fullName);
  await page.getByRole('link', { name: 'Search all patients' }).click();
  await arrived(page, 'Patients');
  await expect(page.getByRole('rowheader')).toHaveText([elsewhere.fullName]);
  expect(page.url()).not.toMatch(/xaver|quill/i);
});

test('the list has free times too and books them in place', async ({ page, seed }) => {
  const [hers, his] = [await seed.doctor(), await seed.doctor({ fullName: `Dr ${unique('Beside')}` })];
  const [early, rosa] = [await seed.patient(`Early ${unique('Bird')}`), await seed.patient(`Rosa ${unique('List')}`)];
  const slot = await seed.appointment(early, hers);
  const [next] = await seed.slots(hers.id);
  if (!next) throw new Error('no free time');
  const [free, visits] = [page.locator('.desk-free'), page.locator('.desk-row')];
  const list = `/desk?date=${dayOf(slot)}&view=list`;
  await signIn(page, dana.username);
  await open(page, `${list}&doctor_id=${hers.id}`, 'Front desk');
  await expect(page.locator('.desk-live')).toHaveText('Live');

  // From the visit on to what is free after it, which its letter books.
  const link = free.first().getByRole('link');
  const before = visits.getByRole('link', { name: early.fullName });
  await expect(link).toHaveAccessibleName(new RegExp(`^${hers.fullName}, Free ${clock(next)} to `));
  await expect(link).toHaveAttribute('href', new RegExp(`^/desk/new\\?doctor_id=${hers.id}&starts_at=`));
  await before.focus();
  await page.keyboard.press('ArrowDown');
  await expect(link).toBeFocused();
  await page.keyboard.press('k');
  await expect(before).toBeFocused();
  await page.keyboard.press('j');
  await expect(link).toBeFocused();
  await page.keyboard.press('b');
  const dialog = page.getByRole('dialog', { name: 'New booking' });
  await expect(dialog.getByRole('combobox', { name: 'Patient' })).toBeFocused();
  await page.keyboard.type(rosa.fullName);
  await expect(dialog.getByRole('option', { name: new RegExp(rosa.fullName) })).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(dialog.getByText(rosa.fullName).first()).toBeVisible();
  await press(dialog, 'Book');
  await announced(page, new RegExp(`Booked for ${rosa.fullName}`));
  await expect(dialog).toBeHidden();
  await expect(visits.filter({ hasText: rosa.fullName })).toContainText(clock(next));
  await expect(free.filter({ hasText: `Free ${clock(next)} to ` })).toHaveCount(0);

  // The same time has the focus in the columns, and again in the list.
  const key = await link.getAttribute('id');
  await link.focus();
  await page.keyboard.press('v');
  await expect(page.locator(`.desk-axis #${key}`)).toBeFocused();
  await page.keyboard.press('v');
  await expect(page.locator(`.desk-free #${key}`)).toBeFocused();

  // Whoever searches, or asks for a stage, is looking for somebody.
  const search = page.getByLabel('Search', { exact: true });
  await search.fill(rosa.fullName);
  await expect(visits).toHaveCount(1);
  await expect(free).toHaveCount(0);
  await search.fill('');
  await expect(free.first()).toBeVisible();
  await page.getByRole('navigation', { name: 'Stage' }).getByRole('link', { name: /^Booked/ }).click();
  await expect(free).toHaveCount(0);
  await expect(visits).toHaveCount(2);

  // Of several doctors each row says whose time it is, on a phone too. Paper has the visits alone.
  await open(page, list, 'Front desk');
  // A search in vain stands in no address, and is left all the same.
  await search.fill('Nobody at all');
  await page.getByRole('link', { name: 'Show all visits of the day' }).click();
  await expect(search).toHaveValue('');
  const other = free.filter({ hasText: his.fullName }).first();
  await expect(other.getByRole('cell', { name: his.fullName, exact: true })).toBeVisible();
  await page.setViewportSize({ width: 360, height: 780 });
  expect(await sideScroll(page)).toBe('');
  const whose = other.locator('.desk-free-doctor');
  await expect(whose).toHaveText(his.fullName);
  await expect(whose).toBeVisible();
  expect((await whose.boundingBox())?.x).toBeLessThan(180);
  await page.emulateMedia({ media: 'print' });
  await expect(other).toBeHidden();
});

test('a doctor who is off stays chosen, and the others are a link away', async ({ page, seed }) => {
  const away = await seed.doctor();
  const [slot] = await seed.slots(away.id);
  if (!slot) throw new Error('no free time');
  await off(seed, away, dayOf(slot));
  await signIn(page, dana.username);
  await open(page, `/desk?date=${dayOf(slot)}&doctor_id=${away.id}`, 'Front desk');
  await expect(page.getByText(`This doctor is not here on ${shortDay(dayOf(slot))}`)).toBeVisible();
  const chosen = page.getByRole('search', { name: 'Visits of the day' }).getByLabel('Doctor', { exact: true });
  await expect(chosen).toHaveValue(String(away.id));
  await expect(chosen.locator('option:checked')).toHaveText('The chosen doctor');
  await page.getByRole('link', { name: 'Show all doctors' }).click();
  await expect(page.getByRole('heading', { level: 2, name: doctor.fullName })).toBeVisible();
  await expect(chosen).toHaveValue('');
});

test('the day of one room', async ({ page, seed }) => {
  const room = await seed.acting('admin', (admin) => call<number>(admin, '/api/admin/rooms', { name: unique('Cabin ') }));
  const [inside, outside] = [await seed.patient(unique('Inside ')), await seed.patient(unique('Outside '))];
  const { id } = (await seed.visitToday(inside, doctor)) as Slot & { id: number };
  await seed.visitToday(outside, doctor);
  await taken(seed, id, 'checked-in', room);
  await signIn(page, dana.username);
  await open(page, `/desk?doctor_id=${doctor.id}`, 'Front desk');
  await expect(visit(page, outside.fullName)).toBeVisible();
  const rooms = page.getByRole('search', { name: 'Visits of the day' }).getByLabel('Room', { exact: true });
  await rooms.selectOption(String(room));
  await expect(page).toHaveURL(new RegExp(`room_id=${room}`));
  await expect(visit(page, outside.fullName)).toHaveCount(0);
  await expect(visit(page, inside.fullName)).toBeVisible();
  // Whoever is not asked for takes their time all the same, and no time is offered.
  await expect(page.locator('.desk-taken')).toHaveCount(1);
  await expect(page.locator('.desk-gap')).toHaveCount(0);
  await rooms.selectOption('All rooms');
  await expect(visit(page, outside.fullName)).toBeVisible();
});

test('a line on today’s board says what time it is', async ({ page, seed }) => {
  const [here, rosa] = [await seed.doctor(), await seed.patient(unique('Rosa '))];
  await seed.visitToday(rosa, here);
  await signIn(page, dana.username);
  const before = clinicClock(Date.now());
  await open(page, `/desk?doctor_id=${here.id}`, 'Front desk');
  const line = page.locator('.desk-now');
  await expect(line).toHaveCount(1);
  const told = (await page.locator('.axis-hours-now').textContent()) ?? '';
  expect([before, clinicClock(Date.now())]).toContain(told.trim());
  // Above whoever is still to come.
  const top = (locator: Locator) => locator.evaluate((element) => element.getBoundingClientRect().top);
  expect(await top(line)).toBeLessThan(await top(visit(page, rosa.fullName)));
  await page.getByRole('navigation', { name: 'Day' }).getByRole('link', { name: 'Tomorrow' }).click();
  await expect(page).toHaveURL(/date=/);
  await expect(line).toHaveCount(0);
});

test('a doctor who is late is said to be, and when the next patient is expected', async ({ page, seed }) => {
  const busy = await seed.doctor();
  const inside = (await seed.visitToday(await seed.patient(), busy)) as Slot & { id: number };
  const next = await seed.patient(unique('Next '));
  const waits = (await seed.visitToday(next, busy)) as Slot & { id: number };
  // Without hours on this day, the time of day at which this runs does not matter.
  await off(seed, busy, dayOf(waits));
  await taken(seed, inside.id, 'in-progress');
  await taken(seed, waits.id, 'arrived');
  type Visit = { id: number; starts_at: string; ends_at: string; started_at: string };
  const { visits } = await seed.acting('admin', (admin) => read<{ visits: Visit[] }>(admin, '/api/desk'));
  const running = visits.find((each) => each.id === inside.id);
  if (!running) throw new Error('the visit is not on the board');
  const free = Date.parse(running.started_at) + Date.parse(running.ends_at) - Date.parse(running.starts_at);
  const late = Math.floor((free - Date.parse(waits.starts_at)) / 60_000);
  await signIn(page, dana.username);
  await open(page, `/desk?doctor_id=${busy.id}`, 'Front desk');
  await expect(page.locator('.desk-head')).toContainText(`${late} min late`);
  await expect(visit(page, next.fullName)).toContainText(`about ${clinicClock(free)}`);
});

test('one doctor alone, and the days around', async ({ page, seed }) => {
  const slot = await seed.appointment(await seed.patient('Ivo Karr'), doctor);
  await signIn(page, dana.username);
  await open(page, `/desk?date=${dayOf(slot)}&doctor_id=${doctor.id}`, 'Front desk');
  const visit = page.locator('.desk-visit').filter({ hasText: 'Ivo Karr' });
  await expect(visit).toBeVisible();
  await expect(page.locator('.desk-head')).toHaveCount(1);
  await page.getByRole('link', { name: 'The day after' }).click();
  await expect(page).not.toHaveURL(new RegExp(`date=${dayOf(slot)}`));
  await expect(page).toHaveURL(new RegExp(`doctor_id=${doctor.id}`));
  await page.getByRole('link', { name: 'The day before' }).click();
  await expect(visit).toBeVisible();
});

test('a patient without an account is registered, booked for, and cancelled for', async ({ page, seed }) => {
  const name = `Walter ${unique('Stone')}`;
  const slots = await seed.slots(doctor.id);
  const slot = slots.at(-1);
  if (!slot) throw new Error('no free time');
  await signIn(page, dana.username);
  await open(page, '/patients/new', 'Register a patient');
  await withoutReload(page, async () => {
    await fill(page, { 'Full name': name, Email: 'walter at home' });
    await press(page, 'Register patient');
    await wrong(page, 'Email', /like name@example\.com/);
    await expect(page.getByLabel('Email', { exact: true })).toBeFocused();
    await fill(page, { Email: '', 'Contact number': '020 7946 0123', 'Date of birth': '1950-01-31' });
    await press(page, 'Register patient');
    await announced(page, 'The patient is registered.');
    await arrived(page, name);
    await expect(fact(page, 'Account')).toHaveText('None: registered by the front desk');

    await page.locator('#book').getByRole('link', { name: doctor.fullName }).click();
    await arrived(page, 'Choose a day and time');
    await expect(fact(page.getByRole('complementary', { name: 'Your choice' }), 'Patient')).toHaveText(name);
    await pickDay(page, dayOf(slot));
    await page.getByRole('radio', { name: clock(slot), exact: true }).check();
    await press(page, 'Continue');
    await arrived(page, 'Review and confirm');
    await expect(fact(page, 'Patient')).toHaveText(name);
    await fill(page, { 'Reason for visit': 'Blood pressure' });
    await press(page, 'Confirm booking');
    await arrived(page, 'Appointment');
    await expect(fact(page, 'Patient')).toContainText(name);
    await expect(fact(page, 'When')).toContainText(longTime(slot));
    await expect(fact(page, 'Booked')).toContainText('by Dana Desk');
  });

  await page.goto(`/desk?date=${dayOf(slot)}&view=list`);
  const row = page.getByRole('row').filter({ hasText: name });
  await expect(row).toContainText('Blood pressure');
  await row.getByRole('link', { name: /^A-/ }).click();
  await hydrated(page);
  await press(page, 'Cancel appointment');
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText(`The appointment of ${name}`);
  await fill(dialog, { 'Reason for cancelling': 'Called in ill' });
  await press(dialog, 'Cancel appointment');
  await announced(page, 'The appointment is cancelled.');
  await expect(page.getByText('Reason: Called in ill')).toBeVisible();
  await arrived(page, 'Appointment');

  await page.getByRole('link', { name, exact: true }).click();
  await arrived(page, name);
  await expect(page.getByRole('region', { name: 'Visits' }).getByRole('row').last()).toContainText('Cancelled');
  await expect(page.getByRole('region', { name: 'Visits' })).toContainText(shortDay(dayOf(slot)));
});

test('booking without a patient asks for one first', async ({ page }) => {
  await signIn(page, dana.username);
  await open(page, `/book/${doctor.id}`, 'Choose the patient first');
  await page.getByRole('link', { name: 'Find the patient' }).click();
  await arrived(page, 'Patients');
});
