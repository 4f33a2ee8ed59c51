//! The tables, as Diesel sees them. The truth is in `migrations/`; a test compares the two.
#![expect(missing_docs, reason = "the columns are described in migrations/")]

diesel::table! {
    clinic (id) {
        id -> BigInt,
        name -> Text,
        address -> Text,
        phone -> Text,
        time_zone -> Text,
        slot_minutes -> Integer,
        demo -> Bool,
        version -> Integer,
    }
}

diesel::table! {
    opening_hours (id) {
        id -> BigInt,
        weekday -> Integer,
        opens -> Integer,
        closes -> Integer,
    }
}

diesel::table! {
    users (id) {
        id -> BigInt,
        username -> Text,
        username_key -> Text,
        password_hash -> Text,
        role -> Text,
        status -> Text,
        must_change_password -> Bool,
        full_name -> Text,
        created_at -> BigInt,
        last_login_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    doctors (id) {
        id -> BigInt,
        user_id -> BigInt,
        full_name -> Text,
        specialization -> Text,
        languages -> Text,
        about -> Text,
        search_key -> Text,
        active -> Bool,
        version -> Integer,
    }
}

diesel::table! {
    patients (id) {
        id -> BigInt,
        user_id -> Nullable<BigInt>,
        full_name -> Text,
        contact_number -> Text,
        email -> Text,
        date_of_birth -> Nullable<Text>,
        search_key -> Text,
        created_at -> BigInt,
        version -> Integer,
    }
}

diesel::table! {
    appointments (id) {
        id -> BigInt,
        patient_id -> BigInt,
        doctor_id -> BigInt,
        starts_at -> BigInt,
        ends_at -> BigInt,
        status -> Text,
        reason -> Text,
        overbooked -> Bool,
        created_by -> Nullable<BigInt>,
        created_at -> BigInt,
        cancelled_by -> Nullable<BigInt>,
        cancelled_at -> Nullable<BigInt>,
        cancel_reason -> Text,
        version -> Integer,
    }
}

diesel::table! {
    occupancies (id) {
        id -> BigInt,
        resource_kind -> Text,
        resource_id -> BigInt,
        starts_at -> BigInt,
        ends_at -> BigInt,
        appointment_id -> BigInt,
        overbooked -> Bool,
    }
}

diesel::table! {
    sessions (id) {
        id -> Text,
        user_id -> Nullable<BigInt>,
        data -> Text,
        agent -> Text,
        created_at -> BigInt,
        last_seen_at -> BigInt,
        idle_seconds -> BigInt,
        expires_at -> BigInt,
    }
}

diesel::table! {
    audit (id) {
        id -> BigInt,
        at -> BigInt,
        user_id -> Nullable<BigInt>,
        action -> Text,
        entity -> Text,
        entity_id -> Nullable<BigInt>,
        address -> Text,
        detail -> Text,
    }
}

diesel::table! {
    imported_rows (source, source_table, source_id) {
        source -> Text,
        source_table -> Text,
        source_id -> BigInt,
        target_id -> Nullable<BigInt>,
    }
}

diesel::table! {
    appointment_counts (doctor_id, status) {
        doctor_id -> BigInt,
        status -> Text,
        appointments -> BigInt,
    }
}

diesel::table! {
    attempts (counter) {
        counter -> Text,
        since -> BigInt,
        failures -> Integer,
    }
}

diesel::joinable!(doctors -> users (user_id));
diesel::joinable!(patients -> users (user_id));
diesel::joinable!(appointments -> doctors (doctor_id));
diesel::joinable!(appointments -> patients (patient_id));
diesel::joinable!(occupancies -> appointments (appointment_id));
diesel::joinable!(audit -> users (user_id));

diesel::allow_tables_to_appear_in_same_query!(
    appointment_counts,
    appointments,
    audit,
    clinic,
    doctors,
    imported_rows,
    occupancies,
    opening_hours,
    patients,
    sessions,
    users,
);
