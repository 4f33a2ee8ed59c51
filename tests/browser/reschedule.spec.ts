import { type Doctor, expect, signIn, test } from './support/fixtures.ts';
import { announced, arrived, fact, open, pickDay, press, refused, withoutReload } from './support/pages.ts';
import { clock, dayOf, longTime, shortTime } from './support/words.ts';

// Appointments are given another time.

let doctor: Doctor;

test.beforeAll(async ({ seed }) => {
  doctor = await seed.doctor({ fullName: 'Dr. Imre Halasz', specialization: 'Neurology' });
});

test('a patient moves an appointment, which keeps its number, and the old time is free at once', async ({ page, seed }) => {
  const patient = await seed.patient();
  const slots = await seed.slots(doctor.id);
  const old = await seed.appointment(patient, doctor, { startsAt: slots[1]?.starts_at ?? '' });
  const chosen = slots.find((slot) => dayOf(slot) > dayOf(old) && clock(slot) === '11:00');
  if (!chosen) throw new Error('no free time');
  await signIn(page, patient.username);
  await open(page, '/appointments', 'Your appointments');
  await withoutReload(page, async () => {
    await page.getByRole('link', { name: 'See details' }).click();
    await arrived(page, 'Your appointment');
    const number = await page.locator('.confirmation-number').textContent();
    await page.getByRole('link', { name: 'Reschedule' }).click();
    await arrived(page, 'Choose another time');
    await expect(fact(page, 'Now')).toContainText(longTime(old));
    await pickDay(page, dayOf(chosen));
    await page.getByRole('radio', { name: clock(chosen), exact: true }).check();
    await press(page, 'Continue');
    await arrived(page, 'Review and confirm');
    await expect(fact(page, 'From')).toContainText(longTime(old));
    await expect(fact(page, 'To')).toContainText(longTime(chosen));
    await expect(page.getByRole('timer')).toHaveText(/^[45]:\d\d$/);
    await press(page, 'Move appointment');
    await announced(page, `Moved to ${shortTime(chosen)}.`);
    await arrived(page, 'Your appointment');
    await expect(page.locator('.confirmation-number')).toHaveText(number ?? '');
  });
  await expect(fact(page, 'When')).toContainText(longTime(chosen));
  const history = page.getByRole('region', { name: 'History' }).getByRole('listitem');
  await expect(history).toHaveCount(2);
  await expect(history.first()).toContainText(`Moved from ${shortTime(old)} to ${shortTime(chosen)}`);
  const free = (await seed.slots(doctor.id)).map((each) => each.starts_at);
  expect(free).toContain(old.starts_at);
  expect(free).not.toContain(chosen.starts_at);
});

test('it can be moved to another doctor', async ({ page, seed }) => {
  const patient = await seed.patient();
  const other = await seed.doctor({ fullName: 'Dr. Noor Achterberg', specialization: 'Neurology' });
  const old = await seed.appointment(patient, doctor);
  await signIn(page, patient.username);
  await open(page, '/appointments', 'Your appointments');
  await page.getByRole('link', { name: 'Reschedule' }).click();
  await arrived(page, 'Choose another time');
  await page.locator('summary', { hasText: 'Another doctor' }).click();
  await page.getByRole('link', { name: other.fullName }).click();
  await expect(fact(page, 'Free times of')).toHaveText(`${other.fullName}, Neurology`);
  await pickDay(page, dayOf(old));
  // At the time of the visit only the other doctor is free.
  await expect(page.getByRole('radio', { name: clock(old), exact: true })).toBeVisible();
  await page.getByRole('radio').last().check();
  await press(page, 'Continue');
  await arrived(page, 'Review and confirm');
  await expect(fact(page, 'From')).toContainText(doctor.fullName);
  await press(page, 'Move appointment');
  await arrived(page, 'Your appointment');
  await expect(fact(page, 'Doctor')).toContainText(other.fullName);
  expect((await seed.slots(doctor.id)).map((each) => each.starts_at)).toContain(old.starts_at);
});

test.describe('two people at once', () => {
  test.use({ allowConsole: refused(409) });

  test('are told what the other has done', async ({ page, seed }) => {
    const patient = await seed.patient();
    await seed.appointment(patient, doctor);
    const owner = await seed.as(patient.username);
    const { upcoming } = await (await owner.get('/api/appointments/mine')).json();
    await signIn(page, 'admin');
    await open(page, `/appointments/${upcoming[0].id}`, 'Appointment');
    const cancelled = await owner.post(`/api/appointments/${upcoming[0].id}/cancel`, { data: {} });
    expect(cancelled.ok(), await cancelled.text()).toBe(true);
    await owner.dispose();
    await press(page, 'Entered in error');
    await expect(page.getByRole('alert').filter({ hasText: 'its status is “Cancelled”' })).toBeVisible();
    await expect(page.getByText('This appointment is cancelled', { exact: true })).toBeVisible();
    await arrived(page, 'Appointment');
  });
});
