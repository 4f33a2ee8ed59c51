//! Rows on their way from one engine to the other, as JSON objects that both write alike.

use diesel::{
    QueryResult, QueryableByName, RunQueryDsl as _,
    connection::{DefaultLoadingMode, SimpleConnection as _},
    pg::PgRowByRowLoadingMode,
    sql_query,
    sql_types::{BigInt, Binary, Text},
};

use super::{
    Conn, lines,
    table::{Column, Table},
};

/// A row as a JSON object, with truth as 0 and 1.
#[derive(QueryableByName)]
pub(in crate::server) struct Row {
    /// The bytes as the database has them: text in a file need not be Unicode.
    #[diesel(sql_type = Binary)]
    pub(in crate::server) json: Vec<u8>,
}

#[derive(QueryableByName)]
struct Number {
    #[diesel(sql_type = BigInt)]
    number: i64,
}

type Rows<'conn> = Box<dyn Iterator<Item = QueryResult<Row>> + 'conn>;

/// Every column of every table, in no order.
pub(in crate::server) fn columns(conn: &mut Conn) -> QueryResult<Vec<Column>> {
    // A row's own number is declared INTEGER, for SQLite, and is as wide as a BIGINT.
    const FILE: &str = r"
        SELECT of_table, name, CASE WHEN numbered THEN 'bigint' ELSE kind END AS kind, place, numbered
        FROM (SELECT m.name AS of_table, c.name, lower(c.type) AS kind, c.pk AS place,
                     c.pk = 1 AND m.sql LIKE '%AUTOINCREMENT%' AS numbered
              FROM sqlite_master AS m JOIN pragma_table_info(m.name) AS c
              WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite\_%' ESCAPE '\'
                AND m.name <> '__diesel_schema_migrations'
                -- What this engine alone has, made from the other tables by triggers.
                AND m.name <> 'board_changes' AND m.name NOT LIKE 'patients\_found%' ESCAPE '\')";
    const SERVER: &str = "
        SELECT CAST(t.relname AS TEXT) AS of_table, CAST(c.attname AS TEXT) AS name,
               CAST(format_type(c.atttypid, c.atttypmod) AS TEXT) AS kind,
               CAST(coalesce(array_position(CAST(k.indkey AS INT2[]), c.attnum) + 1, 0) AS BIGINT) AS place,
               c.attidentity <> '' AS numbered
        FROM pg_class AS t
        JOIN pg_attribute AS c ON c.attrelid = t.oid AND c.attnum > 0 AND NOT c.attisdropped
        LEFT JOIN pg_index AS k ON k.indrelid = t.oid AND k.indisprimary
        JOIN pg_namespace AS s ON s.oid = t.relnamespace AND s.nspname = current_schema()
        WHERE t.relkind IN ('r', 'p') AND t.relname <> '__diesel_schema_migrations'";
    let query = match conn {
        Conn::Sqlite(_) => FILE,
        Conn::Postgresql(_) => SERVER,
    };
    sql_query(query).load(conn)
}

/// The rows by primary key, text in the order of its bytes, one after another.
pub(in crate::server) fn all<'conn>(
    conn: &'conn mut Conn,
    table: &Table,
) -> QueryResult<Rows<'conn>> {
    let name = table.name;
    match conn {
        Conn::Sqlite(file) => {
            let pairs = table.list(|column| format!("'{0}', \"{0}\"", column.name));
            let order = table.key.join("\", \"");
            let query = format!(
                "SELECT CAST(json_object({pairs}) AS BLOB) AS json FROM {name} ORDER BY \"{order}\""
            );
            let rows = sql_query(query).load_iter::<Row, DefaultLoadingMode>(file)?;
            Ok(Box::new(rows))
        }
        Conn::Postgresql(server) => {
            let columns = table.list(|column| match column.kind.as_str() {
                "boolean" => format!("CAST(\"{0}\" AS INTEGER) AS \"{0}\"", column.name),
                _ => format!("\"{}\"", column.name),
            });
            let order: Vec<String> = table.key.iter().map(|name| by_bytes(table, name)).collect();
            let order = order.join(", ");
            let query = format!(
                "SELECT CAST(row_to_json(r) AS TEXT) AS json FROM (SELECT {columns} FROM {name}) AS r ORDER BY {order}"
            );
            let rows = sql_query(query).load_iter::<Row, PgRowByRowLoadingMode>(server)?;
            Ok(Box::new(rows))
        }
    }
}

fn by_bytes(table: &Table, name: &str) -> String {
    let is_text = |column: &Column| column.name == name && column.kind == "text";
    let collation = if table.columns.iter().any(is_text) {
        " COLLATE \"C\""
    } else {
        ""
    };
    format!("r.\"{name}\"{collation}")
}

/// Whether text may hold the character U+0000.
pub(in crate::server) fn take_nul(conn: &Conn) -> bool {
    matches!(conn, Conn::Sqlite(_))
}

/// Writes rows, which come as a JSON array.
pub(in crate::server) fn insert(conn: &mut Conn, table: &Table, rows: &str) -> QueryResult<usize> {
    let name = table.name;
    let columns = table.list(|column| format!("\"{}\"", column.name));
    let query = match conn {
        Conn::Sqlite(_) => {
            let values = table.list(|column| format!("value ->> '{}'", column.name));
            format!("INSERT INTO {name} ({columns}) SELECT {values} FROM json_each($1)")
        }
        Conn::Postgresql(_) => format!(
            "INSERT INTO {name} ({columns})
             SELECT {columns} FROM json_populate_recordset(CAST(NULL AS {name}), CAST($1 AS JSON))"
        ),
    };
    sql_query(query).bind::<Text, _>(rows).execute(conn)
}

/// Prepares a connection for writing a lot.
pub(in crate::server) fn prepare(conn: &mut Conn) -> QueryResult<()> {
    match conn {
        // Indexes are written all over: 200 MB of them stay in memory.
        Conn::Sqlite(file) => file.batch_execute("PRAGMA cache_size = -200000"),
        Conn::Postgresql(_) => Ok(()),
    }
}

/// Keeps everybody else from writing, and the triggers of appointments from counting: what they
/// would count is copied, and a row that one transaction changes a million times over becomes
/// slower each time.
pub(in crate::server) fn claim(conn: &mut Conn, tables: &[&str]) -> QueryResult<()> {
    match conn {
        Conn::Sqlite(_) => Ok(()),
        Conn::Postgresql(server) => server.batch_execute(&format!(
            "LOCK TABLE {} IN SHARE ROW EXCLUSIVE MODE; ALTER TABLE appointments DISABLE TRIGGER USER",
            tables.join(", ")
        )),
    }
}

/// Has the triggers count again. No board was open to see what was copied.
pub(in crate::server) fn release(conn: &mut Conn) -> QueryResult<()> {
    match conn {
        Conn::Sqlite(file) => file.batch_execute("DELETE FROM board_changes"),
        Conn::Postgresql(server) => {
            server.batch_execute("ALTER TABLE appointments ENABLE TRIGGER USER")
        }
    }
}

/// The number of the next row: one that no row ever had.
pub(in crate::server) fn next_number(conn: &mut Conn, table: &Table) -> QueryResult<i64> {
    let name = table.name;
    let query = match conn {
        Conn::Sqlite(_) => format!(
            "SELECT 1 + max(coalesce((SELECT max(id) FROM {name}), 0),
                            coalesce((SELECT seq FROM sqlite_sequence WHERE name = '{name}'), 0)) AS number"
        ),
        Conn::Postgresql(_) => {
            let sequence = format!("SELECT pg_get_serial_sequence('{name}', 'id') AS line");
            let sequence = lines(conn, &sequence)?.concat();
            format!(
                "SELECT greatest(coalesce((SELECT max(id) FROM {name}), 0) + 1,
                                 last_value + CAST(is_called AS INTEGER)) AS number FROM {sequence}"
            )
        }
    };
    let next: Number = sql_query(query).get_result(conn)?;
    Ok(next.number)
}

/// Has the next row be numbered so; undone with the transaction.
pub(in crate::server) fn continue_with(
    conn: &mut Conn,
    table: &Table,
    next: i64,
) -> QueryResult<()> {
    let name = table.name;
    conn.batch_execute(&match conn {
        Conn::Sqlite(_) => format!(
            "DELETE FROM sqlite_sequence WHERE name = '{name}';
             INSERT INTO sqlite_sequence (name, seq) VALUES ('{name}', {next} - 1)"
        ),
        Conn::Postgresql(_) => format!("ALTER TABLE {name} ALTER COLUMN id RESTART WITH {next}"),
    })
}
