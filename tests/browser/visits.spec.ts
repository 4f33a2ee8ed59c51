import { type Doctor, expect, signIn, test } from './support/fixtures.ts';
import { announced, arrived, fill, open, press, refused } from './support/pages.ts';
import { clock, dayOf, longTime, shortTime } from './support/words.ts';

// A patient's own appointments.

let doctor: Doctor;

test.beforeAll(async ({ seed }) => {
  doctor = await seed.doctor({ fullName: 'Dr. Ottilie Vance' });
});

test('cancelling asks once, takes a reason, and gives the time back', async ({ page, seed }) => {
  const patient = await seed.patient();
  const slot = await seed.appointment(patient, doctor);
  await signIn(page, patient.username);
  await open(page, '/appointments', 'Your appointments');
  const next = page.getByRole('region', { name: 'Your next visit' });
  await next.getByRole('link', { name: 'See details' }).click();
  await arrived(page, 'Your appointment');

  await press(page, 'Cancel appointment');
  const dialog = page.getByRole('dialog', { name: 'Cancel this appointment?' });
  await expect(dialog).toContainText(`${doctor.fullName} on ${longTime(slot)}`);
  await arrived(page, 'Your appointment');
  await press(dialog, 'Keep it');
  await expect(dialog).toBeHidden();
  await expect(page.getByRole('button', { name: 'Cancel appointment' }), 'back where it was opened').toBeFocused();
  expect((await seed.slots(doctor.id)).map((each) => each.starts_at)).not.toContain(slot.starts_at);

  await press(page, 'Cancel appointment');
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await press(page, 'Cancel appointment');
  await fill(dialog, { 'Reason for cancelling': 'Feeling better' });
  await press(dialog, 'Cancel appointment');
  await announced(page, 'The appointment is cancelled.');
  await expect(page.getByText('This appointment is cancelled', { exact: true })).toBeVisible();
  await expect(page.getByText('It was cancelled by you')).toBeVisible();
  await expect(page.getByText('Reason: Feeling better')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Cancel appointment' })).toHaveCount(0);
  await arrived(page, 'Your appointment');

  expect((await seed.slots(doctor.id)).map((each) => each.starts_at)).toContain(slot.starts_at);
  await page.getByRole('link', { name: 'Book again' }).click();
  await arrived(page, 'Choose a day and time');
});

test('the next visit comes first, then those after it, then what is past or cancelled', async ({ page, seed }) => {
  const patient = await seed.patient();
  const slots = await seed.slots(doctor.id);
  const [soon, after, gone] = [slots[0], slots.at(-2), slots.at(-1)];
  if (!soon || !after || !gone) throw new Error('no free times');
  for (const slot of [after, gone, soon]) await seed.appointment(patient, doctor, { startsAt: slot.starts_at });
  await signIn(page, patient.username);
  await open(page, '/appointments', 'Your appointments');
  await expect(page.getByRole('region', { name: 'Your next visit' })).toContainText(longTime(soon));
  const rest = page.getByRole('region', { name: 'After that' });
  await expect(rest.getByRole('listitem')).toHaveCount(2);
  await rest.getByRole('link', { name: shortTime(gone) }).click();
  await arrived(page, 'Your appointment');
  await press(page, 'Cancel appointment');
  await press(page.getByRole('dialog'), 'Cancel appointment');
  await announced(page, 'The appointment is cancelled.');

  await open(page, '/appointments', 'Your appointments');
  await expect(rest.getByRole('listitem')).toHaveCount(1);
  const past = page.getByRole('region', { name: 'Past and cancelled' });
  await expect(past.getByText(`${dayOf(gone).slice(0, 4)}, 1 appointment`)).toBeVisible();
  await expect(past.getByRole('listitem')).toContainText('Cancelled');
});

test('cancelling the next visit right in the list moves up the one after it', async ({ page, seed }) => {
  const patient = await seed.patient();
  const [soon, after] = await seed.slots(doctor.id);
  if (!soon || !after) throw new Error('no free times');
  for (const slot of [soon, after]) await seed.appointment(patient, doctor, { startsAt: slot.starts_at });
  await signIn(page, patient.username);
  await open(page, '/appointments', 'Your appointments');
  await press(page, 'Cancel appointment');
  await press(page.getByRole('dialog'), 'Cancel appointment');
  await announced(page, 'The appointment is cancelled.');
  await expect(page.getByRole('region', { name: 'Your next visit' })).toContainText(clock(after));
  await arrived(page, 'Your appointments');
});

test.describe('the appointments of others', () => {
  test.use({ allowConsole: refused(404) });

  test('are not there', async ({ page, seed }) => {
    const owner = await seed.patient();
    await seed.appointment(owner, doctor);
    const client = await seed.as(owner.username);
    const { upcoming } = await (await client.get('/api/appointments/mine')).json();
    await client.dispose();
    await signIn(page, (await seed.patient()).username);
    const answer = await page.goto(`/appointments/${upcoming[0].id}`);
    expect(answer?.status()).toBe(404);
    await arrived(page, 'This page does not exist');
  });
});
