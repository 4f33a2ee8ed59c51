//! What a doctor's time is made of: visit types, rooms, the policy, hours, exceptions.

mod exceptions;
mod hours;
mod policy;
mod visit_types;

use serde_json::Value;

use crate::common::Client;

/// The beginnings of a doctor's free times on those days, `both` included.
async fn free(client: &Client, doctor_id: i64, from: &str, to: &str) -> Vec<String> {
    let path = format!("/api/doctors/{doctor_id}/slots?from={from}&to={to}");
    starts(&client.get(&path).await.expect(200).json())
}

fn starts(slots: &Value) -> Vec<String> {
    let slots = slots.as_array().unwrap().iter();
    slots
        .map(|slot| slot["starts_at"].as_str().unwrap()[..16].to_owned())
        .collect()
}
