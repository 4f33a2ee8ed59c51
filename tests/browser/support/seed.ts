import { type APIRequestContext, type APIResponse, request } from '@playwright/test';
import { PASSWORD } from './server.ts';
import { clinicDay, later } from './words.ts';

/** Someone who can sign in. */
export type Person = { username: string; password: string; fullName: string };
/** A doctor, with the id that pages and calls know them by. */
export type Doctor = Person & { id: number };
/** A free time, as the server names it. */
export type Slot = { starts_at: string; ends_at: string };

let counter = 0;

/** A name nobody in this worker has had before. */
export function unique(prefix: string): string {
  counter += 1;
  return `${prefix}${process.pid}x${counter}`;
}

/** The same in letters only, as the names of people are. */
export function surname(name: string): string {
  return unique(name).replace(/\d/g, (digit) => 'abcdefghij'[Number(digit)] ?? '');
}

/** Talks to a clinic through its public calls, so that tests begin with the people and visits they need. */
export class Seed {
  constructor(private readonly url: string) {}

  /** A client signed in as someone; `dispose()` it when done. */
  async as(username: string, password = PASSWORD): Promise<APIRequestContext> {
    const client = await request.newContext({ baseURL: this.url });
    await call(client, '/api/login', { username, password });
    return client;
  }

  /** Does something as someone, and signs out of it. */
  async acting<T>(username: string, work: (client: APIRequestContext) => Promise<T>, password = PASSWORD): Promise<T> {
    const client = await this.as(username, password);
    try {
      return await work(client);
    } finally {
      await client.dispose();
    }
  }

  /** A doctor who has already chosen a password of their own. */
  async doctor(details: { fullName?: string; specialization?: string } = {}): Promise<Doctor> {
    const username = unique('doctor');
    const fullName = details.fullName ?? `Dr ${username}`;
    const temporary = 'four patient otters';
    const specialization = details.specialization ?? 'General practice';
    const { id } = await this.acting('admin', (admin) =>
      call<{ id: number }>(admin, '/api/admin/doctors', { username, password: temporary, full_name: fullName, specialization }),
    );
    await this.choosePassword(username, temporary);
    return { id, username, password: PASSWORD, fullName };
  }

  /** A member of staff who has already chosen a password of their own. */
  async staff(role: 'front_desk' | 'admin', fullName?: string): Promise<Person> {
    const username = unique('staff');
    const person = { username, password: PASSWORD, fullName: fullName ?? `Staff ${username}` };
    const temporary = 'four patient otters';
    await this.acting('admin', (admin) =>
      call(admin, '/api/admin/staff', { username, password: temporary, full_name: person.fullName, role }),
    );
    await this.choosePassword(username, temporary);
    return person;
  }

  /** A patient who registered on their own. */
  async patient(fullName?: string): Promise<Person> {
    const username = unique('patient');
    const person = { username, password: PASSWORD, fullName: fullName ?? `Patient ${username}` };
    const client = await request.newContext({ baseURL: this.url });
    await call(client, '/api/register', {
      username,
      password: PASSWORD,
      full_name: person.fullName,
      contact_number: '+44 20 7946 0018',
    });
    await client.dispose();
    return person;
  }

  /** The free times of a doctor in the coming two weeks, from tomorrow on. */
  async slots(doctorId: number): Promise<Slot[]> {
    const today = clinicDay();
    const client = await request.newContext({ baseURL: this.url });
    const slots = await read<Slot[]>(client, `/api/doctors/${doctorId}/slots?from=${later(today, 1)}&to=${later(today, 14)}`);
    await client.dispose();
    return slots;
  }

  /** A visit of a patient to a doctor, at the first free time unless told otherwise. */
  async appointment(patient: Person, doctor: Doctor, details: { startsAt?: string; reason?: string } = {}): Promise<Slot> {
    const slots = await this.slots(doctor.id);
    const slot = details.startsAt ? slots.find((s) => s.starts_at === details.startsAt) : slots[0];
    if (!slot) throw new Error(`${doctor.fullName} has no free time${details.startsAt ? ` at ${details.startsAt}` : ''}`);
    await this.acting(
      patient.username,
      (client) =>
        call(client, '/api/appointments', { doctor_id: doctor.id, starts_at: slot.starts_at, reason: details.reason ?? 'A check-up' }),
      patient.password,
    );
    return slot;
  }

  /** A visit that begins within minutes, whatever the hours are: the steps of a visit are taken on its day. */
  async visitToday(patient: Person, doctor: Doctor, reason = 'A check-up'): Promise<Slot> {
    const { patient_id } = await this.acting(patient.username, (client) => read<{ patient_id: number }>(client, '/api/me'), patient.password);
    let soon = Math.ceil(Date.now() / 300_000) * 300_000 + 300_000;
    // Before midnight it is the last second of the day.
    while (clinicDay(soon) !== clinicDay()) soon -= 1_000;
    const starts_at = new Date(soon).toISOString();
    return this.acting('admin', (admin) =>
      call<Slot>(admin, '/api/appointments', { doctor_id: doctor.id, patient_id, starts_at, reason, overbook_reason: 'Came in today' }),
    );
  }

  private async choosePassword(username: string, temporary: string): Promise<void> {
    await this.acting(
      username,
      (client) => call(client, '/api/account/password', { current_password: temporary, new_password: PASSWORD }),
      temporary,
    );
  }
}

/** POSTs JSON and gives back what the server answered. */
export async function call<T = unknown>(client: APIRequestContext, path: string, data: object): Promise<T> {
  return answer<T>(path, await client.post(path, { data }));
}

/** GETs a value. */
export async function read<T>(client: APIRequestContext, path: string): Promise<T> {
  return answer<T>(path, await client.get(path));
}

async function answer<T>(path: string, response: APIResponse): Promise<T> {
  if (!response.ok()) throw new Error(`${path} answered ${response.status()}: ${await response.text()}`);
  return response.json();
}
