import { expect, hydrated, PASSWORD, signIn, test } from './support/fixtures.ts';
import { announced, arrived, fill, open, press, refused, wrong } from './support/pages.ts';

// A clinic that nobody has set up yet. One test after the other: the second needs the first.

test.use({ site: 'fresh', allowConsole: refused(422, 404) });
test.describe.configure({ mode: 'serial' });

test('every page leads to the set-up, which makes the clinic and its administrator', async ({ page }) => {
  for (const path of ['/', '/login', '/doctors', '/register', '/admin', '/book/1']) {
    await page.goto(path);
    await expect(page, path).toHaveURL(/\/setup$/);
  }
  await hydrated(page);
  await arrived(page, 'Set up your clinic');

  await fill(page, { 'Full name': 'Ada Admin', Username: 'ada', Password: 'password' });
  await press(page, 'Set up the clinic');
  await wrong(page, 'Clinic name', /Enter a name/);
  await wrong(page, 'Password', /at least 12/);
  await expect(page.getByLabel('Clinic name', { exact: true })).toBeFocused();

  await fill(page, {
    'Clinic name': 'Lindenhof Surgery',
    Address: '3 Linden Court\nHarwick',
    Phone: '+44 20 7946 0100',
    Password: PASSWORD,
  });
  await page.getByLabel('Time zone', { exact: true }).selectOption('Europe/Berlin');
  await press(page, 'Set up the clinic');
  await announced(page, 'Your clinic is ready.');
  await arrived(page, 'Log in');

  await fill(page, { Username: 'ada', Password: PASSWORD });
  await press(page, 'Log in');
  await arrived(page, 'Overview');
});

test('afterwards the set-up is closed and the clinic has its name', async ({ page }) => {
  const answer = await page.goto('/setup');
  expect(answer?.status()).toBe(404);
  await open(page, '/', 'See a doctor at Lindenhof Surgery');
  await expect(page.getByRole('contentinfo')).toContainText('3 Linden Court');
  await expect(page.getByRole('contentinfo')).toContainText('Europe/Berlin');
});

test('the settings change what patients read', async ({ page }) => {
  await signIn(page, 'ada');
  await open(page, '/admin/settings', 'Clinic settings');
  await fill(page, { 'Clinic name': 'Linden Surgery', Phone: '+44 20 7946 0200' });
  const saturday = page.getByRole('group', { name: 'Saturday' });
  await fill(saturday, { Opens: '10:00', Closes: '09:00' });
  await press(page, 'Save settings');
  await expect(saturday.locator('[aria-invalid=true]').or(page.locator('#mon_opens[aria-invalid=true]')).first()).toBeVisible();

  await fill(saturday, { Closes: '13:30' });
  await press(page, 'Save settings');
  await announced(page, 'The settings are saved.');
  await expect(page.getByRole('banner').getByRole('link', { name: 'Linden Surgery' })).toBeVisible();

  await page.context().clearCookies();
  await open(page, '/', 'See a doctor at Linden Surgery');
  await page.getByText('The whole week').click();
  // On a Saturday it is also said what is open today.
  await expect(page.getByText('10:00 to 13:30', { exact: true })).toBeVisible();
  await expect(page.locator('main').getByRole('link', { name: '+44 20 7946 0200' })).toBeVisible();
});

test('another time zone has to be meant', async ({ page }) => {
  await signIn(page, 'ada');
  await open(page, '/admin/settings', 'Clinic settings');
  await page.getByLabel('Time zone', { exact: true }).selectOption('Europe/Lisbon');
  await press(page, 'Save settings');
  await wrong(page, 'Time zone', /tick the box/);
  await page.getByLabel('Yes, change the time zone').check();
  await press(page, 'Save settings');
  await announced(page, 'The settings are saved.');
  await expect(page.getByRole('contentinfo')).toContainText('Europe/Lisbon');
});
