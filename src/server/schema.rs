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
        notice_minutes -> Integer,
        horizon_days -> Integer,
        cancel_minutes -> Integer,
        most_open -> Nullable<Integer>,
        new_patients -> Bool,
        noshow_limit -> Nullable<Integer>,
        rules_version -> Integer,
        noshow_minutes -> Integer,
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
        own_hours -> Bool,
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
        forgiven_until -> Nullable<BigInt>,
        merged_into -> Nullable<BigInt>,
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
        visit_type_id -> Nullable<BigInt>,
        room_id -> Nullable<BigInt>,
        buffer_before -> Integer,
        buffer_after -> Integer,
        series_id -> Nullable<BigInt>,
        late -> Bool,
        overbook_reason -> Text,
        check_in_code -> Text,
    }
}

diesel::table! {
    occupancies (id) {
        id -> BigInt,
        resource_kind -> Text,
        resource_id -> BigInt,
        starts_at -> BigInt,
        ends_at -> BigInt,
        appointment_id -> Nullable<BigInt>,
        overbooked -> Bool,
        hold_id -> Nullable<BigInt>,
        held_until -> Nullable<BigInt>,
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

diesel::table! {
    rooms (id) {
        id -> BigInt,
        name -> Text,
        active -> Bool,
        version -> Integer,
    }
}

diesel::table! {
    visit_types (id) {
        id -> BigInt,
        name -> Text,
        minutes -> Integer,
        buffer_before -> Integer,
        buffer_after -> Integer,
        colour -> Text,
        staff_only -> Bool,
        note -> Text,
        active -> Bool,
        version -> Integer,
    }
}

diesel::table! {
    visit_type_doctors (visit_type_id, doctor_id) {
        visit_type_id -> BigInt,
        doctor_id -> BigInt,
    }
}

diesel::table! {
    visit_type_rooms (visit_type_id, room_id) {
        visit_type_id -> BigInt,
        room_id -> BigInt,
    }
}

diesel::table! {
    working_hours (id) {
        id -> BigInt,
        doctor_id -> BigInt,
        weekday -> Integer,
        opens -> Integer,
        closes -> Integer,
        grid_minutes -> Integer,
        valid_from -> Nullable<Text>,
        valid_to -> Nullable<Text>,
    }
}

diesel::table! {
    working_hours_types (working_hours_id, visit_type_id) {
        working_hours_id -> BigInt,
        visit_type_id -> BigInt,
    }
}

diesel::table! {
    exceptions (id) {
        id -> BigInt,
        doctor_id -> Nullable<BigInt>,
        kind -> Text,
        starts -> Text,
        ends -> Text,
        grid_minutes -> Integer,
        reason -> Text,
        source -> Nullable<Text>,
        created_by -> Nullable<BigInt>,
        created_at -> BigInt,
    }
}

diesel::table! {
    series (id) {
        id -> BigInt,
        unit -> Text,
        every -> Integer,
        times -> Integer,
        created_by -> Nullable<BigInt>,
        created_at -> BigInt,
    }
}

diesel::table! {
    appointment_history (id) {
        id -> BigInt,
        appointment_id -> BigInt,
        version -> Integer,
        at -> BigInt,
        user_id -> Nullable<BigInt>,
        step -> Text,
        status -> Text,
        doctor_id -> BigInt,
        starts_at -> BigInt,
        ends_at -> BigInt,
        note -> Text,
    }
}

diesel::table! {
    holds (id) {
        id -> BigInt,
        patient_id -> BigInt,
        doctor_id -> BigInt,
        visit_type_id -> Nullable<BigInt>,
        room_id -> Nullable<BigInt>,
        starts_at -> BigInt,
        ends_at -> BigInt,
        buffer_before -> Integer,
        buffer_after -> Integer,
        expires_at -> BigInt,
        extended -> Integer,
        address -> Text,
        offered -> Bool,
        created_at -> BigInt,
    }
}

diesel::table! {
    waitlist (id) {
        id -> BigInt,
        patient_id -> BigInt,
        doctor_id -> Nullable<BigInt>,
        specialization -> Text,
        visit_type_id -> Nullable<BigInt>,
        appointment_id -> Nullable<BigInt>,
        weekdays -> Integer,
        from_minute -> Integer,
        to_minute -> Integer,
        until -> Text,
        urgency -> Integer,
        status -> Text,
        note -> Text,
        created_by -> Nullable<BigInt>,
        created_at -> BigInt,
        ended_at -> Nullable<BigInt>,
        version -> Integer,
    }
}

diesel::table! {
    offers (id) {
        id -> BigInt,
        waitlist_id -> BigInt,
        doctor_id -> BigInt,
        starts_at -> BigInt,
        ends_at -> BigInt,
        hold_id -> Nullable<BigInt>,
        status -> Text,
        offered_at -> BigInt,
        expires_at -> BigInt,
        answered_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    openings (id) {
        id -> BigInt,
        doctor_id -> BigInt,
        starts_at -> BigInt,
        ends_at -> BigInt,
        freed_at -> BigInt,
    }
}

diesel::table! {
    move_requests (appointment_id) {
        appointment_id -> BigInt,
        asked_by -> Nullable<BigInt>,
        asked_at -> BigInt,
    }
}

diesel::table! {
    idempotency_keys (user_id, key) {
        user_id -> BigInt,
        key -> Text,
        request -> Text,
        answer -> Text,
        at -> BigInt,
    }
}

diesel::table! {
    encounters (appointment_id) {
        appointment_id -> BigInt,
        day -> Text,
        queue_number -> Integer,
        room_id -> Nullable<BigInt>,
        walk_in -> Bool,
        arrived_at -> BigInt,
        called_at -> Nullable<BigInt>,
        started_at -> Nullable<BigInt>,
        ended_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    queues (day) {
        day -> Text,
        last -> Integer,
    }
}

diesel::table! {
    undos (appointment_id) {
        appointment_id -> BigInt,
        version -> Integer,
        at -> BigInt,
        user_id -> Nullable<BigInt>,
        before -> Text,
    }
}

diesel::table! {
    screens (id) {
        id -> BigInt,
        kind -> Text,
        shows -> Text,
        name -> Text,
        token_hash -> Text,
        created_by -> Nullable<BigInt>,
        created_at -> BigInt,
        revoked_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    merges (id) {
        id -> BigInt,
        kept_id -> BigInt,
        merged_id -> BigInt,
        at -> BigInt,
        user_id -> Nullable<BigInt>,
        moved -> Text,
        undone_at -> Nullable<BigInt>,
        undone_by -> Nullable<BigInt>,
    }
}

diesel::joinable!(encounters -> appointments (appointment_id));
diesel::joinable!(undos -> appointments (appointment_id));
diesel::joinable!(doctors -> users (user_id));
diesel::joinable!(patients -> users (user_id));
diesel::joinable!(appointments -> doctors (doctor_id));
diesel::joinable!(appointments -> patients (patient_id));
diesel::joinable!(occupancies -> appointments (appointment_id));
diesel::joinable!(occupancies -> holds (hold_id));
diesel::joinable!(appointment_history -> appointments (appointment_id));
diesel::joinable!(appointment_history -> users (user_id));
diesel::joinable!(waitlist -> patients (patient_id));
diesel::joinable!(offers -> waitlist (waitlist_id));
diesel::joinable!(offers -> doctors (doctor_id));
diesel::joinable!(move_requests -> appointments (appointment_id));
diesel::joinable!(audit -> users (user_id));

diesel::allow_tables_to_appear_in_same_query!(
    appointment_counts,
    appointment_history,
    appointments,
    audit,
    clinic,
    doctors,
    encounters,
    exceptions,
    holds,
    idempotency_keys,
    imported_rows,
    merges,
    move_requests,
    occupancies,
    offers,
    opening_hours,
    openings,
    patients,
    queues,
    rooms,
    screens,
    series,
    sessions,
    undos,
    users,
    visit_type_doctors,
    visit_type_rooms,
    visit_types,
    waitlist,
    working_hours,
    working_hours_types,
);
