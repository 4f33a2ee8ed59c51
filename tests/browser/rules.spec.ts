import { expect, hydrated, signIn, test } from './support/fixtures.ts';
import { announced, arrived, fill, open, press, refused, wrong } from './support/pages.ts';
import { unique } from './support/seed.ts';

// What a doctor's time is made of, as it is kept in the hydrated app.

test.use({ allowConsole: refused(409, 422) });

test('an admin keeps rooms and visit types', async ({ page, seed }) => {
  const doctor = await seed.doctor({ specialization: 'Audiology' });
  const [room, visit] = [unique('Room '), unique('Hearing test ')];
  await signIn(page, 'admin');
  await open(page, '/admin/rooms', 'Rooms');
  const addRoom = page.getByRole('region', { name: 'Add a room' });
  await press(addRoom, 'Add room');
  await wrong(addRoom, 'Name', /Enter a name/);
  await fill(addRoom, { Name: room });
  await press(addRoom, 'Add room');
  await announced(page, 'The room is added.');
  await expect(page.getByRole('listitem').filter({ hasText: room })).toContainText('In use');

  await open(page, '/admin/visit-types', 'Visit types');
  const add = page.getByRole('region', { name: 'Add a visit type' });
  await fill(add, { Name: visit, Minutes: '4' });
  await press(add, 'Add visit type');
  await wrong(add, 'Minutes', /from 5 to 480/);
  await fill(add, { Minutes: '25', 'Free after': '5', 'Note for the patient': 'Please come rested.' });
  await add.getByLabel('Colour', { exact: true }).selectOption('blue');
  await add.getByLabel(doctor.fullName, { exact: true }).check();
  await add.getByLabel(room, { exact: true }).check();
  await press(add, 'Add visit type');
  await announced(page, 'The visit type is added.');
  const line = page.getByRole('row').filter({ hasText: visit });
  await expect(line).toContainText('25 minutes, 5 after');
  await expect(line).toContainText(doctor.fullName);
  await expect(line).toContainText(room);

  // It goes out of use again, so that other tests book ordinary visits.
  await line.getByRole('link', { name: visit }).click();
  await arrived(page, visit);
  await page.getByLabel('State', { exact: true }).selectOption('inactive');
  await press(page, 'Save visit type');
  await announced(page, 'The visit type is saved.');
  await expect(page.getByRole('row').filter({ hasText: visit })).toContainText('Out of use');
});

test('a doctor sees what a change of hours does before it is saved', async ({ page, seed }) => {
  const doctor = await seed.doctor();
  await signIn(page, doctor.username);
  await open(page, '/hours', 'Hours');
  await page.locator('summary', { hasText: 'Change to hours of their own' }).click();
  await press(page, 'Use own hours');
  await announced(page, 'The hours are saved.');
  const add = page.getByRole('region', { name: 'Add hours' });
  await expect(add).toBeVisible();

  // The preview follows what is typed; nothing is saved yet.
  await add.getByLabel('Saturday', { exact: true }).check();
  await expect(add.getByText('No preview yet')).toBeVisible();
  await fill(add, { From: '10:00', Until: '12:00' });
  await expect(add.getByRole('status')).toContainText('1 day of the week would change. No booked visit would lie outside the hours.');
  await expect(add.getByRole('row').filter({ hasText: 'Saturday' })).toContainText('2 h, 4 times');
  await arrived(page, 'Hours');
  const saturday = page.getByRole('region', { name: 'Saturday', exact: true });
  await expect(saturday).toContainText('None');
  await press(add, 'Add hours');
  await announced(page, 'The hours are saved.');
  await expect(saturday).toContainText('10:00 to 12:00');

  await add.getByLabel('Saturday', { exact: true }).check();
  await fill(add, { From: '11:00', Until: '13:00' });
  await press(add, 'Add hours');
  await wrong(add, 'From', /would overlap/);

  await saturday.locator('summary', { hasText: 'Delete' }).click();
  await saturday.getByRole('button', { name: /^Preview/ }).click();
  await expect(saturday.getByRole('status')).toContainText('1 day of the week would change.');
  await saturday.getByRole('button', { name: 'Delete these hours', exact: true }).click();
  await announced(page, 'The hours are saved.');
  await expect(saturday).toContainText('None');
});

test('the front desk enters extra hours and time off of a doctor', async ({ page, seed }) => {
  const doctor = await seed.doctor();
  const desk = await seed.staff('front_desk');
  const year = new Date().getUTCFullYear() + 1;
  await signIn(page, desk.username);
  await open(page, `/doctors/${doctor.id}`, doctor.fullName);
  await page.getByRole('link', { name: 'Hours', exact: true }).click();
  await arrived(page, 'Hours');
  await expect(page.getByText(doctor.fullName)).toBeVisible();
  const exceptions = page.getByRole('region', { name: 'Time off and extra hours' });
  await exceptions.locator('summary', { hasText: 'Enter time off' }).click();
  const off = exceptions.getByRole('form', { name: 'Time off' });
  await fill(off, { 'First day': `${year}-07-05`, 'Last day': `${year}-07-01`, Reason: 'Holiday' });
  await press(off, 'Enter time off');
  await wrong(off, 'Last day', /after it begins/);
  await fill(off, { 'Last day': `${year}-07-09` });
  await press(off, 'Enter time off');
  await announced(page, 'The time off is entered.');
  const entry = exceptions.getByRole('listitem').filter({ hasText: 'Holiday' });
  await expect(entry).toContainText('5 July');
  await entry.getByRole('button', { name: /^Delete time off/ }).click();
  await announced(page, 'It is deleted.');
  await expect(entry).toHaveCount(0);
});

test('an admin imports public holidays from a file', async ({ page }) => {
  const year = new Date().getUTCFullYear() + 1;
  const name = unique('Founders day ');
  const event = (uid: string, lines: string[]) => ['BEGIN:VEVENT', `UID:${uid}`, `SUMMARY:${name}`, ...lines, 'END:VEVENT'];
  const calendar = [
    'BEGIN:VCALENDAR',
    ...event(unique('a'), [`DTSTART;VALUE=DATE:${year}0229`]),
    ...event(unique('b'), [`DTSTART;VALUE=DATE:${year}0815`]),
    'END:VCALENDAR',
    '',
  ].join('\r\n');
  const leap = year % 4 === 0;
  await signIn(page, 'admin');
  await open(page, '/admin/closures', 'Closures');
  await page.getByLabel('Calendar file', { exact: true }).setInputFiles({
    name: 'holidays.ics',
    mimeType: 'text/calendar',
    buffer: Buffer.from(calendar),
  });
  await expect(page.getByLabel('Text of the calendar', { exact: true })).toHaveValue(/BEGIN:VCALENDAR/);
  await press(page, 'Import');
  await announced(page, leap ? '2 closures added.' : '1 closure added.');
  const closure = page.getByRole('listitem').filter({ hasText: `15 August ${year}` }).filter({ hasText: name });
  await expect(closure).toBeVisible();
  await press(page, 'Import');
  await announced(page, '0 closures added');
  await arrived(page, 'Closures');
  await closure.getByRole('button', { name: /^Delete clinic closed/ }).click();
  await announced(page, 'It is deleted.');
  await expect(closure).toHaveCount(0);
});

test('the policy says what patients will be told', async ({ page }) => {
  await signIn(page, 'admin');
  await open(page, '/admin/policy', 'Booking policy');
  await fill(page, { 'Days ahead': '0' });
  await press(page, 'Save policy');
  await wrong(page, 'Days ahead', /from 1 to 730/);
  await fill(page, { 'Days ahead': '180', 'At most so many at once': '50' });
  await press(page, 'Save policy');
  await announced(page, 'The policy is saved.');
  await expect(page.getByText('You have 50 appointments to come')).toBeVisible();
  await fill(page, { 'At most so many at once': '' });
  await press(page, 'Save policy');
  await expect(page.getByText('You have 50 appointments to come')).toHaveCount(0);
  await hydrated(page);
});
