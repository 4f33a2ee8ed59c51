//! The people of a clinic, each signed in through the front door.

use std::ops::Deref;

use anteroom::{
    audit::Action,
    auth::{
        model::Role,
        store::{self, NewUser},
    },
    form::validate,
    patients::{self, model::Checked},
    server::schema::{audit, doctors},
};
use diesel::prelude::*;

use super::{Client, TestApp, password_hash};

/// Makes a kind of account: who it is, and the client it is signed in with.
macro_rules! actor {
    ($(#[$doc:meta])* $name:ident { $($field:ident),* }) => {
        $(#[$doc])*
        #[derive(Clone)]
        pub(crate) struct $name {
            pub(crate) client: Client,
            pub(crate) user_id: i64,
            $(pub(crate) $field: i64,)*
        }

        impl Deref for $name {
            type Target = Client;

            fn deref(&self) -> &Client {
                &self.client
            }
        }
    };
}

actor!(
    /// Runs the clinic.
    Admin {}
);
actor!(
    /// Runs the day.
    FrontDesk {}
);
actor!(
    /// Sees patients.
    Doctor { id }
);
actor!(
    /// Comes to be seen.
    Patient { id }
);

impl TestApp {
    /// The administrator who set the clinic up, signed in.
    pub(crate) async fn admin(&self) -> Admin {
        let user_id = self
            .db(|conn| Ok(store::find_account(conn, "admin")?.unwrap().id))
            .await;
        Admin {
            client: self.signed_in("admin").await,
            user_id,
        }
    }

    /// Somebody at the front desk, signed in.
    pub(crate) async fn front_desk(&self) -> FrontDesk {
        let user_id = self.account("desk", Role::FrontDesk, "Dee Desk").await;
        FrontDesk {
            client: self.signed_in("desk").await,
            user_id,
        }
    }

    /// A doctor of general practice called "Dr" and the username, signed in.
    pub(crate) async fn doctor(&self, username: &str) -> Doctor {
        let full_name = format!("Dr {username}");
        let user_id = self.account(username, Role::Doctor, &full_name).await;
        let id = self
            .db(move |conn| {
                diesel::insert_into(doctors::table)
                    .values((
                        doctors::user_id.eq(user_id),
                        doctors::full_name.eq(&full_name),
                        doctors::specialization.eq("General practice"),
                        doctors::search_key.eq(validate::fold(&full_name)),
                    ))
                    .returning(doctors::id)
                    .get_result(conn)
            })
            .await;
        Doctor {
            client: self.signed_in(username).await,
            user_id,
            id,
        }
    }

    /// A patient, signed in.
    pub(crate) async fn patient(&self, username: &str) -> Patient {
        let full_name = format!("Pat {username}");
        let user_id = self.account(username, Role::Patient, &full_name).await;
        let id = self.patient_record(&full_name, Some(user_id)).await;
        Patient {
            client: self.signed_in(username).await,
            user_id,
            id,
        }
    }

    /// An active account with everybody's password; gives its id.
    pub(crate) async fn account(&self, username: &str, role: Role, full_name: &str) -> i64 {
        let (username, full_name, at) = (username.to_owned(), full_name.to_owned(), self.now());
        self.db(move |conn| {
            let new = NewUser {
                username: &username,
                password_hash: password_hash(),
                role,
                full_name: &full_name,
                must_change_password: false,
                at,
            };
            store::create_user(conn, &new)
        })
        .await
    }

    /// A patient's record; gives its id.
    pub(crate) async fn patient_record(&self, full_name: &str, user_id: Option<i64>) -> i64 {
        let at = self.now();
        let details = Checked {
            full_name: full_name.to_owned(),
            contact_number: "+44 117 496 0100".into(),
            email: String::new(),
            date_of_birth: Some(jiff::civil::date(1985, 4, 30)),
        };
        self.db(move |conn| patients::store::create(conn, user_id, &details, at))
            .await
    }

    /// A client signed in under this name.
    pub(crate) async fn signed_in(&self, username: &str) -> Client {
        let client = self.anon();
        client.log_in(username).await.expect(200);
        client
    }

    /// The audit entries of one kind: who, which record, from where, detail.
    pub(crate) async fn audited(&self, action: Action) -> Vec<Audited> {
        self.db(move |conn| {
            audit::table
                .filter(audit::action.eq(action.key()))
                .order(audit::id)
                .select((
                    audit::user_id,
                    audit::entity,
                    audit::entity_id,
                    audit::address,
                    audit::at,
                    audit::detail,
                ))
                .load(conn)
        })
        .await
    }
}

/// What an audit entry says.
#[derive(Clone, Debug, PartialEq, Eq, Queryable)]
pub(crate) struct Audited {
    pub(crate) user_id: Option<i64>,
    pub(crate) entity: String,
    pub(crate) entity_id: Option<i64>,
    pub(crate) address: String,
    pub(crate) at: i64,
    pub(crate) detail: String,
}
