import type { Locator, Page } from '@playwright/test';
import { type Doctor, expect, hydrated, signIn, test } from './support/fixtures.ts';
import { announced, arrived, download, fact, fill, open, pickDay, press, pressDay, withoutReload } from './support/pages.ts';
import { clock, dayOf, later, longDay, longTime, monthOf } from './support/words.ts';

// A patient books.

let doctor: Doctor;

test.beforeAll(async ({ seed }) => {
  doctor = await seed.doctor({ fullName: 'Dr. Hugo Marchetti', specialization: 'Cardiology' });
});

test('booking takes three steps that can be walked back, and reloads nothing', async ({ page, seed }) => {
  const patient = await seed.patient('Rosa Delgado');
  const slots = await seed.slots(doctor.id);
  const first = slots[2];
  const chosen = slots.find((slot) => first && dayOf(slot) > dayOf(first) && clock(slot) === '14:00');
  if (!first || !chosen) throw new Error('no free times');
  await signIn(page, patient.username);
  await open(page, '/doctors?q=marchetti', 'Doctors');

  await withoutReload(page, async () => {
    await page.getByRole('link', { name: doctor.fullName, exact: true }).click();
    await arrived(page, doctor.fullName);
    await press(page, 'Book appointment');
    await arrived(page, 'Choose a day and time');
    await pickDay(page, dayOf(first));
    await page.getByRole('radio', { name: clock(first), exact: true }).check();
    const choice = page.getByRole('complementary', { name: 'Your choice' });
    await expect(fact(choice, 'Day')).toHaveText(longDay(dayOf(first)));
    await expect(fact(choice, 'Time')).toHaveText(clock(first));
    await press(page, 'Continue');
    await arrived(page, 'Review and confirm');
    await expect(page.locator('[aria-current=step]')).toContainText('Review and confirm');

    // Back to the time, on to another day; back to the doctor; and on again.
    await page.getByRole('link', { name: 'Day and time' }).click();
    await arrived(page, 'Choose a day and time');
    await expect(page.locator('#date-grid-month')).toHaveText(monthOf(dayOf(first)));
    await expect(fact(choice, 'Day')).toHaveText(longDay(dayOf(first)));
    await page.getByRole('link', { name: 'Doctor', exact: true }).click();
    await arrived(page, 'Doctors');
    await page.goBack();
    await arrived(page, 'Choose a day and time');
    await pickDay(page, dayOf(chosen));
    await page.getByRole('radio', { name: clock(chosen), exact: true }).check();
    await press(page, 'Continue');
    await arrived(page, 'Review and confirm');

    const review = page.getByRole('region', { name: 'Your appointment' });
    await expect(review).toContainText('Dr. Hugo Marchetti, Cardiology');
    await expect(review).toContainText(longTime(chosen));
    await expect(review).toContainText('Europe/London');
    await fill(page, { 'Reason for visit': 'Palpitations' });
    await press(page, 'Confirm booking');
    await announced(page, /Booked\. The number is A-\d{6}\./);
    await arrived(page, 'Your appointment');
  });

  await expect(page.locator('.confirmation-number')).toHaveText(/^Number A-\d{6}$/);
  await expect(fact(page, 'When')).toContainText(longTime(chosen));
  await expect(fact(page, 'Reason for visit')).toHaveText('Palpitations');
  await page.getByRole('banner').getByRole('link', { name: 'My appointments' }).click();
  await arrived(page, 'Your appointments');
  await expect(page.getByRole('region', { name: 'Your next visit' })).toContainText(longTime(chosen));
  await expect(page.getByRole('region', { name: 'Your next visit' })).toContainText(doctor.fullName);
});

test('a booked time is no longer offered', async ({ page, seed }) => {
  const slot = await seed.appointment(await seed.patient(), doctor);
  await signIn(page, (await seed.patient()).username);
  await open(page, `/book/${doctor.id}?date=${dayOf(slot)}`, 'Choose a day and time');
  await expect(page.getByRole('radio').first()).toBeVisible();
  await expect(page.getByRole('radio', { name: clock(slot), exact: true })).toHaveCount(0);
});

test('a full day says so, and the next day with free times is one click away', async ({ page, seed }) => {
  const busy = await seed.doctor();
  const slots = await seed.slots(busy.id);
  const day = dayOf(slots[0] ?? { starts_at: '', ends_at: '' });
  const patient = await seed.patient();
  for (const slot of slots.filter((each) => dayOf(each) === day)) {
    await seed.appointment(patient, busy, { startsAt: slot.starts_at });
  }
  const next = slots.find((slot) => dayOf(slot) > day);
  await signIn(page, patient.username);
  await open(page, `/book/${busy.id}?date=${day}`, 'Choose a day and time');
  await expect(page.getByText(`No free times on ${longDay(day)}`)).toBeVisible();
  await expect(page.getByRole('grid').getByRole('link', { name: `${longDay(day)}, no free times` })).toBeVisible();
  await page.getByRole('link', { name: /^Next day with free times/ }).click();
  await expect(page.getByRole('group', { name: `Times on ${longDay(dayOf(next ?? { starts_at: '', ends_at: '' }))}` })).toBeVisible();
});

test('the confirmation says where, and has an entry for the calendar', async ({ page, seed }) => {
  const admin = await seed.as('admin');
  const { clinic } = await (await admin.get('/api/admin/settings')).json();
  const hours = Object.fromEntries(['mon', 'tue', 'wed', 'thu', 'fri'].flatMap((day) => [[`${day}_opens`, '09:00'], [`${day}_closes`, '17:00']]));
  const saved = await admin.post('/api/admin/settings', {
    data: { ...hours, name: 'Maple Street Clinic', address: '7 Maple Street, Harwick', phone: '', time_zone: clinic.time_zone, slot_minutes: 30 },
  });
  expect(saved.ok(), await saved.text()).toBe(true);
  await admin.dispose();

  const patient = await seed.patient();
  const slot = await seed.appointment(patient, doctor, { reason: 'A cough; and more, \\ too' });
  await signIn(page, patient.username);
  await hydrated(page);
  await page.getByRole('link', { name: 'See details' }).click();
  await arrived(page, 'Your appointment');
  await expect(fact(page, 'Where')).toHaveText('Maple Street Clinic, 7 Maple Street, Harwick');
  await expect(page.getByRole('region', { name: 'Before you come' })).toContainText('You can cancel or move it online until 4 hours before it begins.');

  const { name, text } = await download(page, page.getByRole('link', { name: 'Add to calendar' }));
  expect(name).toMatch(/^A-\d{6}\.ics$/);
  const lines = text.replaceAll('\r\n ', '').split('\r\n');
  const utc = (time: string) => `${new Date(time).toISOString().replace(/[-:]/g, '').slice(0, 15)}Z`;
  expect(lines[0]).toBe('BEGIN:VCALENDAR');
  expect(lines).toContain(`DTSTART:${utc(slot.starts_at)}`);
  expect(lines).toContain(`DTEND:${utc(slot.ends_at)}`);
  expect(lines).toContain('STATUS:CONFIRMED');
  expect(lines.find((line) => line.startsWith('SUMMARY:'))).toContain(doctor.fullName);
  expect(lines.find((line) => line.startsWith('LOCATION:'))).toBe('LOCATION:Maple Street Clinic\\, 7 Maple Street\\, Harwick');
  expect(lines.at(-2)).toBe('END:VCALENDAR');
});

test('a time that is chosen is kept, counted down, prolonged, and free again for others once it is left', async ({ page, seed }) => {
  const own = await seed.doctor();
  const [slot] = await seed.slots(own.id);
  if (!slot) throw new Error('no free time');
  const free = async () => (await seed.slots(own.id)).map((each) => each.starts_at);
  await signIn(page, (await seed.patient()).username);
  await open(page, `/book/${own.id}?date=${dayOf(slot)}`, 'Choose a day and time');
  await page.getByRole('radio', { name: clock(slot), exact: true }).check();
  await press(page, 'Continue');
  await arrived(page, 'Review and confirm');
  const timer = page.getByRole('timer');
  const left = async () => {
    const [minutes = 0, seconds = 0] = ((await timer.textContent()) ?? '').split(':').map(Number);
    return minutes * 60 + seconds;
  };
  await expect(timer).toHaveText(/^4:\d\d$/);
  expect(await free()).not.toContain(slot.starts_at);

  // It survives a reload, and counting goes on.
  const before = await left();
  await page.reload();
  await hydrated(page);
  await expect.poll(left).toBeLessThan(before);
  expect(await left()).toBeGreaterThan(0);
  // From here on its clock stands still, however long it is looked at.
  await page.clock.setFixedTime(Date.now());
  await press(page, 'Keep it for 5 more minutes');
  await announced(page, 'The time is kept for 5 more minutes.');
  await expect(timer).toHaveText(/^(5:00|4:5\d)$/);

  await page.getByRole('link', { name: 'Choose another time' }).click();
  await arrived(page, 'Choose a day and time');
  await expect.poll(free).toContain(slot.starts_at);
});

test('before the time is up it is said a few times, and afterwards the time can be kept again', async ({ page, seed }) => {
  const own = await seed.doctor();
  const [slot] = await seed.slots(own.id);
  if (!slot) throw new Error('no free time');
  await signIn(page, (await seed.patient()).username);
  // A link to a time chooses it too.
  await open(page, `/book/${own.id}?date=${dayOf(slot)}&start=${encodeURIComponent(slot.starts_at)}`, 'Review and confirm');
  await fill(page, { 'Reason for visit': 'Palpitations' });
  const timer = page.getByRole('timer');
  await expect(timer).toHaveText(/^4:\d\d$/);
  const later = (seconds: number) => page.clock.setFixedTime(Date.now() + seconds * 1000);
  await later(245);
  await announced(page, /This time is kept for you for (1 minute|30 seconds) more\./);
  await later(310);
  await expect(page.getByRole('alert')).toContainText('The time is not kept any more');
  await arrived(page, 'Review and confirm');
  await press(page, 'Keep this time for 5 minutes');
  await expect(timer).toHaveText(/^(5:00|4:5\d)$/);
  await expect(page.getByLabel('Reason for visit', { exact: true })).toHaveValue('Palpitations');
  await press(page, 'Confirm booking');
  await arrived(page, 'Your appointment');
});

test('the first free time of a specialization is booked with whoever has it', async ({ page, seed }) => {
  const one = await seed.doctor({ fullName: 'Dr. Ada Quince', specialization: 'Allergology' });
  await seed.doctor({ fullName: 'Dr. Ben Quince', specialization: 'Allergology' });
  const [slot] = await seed.slots(one.id);
  if (!slot) throw new Error('no free time');
  await signIn(page, (await seed.patient()).username);
  await open(page, '/doctors?specialization=allergology', 'Doctors');
  await page.getByRole('link', { name: 'First available' }).click();
  await arrived(page, 'Choose a day and time');
  await page.getByRole('link', { name: 'Specialization' }).click();
  await arrived(page, 'Choose a specialization');
  await page.getByRole('link', { name: 'Allergology' }).click();
  await arrived(page, 'Choose a day and time');
  await pressDay(page, dayOf(slot));
  await expect(page.getByRole('region', { name: `Times on ${longDay(dayOf(slot))}` })).toBeVisible();
  await page.getByRole('button', { name: `${clock(slot)} with Dr. Ada Quince` }).click();
  await arrived(page, 'Review and confirm');
  await expect(page.getByRole('region', { name: 'Your appointment' })).toContainText('Dr. Ada Quince, Allergology');
  await expect(page.getByRole('timer')).toBeVisible();
  await press(page, 'Confirm booking');
  await arrived(page, 'Your appointment');
  await expect(fact(page, 'When')).toContainText(longTime(slot));
});

test('the keyboard alone is enough', async ({ page, seed }) => {
  const patient = await seed.patient();
  const own = await seed.doctor();
  const [from] = await seed.slots(own.id);
  if (!from) throw new Error('no free time');
  const day = later(dayOf(from), 7);
  await signIn(page, patient.username);
  await open(page, `/book/${own.id}?date=${dayOf(from)}`, 'Choose a day and time');

  // The grid is one stop; the arrows move in it, also over the end of a month.
  const dayLink = (date: string) => page.getByRole('grid').getByRole('link', { name: new RegExp(`^${longDay(date)}, `) });
  await tabTo(page, dayLink(dayOf(from)));
  await page.keyboard.press('ArrowDown');
  await expect(dayLink(day)).toBeFocused();
  await page.keyboard.press('ArrowRight');
  await expect(dayLink(later(day, 1))).toBeFocused();
  await page.keyboard.press('ArrowLeft');
  await expect(dayLink(day)).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('group', { name: `Times on ${longDay(day)}` })).toBeVisible();

  await tabTo(page, page.getByRole('radio').first());
  await page.keyboard.press('Space');
  await page.keyboard.press('ArrowRight');
  const time = page.getByRole('radio', { checked: true });
  await expect(time).toBeFocused();
  const start = (await time.getAttribute('value')) ?? '';
  await page.keyboard.press('Tab');
  await expect(page.getByRole('button', { name: 'Continue' })).toBeFocused();
  await page.keyboard.press('Enter');
  await arrived(page, 'Review and confirm');
  await expect(page.getByRole('heading', { level: 1 }), 'where reading goes on').toBeFocused();

  await tabTo(page, page.getByLabel('Reason for visit', { exact: true }));
  await page.keyboard.type('A check-up');
  await tabTo(page, page.getByRole('button', { name: 'Confirm booking' }));
  await page.keyboard.press('Enter');
  await arrived(page, 'Your appointment');
  await expect(fact(page, 'When')).toContainText(longTime({ starts_at: start, ends_at: '' }));
});

/** Presses Tab until the element has the focus. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  await expect(target).toBeVisible();
  for (let stops = 0; stops < 40; stops += 1) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error('not reached by Tab');
}
