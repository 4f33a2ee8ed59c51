import { type Doctor, expect, type Person, signIn, test } from './support/fixtures.ts';
import { announced, arrived, fact, fill, open, press, refused, wrong } from './support/pages.ts';
import { clock, dayOf, longDay, shortDay } from './support/words.ts';

// A doctor's day.

test.use({ allowConsole: refused(422, 404) });

let doctor: Doctor;
let rosa: Person;
let bela: Person;

test.beforeEach(async ({ seed }) => {
  doctor = await seed.doctor();
  rosa = await seed.patient('Rosa Delgado');
  bela = await seed.patient('Bela Szabo');
});

test('who comes next, the day, and the week', async ({ page, seed }) => {
  const slots = await seed.slots(doctor.id);
  const first = slots[1];
  const second = slots.find((slot) => first && dayOf(slot) === dayOf(first) && clock(slot) > clock(first));
  if (!first || !second) throw new Error('no free times');
  await seed.appointment(rosa, doctor, { startsAt: first.starts_at, reason: 'A rash' });
  await seed.appointment(bela, doctor, { startsAt: second.starts_at });
  await signIn(page, doctor.username);
  await arrived(page, 'Schedule');
  const next = page.getByRole('region', { name: 'Next patient' });
  await expect(next).toContainText('Rosa Delgado');
  await expect(next).toContainText('A rash');
  await expect(page.getByText('Nobody comes today')).toBeVisible();
  const after = page.locator('.card', { has: page.getByRole('heading', { name: 'Coming up' }) });
  await expect(after.getByRole('listitem')).toHaveText([new RegExp(`Bela Szabo.*${clock(second)}`)]);

  await page.getByRole('link', { name: `${shortDay(dayOf(first))}, ${clock(first)}` }).click();
  await expect(page.getByText(longDay(dayOf(first)))).toBeVisible();
  const visits = page.locator('details.visit');
  await expect(visits).toHaveCount(2);
  await expect(visits.first()).toContainText(`${clock(first)} to `);
  await arrived(page, 'Schedule');

  await page.getByRole('navigation', { name: 'View' }).getByRole('link', { name: 'Week' }).click();
  await expect(page.getByRole('heading', { level: 2, name: shortDay(dayOf(first)) })).toBeVisible();
  await expect(page.getByRole('link', { name: /Rosa Delgado ?, Booked/ })).toBeVisible();
  await arrived(page, 'Schedule');
  const dayOfFirst = page.getByRole('heading', { level: 2, name: shortDay(dayOf(first)) });
  await page.getByRole('link', { name: 'The week after' }).click();
  await expect(dayOfFirst).toHaveCount(0);
  await page.getByRole('link', { name: 'The week before' }).click();
  await expect(dayOfFirst).toBeVisible();
  await page.getByRole('link', { name: shortDay(dayOf(first)), exact: true }).click();
  await expect(visits).toHaveCount(2);
});

test('a visit opens in place and is cancelled with a reason', async ({ page, seed }) => {
  const slot = await seed.appointment(rosa, doctor, { reason: 'A rash' });
  await signIn(page, doctor.username);
  await open(page, `/schedule?date=${dayOf(slot)}&view=day`, 'Schedule');
  const visit = page.locator('details.visit').filter({ hasText: 'Rosa Delgado' });
  await visit.locator('summary').first().click();
  await expect(fact(visit, 'Reason for visit')).toHaveText('A rash');
  await expect(fact(visit, 'Contact number')).toHaveText('+44 20 7946 0018');
  await visit.getByText('Cancel this visit').click();
  await press(visit, 'Cancel appointment');
  await wrong(visit, 'Reason', /Say why/);
  await arrived(page, 'Schedule');
  await fill(visit, { Reason: 'Called away' });
  await press(visit, 'Cancel appointment');
  await announced(page, 'The visit of Rosa Delgado is cancelled.');
  await expect(visit).toHaveCount(0);
  await page.getByText('1 cancelled visit').click();
  await expect(page.getByText('Called away')).toBeVisible();
  expect((await seed.slots(doctor.id)).map((each) => each.starts_at)).toContain(slot.starts_at);
});

test("a patient's card has their contact and only the visits with this doctor", async ({ page, seed }) => {
  const other = await seed.doctor();
  const slot = await seed.appointment(rosa, doctor, { reason: 'With me' });
  await seed.appointment(rosa, other, { startsAt: (await seed.slots(other.id)).at(-1)?.starts_at ?? '', reason: 'With another' });
  await seed.appointment(bela, other, { reason: 'With another' });
  await signIn(page, doctor.username);
  await open(page, '/patients', 'Patients');
  await expect(page.getByRole('rowheader')).toHaveText(['Rosa Delgado']);
  await page.getByRole('link', { name: 'Rosa Delgado' }).click();
  await arrived(page, 'Rosa Delgado');
  await expect(fact(page, 'Contact number')).toHaveText('+44 20 7946 0018');
  const visits = page.getByRole('region', { name: 'Visits' });
  await expect(visits.getByRole('rowheader')).toHaveCount(1);
  await expect(visits).toContainText('With me');
  await expect(visits).toContainText(clock(slot));
  await expect(page.getByText('Edit details')).toHaveCount(0);

  const client = await seed.as(bela.username);
  const { patient_id } = await (await client.get('/api/me')).json();
  await client.dispose();
  const answer = await page.goto(`/patients/${patient_id}`);
  expect(answer?.status(), 'a patient of somebody else').toBe(404);
});
