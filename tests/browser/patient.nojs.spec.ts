import { type Doctor, expect, PASSWORD, signIn, test } from './support/fixtures.ts';
import { announced, fact, fill, press, wrong } from './support/pages.ts';
import { unique } from './support/seed.ts';
import { clock, dayOf, longDay, longTime, shortTime } from './support/words.ts';

// A patient whose browser runs no scripts.

let doctor: Doctor;

test.beforeAll(async ({ seed }) => {
  doctor = await seed.doctor({ fullName: 'Dr. Hugo Marchetti', specialization: 'Cardiology' });
});

test('registers, logs out and in, books, sees and cancels', async ({ page, seed }) => {
  const username = unique('rosa');
  await page.goto('/register');
  await fill(page, {
    Username: username,
    Password: PASSWORD,
    'Full name': 'Rosa Delgado',
    'Contact number': '+44 20 7946 0018',
  });
  await press(page, 'Create account');
  await expect(page).toHaveURL(/\/appointments$/);
  await announced(page, 'Welcome. Your account is ready.');
  await expect(page.getByText('Nothing booked')).toBeVisible();

  await page.getByRole('banner').locator('summary').click();
  await press(page, 'Log out');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(/^See a doctor at /);
  await announced(page, 'You are logged out.');
  await page.goto('/appointments');
  await expect(page).toHaveURL(/\/login\?next=/);
  await signIn(page, username);
  await expect(page).toHaveURL(/\/appointments$/);

  await page.getByRole('link', { name: 'Book an appointment' }).click();
  await page.getByRole('searchbox', { name: 'Search' }).fill('hugo');
  await press(page, 'Search');
  await page.getByRole('link', { name: doctor.fullName, exact: true }).click();
  await press(page, 'Book appointment');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Choose a day and time');
  const slots = await seed.slots(doctor.id);
  const slot = slots[3];
  if (!slot) throw new Error('no free time');
  await page.goto(`/book/${doctor.id}?date=${dayOf(slot)}`);
  await page.getByRole('grid').getByRole('link', { name: new RegExp(`^${longDay(dayOf(slot))}, `) }).click();
  await page.getByRole('radio', { name: clock(slot), exact: true }).check();
  await press(page, 'Continue');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Review and confirm');
  await expect(page.getByText('This time is kept for you until')).toBeVisible();
  expect((await seed.slots(doctor.id)).map((each) => each.starts_at), 'kept').not.toContain(slot.starts_at);
  await page.getByRole('link', { name: 'Day and time' }).click();
  await expect(page.getByText(`${shortTime(slot)} is kept for you until`)).toBeVisible();
  await page.getByRole('radio', { name: clock(slot), exact: true }).check();
  await press(page, 'Continue');
  await press(page, 'Keep it for 5 more minutes');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Review and confirm');
  await fill(page, { 'Reason for visit': 'Palpitations' });
  await press(page, 'Confirm booking');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Your appointment');
  await announced(page, /Booked\. The number is A-\d{6}\./);
  await expect(fact(page, 'When')).toContainText(longTime(slot));

  await page.getByRole('banner').getByRole('link', { name: 'My appointments' }).click();
  const next = page.getByRole('region', { name: 'Your next visit' });
  await expect(next).toContainText(longTime(slot));
  await next.locator('summary', { hasText: 'Cancel appointment' }).click();
  await fill(next, { 'Reason for cancelling': 'Feeling better' });
  await press(next, 'Cancel appointment');
  await announced(page, 'The appointment is cancelled.');
  await expect(page.getByText('Reason: Feeling better')).toBeVisible();
  expect((await seed.slots(doctor.id)).map((each) => each.starts_at)).toContain(slot.starts_at);
});

test('finds what was wrong beside the fields, what was typed in them, and no password', async ({ page }) => {
  await page.goto('/register?next=%2Faccount');
  const username = unique('ines');
  await fill(page, {
    Username: username,
    Password: 'too short',
    'Full name': 'Ines "Nes" <Marsh>',
    'Contact number': 'none',
    Email: 'ines@nowhere',
  });
  await press(page, 'Create account');
  await wrong(page, 'Password', /at least 12 characters/);
  await wrong(page, 'Contact number', /Use only digits/);
  await wrong(page, 'Email', /like name@example\.com/);
  await expect(page.getByRole('alert')).toBeVisible();
  await expect(page.getByLabel('Username', { exact: true })).toHaveValue(username);
  await expect(page.getByLabel('Full name', { exact: true })).toHaveValue('Ines "Nes" <Marsh>');
  await expect(page.getByLabel('Contact number', { exact: true })).toHaveValue('none');
  await expect(page.getByLabel('Password', { exact: true })).toHaveValue('');
  expect(await page.content()).not.toContain('too short');

  await fill(page, { Password: PASSWORD, 'Contact number': '020 7946 0018', Email: '' });
  await press(page, 'Create account');
  await expect(page).toHaveURL(/\/account$/);
  await expect(fact(page, 'Name')).toHaveText('Ines "Nes" <Marsh>');
});

test('is told of a wrong password, and comes to the page that was asked for', async ({ page, seed }) => {
  const patient = await seed.patient();
  const [slot] = await seed.slots(doctor.id);
  const start = slot?.starts_at ?? '';
  await page.goto(`/book/${doctor.id}?date=${start.slice(0, 10)}&start=${encodeURIComponent(start)}`);
  await expect(page).toHaveURL(/\/login\?next=/);
  await fill(page, { Username: patient.username, Password: 'not this password' });
  await press(page, 'Log in');
  await wrong(page, 'Password', /do not match/);
  await expect(page.getByLabel('Username', { exact: true })).toHaveValue(patient.username);
  await fill(page, { Password: PASSWORD });
  await press(page, 'Log in');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Review and confirm');
  expect(decodeURIComponent(page.url())).toContain(`date=${start.slice(0, 10)}&start=${start}`);
});

test('is told of a time lost meanwhile, keeps the reason, and books another', async ({ page, seed }) => {
  const [slot] = await seed.slots(doctor.id);
  if (!slot) throw new Error('no free time');
  await signIn(page, (await seed.patient()).username);
  await page.goto(`/book/${doctor.id}?date=${dayOf(slot)}&start=${encodeURIComponent(slot.starts_at)}`);
  await fill(page, { 'Reason for visit': 'My left knee\nand <the> other' });
  await seed.appointment(await seed.patient(), doctor, { startsAt: slot.starts_at });
  await press(page, 'Confirm booking');
  await expect(page.getByRole('alert').first()).toContainText('That time has just been taken.');
  await expect(page.getByLabel('Reason for visit', { exact: true })).toHaveValue('My left knee\nand <the> other');
  await page.getByRole('group', { name: 'Nearest free times' }).getByRole('radio').first().check();
  await press(page, 'Confirm booking');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Your appointment');
  await expect(fact(page, 'Reason for visit')).toContainText('My left knee');
  await expect(fact(page, 'When')).not.toContainText(longTime(slot));
});

test('moves an appointment, which keeps its number', async ({ page, seed }) => {
  const patient = await seed.patient();
  const slots = await seed.slots(doctor.id);
  const [soon, after] = [slots[0], slots.at(-1)];
  if (!soon || !after) throw new Error('no free times');
  await seed.appointment(patient, doctor, { startsAt: soon.starts_at });
  await signIn(page, patient.username);
  await page.getByRole('region', { name: 'Your next visit' }).getByRole('link', { name: 'Reschedule' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Choose another time');
  await page.goto(`${page.url()}?date=${dayOf(after)}`);
  await page.getByRole('radio', { name: clock(after), exact: true }).check();
  await press(page, 'Continue');
  await expect(fact(page, 'From')).toContainText(longTime(soon));
  await expect(fact(page, 'To')).toContainText(longTime(after));
  await press(page, 'Move appointment');
  await announced(page, `Moved to ${shortTime(after)}.`);
  await expect(fact(page, 'When')).toContainText(longTime(after));
  expect((await seed.slots(doctor.id)).map((each) => each.starts_at), 'free at once').toContain(soon.starts_at);
});

test('opens one visit from the list, and changes details and password', async ({ page, seed }) => {
  const patient = await seed.patient();
  const slots = await seed.slots(doctor.id);
  const [soon, after] = [slots[0], slots.at(-1)];
  if (!soon || !after) throw new Error('no free times');
  for (const slot of [soon, after]) await seed.appointment(patient, doctor, { startsAt: slot.starts_at });
  await signIn(page, patient.username);
  await page.getByRole('link', { name: shortTime(after) }).click();
  await expect(fact(page, 'When')).toContainText(longTime(after));

  await page.goto('/account');
  const details = page.getByRole('form', { name: 'Your details' });
  await fill(details, { 'Full name': 'Nora Quill' });
  await press(details, 'Save details');
  await announced(page, 'Your details are saved.');
  await fill(page, { 'Current password': PASSWORD, 'New password': 'nine brave lanterns' });
  await press(page, 'Change password');
  await announced(page, 'Your password is changed.');
  await page.context().clearCookies();
  await signIn(page, patient.username, 'nine brave lanterns');
  await expect(page).toHaveURL(/\/appointments$/);
});
