import { expect, hydrated, PASSWORD, signIn, test } from './support/fixtures.ts';
import { announced, arrived, fact, fill, open, press, refused, withoutReload, wrong } from './support/pages.ts';
import { call, unique } from './support/seed.ts';
import { later } from './support/words.ts';

// Registering, logging in and out, and one's own account.

test.describe('registering', () => {
  test.use({ allowConsole: refused(422) });

  test('what is wrong stands beside its field, and what was typed stays', async ({ page }) => {
    const username = unique('rosa');
    await open(page, '/register', 'Create an account');
    await fill(page, {
      Username: username,
      Password: 'too short',
      'Full name': 'Rosa Delgado',
      'Contact number': 'none',
      Email: 'rosa@nowhere',
      'Date of birth': '1985-04-30',
    });
    await press(page, 'Create account');

    await wrong(page, 'Password', /at least 12 characters/);
    await wrong(page, 'Contact number', /Use only digits/);
    await wrong(page, 'Email', /like name@example\.com/);
    await expect(page.getByLabel('Password', { exact: true }), 'the first field to put right').toBeFocused();
    await expect(page.getByLabel('Username', { exact: true })).toHaveValue(username);
    await expect(page.getByLabel('Full name', { exact: true })).toHaveValue('Rosa Delgado');
    await expect(page.getByLabel('Contact number', { exact: true })).toHaveValue('none');
    await expect(page.getByLabel('Date of birth', { exact: true })).toHaveValue('1985-04-30');
    await arrived(page, 'Create an account');

    await fill(page, { Password: PASSWORD, 'Contact number': '+44 20 7946 0018', Email: 'rosa@example.com' });
    await press(page, 'Create account');
    await announced(page, 'Welcome. Your account is ready.');
    await arrived(page, 'Your appointments');
    await expect(page.getByText('Nothing booked')).toBeVisible();
  });

  test('a name that is taken is refused', async ({ page, seed }) => {
    const { username } = await seed.patient();
    await open(page, '/register', 'Create an account');
    await fill(page, {
      Username: username.toUpperCase(),
      Password: PASSWORD,
      'Full name': 'Somebody Else',
      'Contact number': '020 7946 0018',
    });
    await press(page, 'Create account');
    await wrong(page, 'Username', /taken/);
    await expect(page.getByLabel('Username', { exact: true })).toBeFocused();
  });
});

test('logging in and out reloads nothing', async ({ page, seed }) => {
  const patient = await seed.patient('Ines Marsh');
  await open(page, '/login', 'Log in');
  await withoutReload(page, async () => {
    await fill(page, { Username: patient.username, Password: patient.password });
    await press(page, 'Log in');
    await arrived(page, 'Your appointments');
    const menu = page.getByRole('banner').locator('summary', { hasText: 'Ines Marsh' });
    await menu.click();
    await expect(page.getByRole('banner').getByText('Patient', { exact: true })).toBeVisible();
    await press(page, 'Log out');
    await arrived(page, /^See a doctor at /);
    await expect(menu).toHaveCount(0);
  });
  await page.goto('/appointments');
  await expect(page).toHaveURL((url) => url.pathname === '/login' && url.searchParams.get('next') === '/appointments');
});

test.describe('a wrong password', () => {
  test.use({ allowConsole: refused(422) });

  test('is told apart neither from an unknown name nor kept', async ({ page, seed }) => {
    const { username } = await seed.patient();
    await open(page, '/login', 'Log in');
    const said: (string | null)[] = [];
    for (const name of [username, 'nobody-of-that-name']) {
      await fill(page, { Username: name, Password: 'not this password' });
      const answer = page.waitForResponse('**/api/login');
      await press(page, 'Log in');
      expect((await answer).status()).toBe(422);
      await wrong(page, 'Password', /do not match/);
      await expect(page.getByRole('button', { name: 'Log in', exact: true })).toBeEnabled();
      await expect(page.getByLabel('Username', { exact: true })).toHaveValue(name);
      said.push(await page.locator('#password-error').textContent());
    }
    expect(said[0]).toBe(said[1]);
    await arrived(page, 'Log in');
  });
});

test('the password can be looked at', async ({ page }) => {
  await open(page, '/login', 'Log in');
  const password = page.getByLabel('Password', { exact: true });
  await password.fill('what I typed');
  await press(page, 'Show password');
  await expect(password).toHaveAttribute('type', 'text');
  await press(page, 'Hide password');
  await expect(password).toHaveAttribute('type', 'password');
  await expect(password).toHaveValue('what I typed');
});

test('a page that needs an account comes back with all its parameters', async ({ page, seed }) => {
  const doctor = await seed.doctor();
  const [slot] = await seed.slots(doctor.id);
  const patient = await seed.patient();
  const path = `/book/${doctor.id}?date=${slot?.starts_at.slice(0, 10)}&start=${encodeURIComponent(slot?.starts_at ?? '')}`;
  await page.goto(path);
  await hydrated(page);
  await arrived(page, 'Log in');
  await fill(page, { Username: patient.username, Password: patient.password });
  await press(page, 'Log in');
  await arrived(page, 'Review and confirm');
  expect(decodeURIComponent(page.url())).toContain(decodeURIComponent(path));
});

test('filters of staff survive the login too', async ({ page }) => {
  const day = later(new Date().toISOString().slice(0, 10), 3);
  await signIn(page, 'admin');
  await page.context().clearCookies();
  await page.goto(`/admin/appointments?from=${day}&to=${day}&status=cancelled`);
  await fill(page, { Username: 'admin', Password: PASSWORD });
  await press(page, 'Log in');
  await arrived(page, 'Appointments');
  await expect(page.getByLabel('From', { exact: true })).toHaveValue(day);
  await expect(page.getByLabel('To', { exact: true })).toHaveValue(day);
  expect(new URL(page.url()).searchParams.get('status')).toBe('cancelled');
});

test.describe('without the right', () => {
  test.use({ allowConsole: refused(403) });

  test('a patient is told that a page is not for them', async ({ page, seed }) => {
    const patient = await seed.patient();
    await signIn(page, patient.username);
    for (const path of ['/admin', '/patients', '/desk', '/schedule']) {
      const answer = await page.goto(path);
      expect(answer?.status(), path).toBe(403);
      await expect(page.getByRole('heading', { level: 1 })).toHaveText('This is not open to your account');
    }
    await arrived(page, 'This is not open to your account');
  });
});

test('a patient changes their details', async ({ page, seed }) => {
  const patient = await seed.patient('Nora Quill');
  await signIn(page, patient.username);
  await open(page, '/account', 'Your account');
  const form = page.getByRole('form', { name: 'Your details' });
  await fill(form, { 'Full name': 'Nora Quill-Baker', Email: 'nora@example.com' });
  await press(form, 'Save details');
  await announced(page, 'Your details are saved.');
  await expect(fact(page, 'Name')).toHaveText('Nora Quill-Baker');
  await open(page, '/account', 'Your account');
  await expect(form.getByLabel('Email', { exact: true })).toHaveValue('nora@example.com');
});

test.describe('a new password', () => {
  test.use({ allowConsole: refused(422) });

  test('ends the other sessions and holds from then on', async ({ page, seed }) => {
    const patient = await seed.patient();
    const elsewhere = await seed.as(patient.username);
    await signIn(page, patient.username);
    await open(page, '/account', 'Your account');
    await expect(page.getByText('This device')).toBeVisible();

    await fill(page, { 'Current password': 'not the right one', 'New password': 'nine brave lanterns' });
    await press(page, 'Change password');
    await wrong(page, 'Current password', /not your current password/);

    await fill(page, { 'Current password': PASSWORD, 'New password': 'nine brave lanterns' });
    await press(page, 'Change password');
    await announced(page, 'Your password is changed.');
    await expect(page.getByLabel('New password', { exact: true })).toHaveValue('');
    expect((await elsewhere.get('/api/me')).status()).toBe(401);
    await elsewhere.dispose();

    await page.context().clearCookies();
    await signIn(page, patient.username, 'nine brave lanterns');
    await arrived(page, 'Your appointments');
  });
});

test.describe('a session that was ended elsewhere', () => {
  test.use({ allowConsole: refused(401) });

  test('leads to the login, and from there to where one was going', async ({ page, seed }) => {
    const patient = await seed.patient();
    await signIn(page, patient.username);
    await open(page, '/appointments', 'Your appointments');
    await seed.acting(patient.username, (client) => call(client, '/api/account/sessions/end', {}));
    await page.getByRole('banner').locator('summary').click();
    await page.getByRole('link', { name: 'Your account' }).click();
    await arrived(page, 'Log in');
    await fill(page, { Username: patient.username, Password: patient.password });
    await press(page, 'Log in');
    await arrived(page, 'Your account');
  });
});
