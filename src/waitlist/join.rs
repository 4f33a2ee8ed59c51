//! Joining the list: what can be asked for, and whether what is asked for makes sense.

use diesel::OptionalExtension as _;
use jiff::{Timestamp, ToSpan as _, civil::Date};

use super::{
    fill,
    form::JoinForm,
    model::{FARTHEST_DAYS, JoinOptions, Moved, VisitChoice, Weekdays},
    store::New,
};
use crate::{
    appointments::{
        model::{Appointment, DoctorName},
        store as appointments,
    },
    doctors::{
        self,
        model::{Doctor, key},
    },
    error::{AppError, FieldErrors},
    form::validate,
    patients,
    rules::model::{Audience, VisitType},
    schedule::hours::MinuteOfDay,
    server::{Actor, Conn, Scope, app_state::Settings},
};

/// What a new request is about, as its page is opened.
#[derive(Clone, Copy, Debug)]
pub struct Named {
    /// A doctor.
    pub doctor_id: Option<i64>,
    /// The appointment that is to be moved.
    pub appointment_id: Option<i64>,
    /// For whom staff ask.
    pub patient_id: Option<i64>,
}

/// What there is to choose from.
///
/// # Errors
/// [`AppError::NotFound`] for what is not there, or not for this reader.
pub fn options(
    conn: &mut Conn,
    settings: &Settings,
    scope: Scope,
    named: Named,
    now: Timestamp,
) -> Result<JoinOptions, AppError> {
    let appointment = match named.appointment_id {
        Some(id) => Some(appointments::find(conn, settings, scope, id)?),
        None => None,
    };
    let patient_id = match scope {
        Scope::Clinic => appointment
            .as_ref()
            .map(|found| found.patient_id)
            .or(named.patient_id),
        _ => None,
    };
    let patient_name = match patient_id {
        Some(id) => Some(patients::store::find(conn, id)?.full_name),
        None => None,
    };
    let active = doctors::store::directory(conn, "", "")?;
    let doctor_id = named
        .doctor_id
        .or(appointment.as_ref().map(|found| found.doctor_id));
    let doctor = active.iter().find(|doctor| Some(doctor.id) == doctor_id);
    let today = settings.local(now).date();
    Ok(JoinOptions {
        patient_id,
        patient_name,
        doctor: doctor.map(name),
        visit_types: visit_types(settings, scope, doctor_id, &active),
        specializations: doctors::store::specializations(conn)?
            .into_iter()
            .map(|found| found.name)
            .collect(),
        doctors: active.iter().map(name).collect(),
        appointment: appointment.map(|found| Moved {
            id: found.id,
            starts_at: found.starts_at,
            doctor_name: found.doctor_name,
            specialization: found.specialization,
        }),
        today,
        last: farthest(today),
    })
}

fn name(doctor: &Doctor) -> DoctorName {
    DoctorName {
        id: doctor.id,
        full_name: doctor.full_name.clone(),
    }
}

/// The visit types that the doctor, or any doctor, offers to this reader.
fn visit_types(
    settings: &Settings,
    scope: Scope,
    doctor_id: Option<i64>,
    active: &[Doctor],
) -> Vec<VisitChoice> {
    let audience = match scope {
        Scope::Clinic => Audience::Staff,
        _ => Audience::Patient,
    };
    let asked = active
        .iter()
        .filter(|doctor| doctor_id.is_none_or(|id| id == doctor.id));
    let mut found: Vec<VisitType> = asked
        .flat_map(|doctor| settings.rules.offered(doctor.id, audience))
        .collect();
    found.sort_by(|one, other| (&one.name, one.id).cmp(&(&other.name, other.id)));
    found.dedup_by_key(|visit| visit.id);
    let choice = |visit: VisitType| {
        Some(VisitChoice {
            id: visit.id?,
            name: visit.name,
        })
    };
    found.into_iter().filter_map(choice).collect()
}

fn farthest(today: Date) -> Date {
    today.checked_add(FARTHEST_DAYS.days()).unwrap_or(Date::MAX)
}

/// What is asked for, each field checked by itself.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// The appointment that is to be moved.
    pub appointment_id: Option<i64>,
    doctor_id: Option<i64>,
    specialization: String,
    visit_type_id: Option<i64>,
    weekdays: Weekdays,
    from: MinuteOfDay,
    to: MinuteOfDay,
    until: Date,
    note: String,
}

impl Wanted {
    /// Checks every field; messages go to `errors`.
    pub fn check(form: &JoinForm, today: Date, errors: &mut FieldErrors) -> Option<Self> {
        let nobody = form.doctor_id.is_none() && form.appointment_id.is_none();
        if nobody && validate::optional(&form.specialization).is_none() {
            errors.add("doctor_id", "Choose a doctor, or a specialization.");
        }
        let mut minute = |name: &str, text: &str, empty: u16| match validate::optional(text) {
            None => MinuteOfDay::new(empty),
            Some(text) => errors.check(
                name,
                text.parse::<MinuteOfDay>()
                    .map_err(|error| error.to_string()),
            ),
        };
        let (from, to) = (minute("from", &form.from, 0), minute("to", &form.to, 1440));
        if let (Some(from), Some(to)) = (from, to)
            && from >= to
        {
            errors.add("to", "The end must be after the beginning.");
        }
        let until = errors.check("until", last_day(&form.until, today));
        let note = errors.check("note", validate::reason(&form.note));
        Some(Self {
            appointment_id: form.appointment_id,
            doctor_id: form.doctor_id,
            specialization: form.specialization.trim().to_owned(),
            visit_type_id: form.visit_type_id,
            weekdays: form.weekdays(),
            from: from?,
            to: to.filter(|to| from < Some(*to))?,
            until: until?,
            note: note?.unwrap_or_default(),
        })
        .filter(|_| !nobody || !form.specialization.trim().is_empty())
    }
}

fn last_day(text: &str, today: Date) -> Result<Date, String> {
    let day: Date = text
        .trim()
        .parse()
        .map_err(|_| "Choose the last day that helps.")?;
    if day < today {
        return Err("This day is past.".to_owned());
    }
    if day > farthest(today) {
        return Err("Choose a day within a year.".to_owned());
    }
    Ok(day)
}

/// What a request refers to.
#[derive(Clone, Debug)]
pub struct Found {
    doctor_id: Option<i64>,
    specialization: String,
    visit_type_id: Option<i64>,
}

/// Looks up what is asked for.
///
/// # Errors
/// [`AppError::Invalid`] beside what is not there, is not offered, or cannot be moved.
pub fn find(
    conn: &mut Conn,
    settings: &Settings,
    wanted: &Wanted,
    patient_id: i64,
    audience: Audience,
    now: Timestamp,
) -> Result<Found, AppError> {
    patients::store::unmerged(conn, patient_id)
        .optional()?
        .ok_or_else(|| AppError::field("patient_id", "There is no such patient."))?;
    let appointment = match wanted.appointment_id {
        Some(id) => Some(movable(conn, settings, id, patient_id, now)?),
        None => None,
    };
    let visit_type_id = wanted
        .visit_type_id
        .or(appointment.as_ref().and_then(|found| found.visit_type_id));
    let whole = !wanted.specialization.is_empty();
    let doctor_id = wanted
        .doctor_id
        .or(appointment.map(|found| found.doctor_id).filter(|_| !whole));
    if let Some(id) = doctor_id {
        let doctor = doctors::store::active(conn, id)
            .optional()?
            .ok_or_else(|| AppError::field("doctor_id", "This doctor takes no bookings."))?;
        offers(settings, &[doctor.id], visit_type_id, audience)?;
        return Ok(Found {
            doctor_id: Some(id),
            specialization: doctor.specialization,
            visit_type_id,
        });
    }
    let asked = key(&wanted.specialization);
    let doctors = doctors::store::directory(conn, "", &asked)?;
    let Some(first) = doctors.first().filter(|_| !asked.is_empty()) else {
        return Err(AppError::field(
            "specialization",
            "Nobody here has this specialization.",
        ));
    };
    let specialization = first.specialization.clone();
    let ids: Vec<i64> = doctors.iter().map(|doctor| doctor.id).collect();
    offers(settings, &ids, visit_type_id, audience)?;
    Ok(Found {
        doctor_id: None,
        specialization,
        visit_type_id,
    })
}

/// An appointment of that patient that is still to come.
fn movable(
    conn: &mut Conn,
    settings: &Settings,
    id: i64,
    patient_id: i64,
    now: Timestamp,
) -> Result<Appointment, AppError> {
    appointments::find(conn, settings, Scope::Patient(patient_id), id)
        .optional()?
        .filter(|found| found.status.may_move() && found.starts_at.timestamp() > now)
        .ok_or_else(|| {
            AppError::field(
                "appointment_id",
                "This appointment cannot be moved any more.",
            )
        })
}

/// Whether one of these doctors offers the visit type to whoever asks.
fn offers(
    settings: &Settings,
    doctors: &[i64],
    visit_type_id: Option<i64>,
    audience: Audience,
) -> Result<(), AppError> {
    let offered = |doctor: &i64| match visit_type_id {
        Some(_) => settings
            .rules
            .offer(*doctor, visit_type_id, audience)
            .is_some(),
        None => fill::visit(&settings.rules, *doctor, None).is_some(),
    };
    if doctors.iter().any(offered) {
        return Ok(());
    }
    Err(AppError::field(
        "visit_type_id",
        "This kind of visit is not offered here.",
    ))
}

impl Found {
    /// The request to be written down.
    pub fn request<'a>(&'a self, wanted: &'a Wanted, patient_id: i64, actor: &Actor) -> New<'a> {
        New {
            patient_id,
            doctor_id: self.doctor_id,
            specialization: &self.specialization,
            visit_type_id: self.visit_type_id,
            appointment_id: wanted.appointment_id,
            weekdays: wanted.weekdays,
            from: wanted.from,
            to: wanted.to,
            until: wanted.until,
            note: &wanted.note,
            created_by: actor.user_id,
            created_at: actor.at,
        }
    }
}
