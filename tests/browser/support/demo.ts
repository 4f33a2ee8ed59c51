import type { Seed } from './seed.ts';

/** The password of every account of the demo clinic. */
export const DEMO_PASSWORD = 'anteroom-demo';

/** The pages of the demo clinic, by who sees them. */
export type Tour = { who: string; username?: string; paths: string[] };

/** Every page of the demo clinic. */
export async function everyPage(seed: Seed): Promise<Tour[]> {
  return [...(await pagesOfPatients(seed)), ...(await pagesOfStaff(seed))];
}

/** What patients see, before and after they log in. */
export async function pagesOfPatients(seed: Seed): Promise<Tour[]> {
  const visit = await seed.acting('rosa', async (rosa) => {
    const { upcoming, past } = await (await rosa.get('/api/appointments/mine')).json();
    return (upcoming[0] ?? past[0]).id;
  }, DEMO_PASSWORD);
  const [slot] = await seed.slots(1);
  const start = encodeURIComponent(slot?.starts_at ?? '');
  return [
    { who: 'anyone', paths: ['/', '/doctors', '/doctors?q=nobody-like-this', '/doctors/1', '/login', '/register', '/no-such-page'] },
    {
      who: 'a patient',
      username: 'rosa',
      paths: ['/appointments', `/appointments/${visit}`, '/book/1', `/book/1?start=${start}`, '/account', '/admin'],
    },
  ];
}

/** What doctors, the front desk and admins see. */
export async function pagesOfStaff(seed: Seed): Promise<Tour[]> {
  const busy = await seed.acting('admin', async (admin) => {
    const { items } = await (await admin.get('/api/appointments?status=booked')).json();
    return { visit: items[0].id, patient: items[0].patient_id, doctor: items[0].doctor_id };
  }, DEMO_PASSWORD);
  return [
    { who: 'a doctor', username: 'dr.moreau', paths: ['/schedule', '/schedule?view=week', '/patients', '/account'] },
    {
      who: 'the front desk',
      username: 'desk',
      paths: ['/desk', '/patients', '/patients/new', `/patients/${busy.patient}`, `/patients/${busy.patient}/labels`, `/appointments/${busy.visit}`, `/appointments/${busy.visit}/slip`, '/desk/print', `/book/${busy.doctor}?patient_id=${busy.patient}`],
    },
    {
      who: 'an admin',
      username: 'admin',
      paths: ['/admin', '/admin/doctors', '/admin/doctors/1', '/admin/staff', '/admin/appointments', '/admin/audit', '/admin/screens', '/admin/settings'],
    },
  ];
}
