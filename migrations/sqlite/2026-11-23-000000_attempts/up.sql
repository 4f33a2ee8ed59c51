-- Attempts to sign in or register of the last quarter of an hour that did not succeed (yet), so
-- that guessing is slowed down whichever server is asked. See src/server/throttle.rs.
CREATE TABLE attempts (
    counter TEXT NOT NULL PRIMARY KEY, -- what is counted: an account, an address, or both together
    since BIGINT NOT NULL,
    failures INTEGER NOT NULL
);
CREATE INDEX attempts_by_age ON attempts (since);
