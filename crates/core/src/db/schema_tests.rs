//! The schema as the files add up to it, held against the schema that the engines have.

use super::*;
use crate::db::testing::environments;

fn all() -> Vec<String> {
    files().iter().map(|(name, _)| (*name).to_owned()).collect()
}

fn leak(text: String) -> &'static str {
    Box::leak(text.into_boxed_str())
}

/// What the files are read as is what the databases have.
#[tokio::test(flavor = "multi_thread")]
async fn the_tables_are_those_of_both_databases() {
    for test in environments().await.unwrap() {
        let names = if test.engine == "sqlite" {
            "select name from sqlite_master where type = 'table' order by name"
        } else {
            "select table_name::text from information_schema.tables where table_schema = current_schema() order by 1"
        };
        let rows = test.env.db.query(names, &[]).await.unwrap();
        let mut there: Vec<String> = rows.into_iter().map(|row| row.read().unwrap()).collect();
        there.retain(|name| !["core_migration", "core_expansion"].contains(&name.as_str()));
        there.sort();
        let tables = tables(&all()).unwrap();
        let mut read: Vec<String> = tables.iter().map(|table| table.name.clone()).collect();
        read.sort();
        assert_eq!(read, there, "{}", test.engine);
        for table in &tables {
            let sql = if test.engine == "sqlite" {
                format!("select name from pragma_table_info('{table}') order by name")
            } else {
                format!(
                    "select column_name::text from information_schema.columns where table_schema = current_schema() \
                     and table_name = '{table}' order by 1"
                )
            };
            let rows = test.env.db.query(leak(sql), &[]).await.unwrap();
            let mut there: Vec<String> = rows.into_iter().map(|row| row.read().unwrap()).collect();
            there.sort();
            let mut read: Vec<String> = table.columns.iter().map(|column| column.name.clone()).collect();
            read.sort();
            assert_eq!(read, there, "{}: {table}", test.engine);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_types_are_those_of_postgresql() {
    let Some(test) = environments().await.unwrap().into_iter().find(|test| test.engine == "postgres") else {
        return;
    };
    for table in tables(&all()).unwrap() {
        for column in &table.columns {
            let sql = format!(
                "select data_type::text from information_schema.columns where table_schema = current_schema() \
                 and table_name = '{table}' and column_name = '{}'",
                column.name
            );
            let found: String = test.env.db.one(leak(sql), &[]).await.unwrap().read().unwrap();
            let found = found.replace("timestamp with time zone", "timestamptz");
            assert_eq!(found.parse::<Holds>().unwrap(), column.holds, "{table}.{}", column.name);
        }
    }
}

#[test]
fn a_table_comes_after_those_it_points_at() {
    let tables = tables(&all()).unwrap();
    let place = |name: &str| tables.iter().position(|table| table.name == name).unwrap();
    assert!(place("identity_account") < place("identity_authenticator"));
}

#[test]
fn later_files_change_what_earlier_ones_made() {
    let mut tables = Vec::new();
    for statement in statements(
        "-- A remark; with a semicolon.\ncreate table a (\n  id uuid primary key, -- which\n  n bigint not null default 0,\n  \
         primary key (id, n)\n);\ncreate table b (x text);\nalter table a add column t timestamptz;\nalter table a drop column n;\n\
         create index i on a (t) where t is not null;\ndrop table b;",
    ) {
        read(&mut tables, &statement).unwrap();
    }
    let column = |name: &str, holds| Column { name: name.to_owned(), holds };
    let columns = vec![column("id", Holds::Uuid), column("t", Holds::Timestamptz)];
    assert_eq!(tables, [Table { name: "a".to_owned(), columns }]);
    assert_eq!(tables[0].select(), "select id, t from a");
}

#[test]
fn what_is_not_understood_is_an_error_and_not_a_gap() {
    for bad in [
        "alter table a rename to b",
        "create table a (x serial)",
        "create view v as select 1",
        "create table a",
    ] {
        let mut tables = vec![Table { name: "a".to_owned(), columns: Vec::new() }];
        assert!(read(&mut tables, bad).is_err(), "{bad}");
    }
}

#[test]
fn a_value_is_the_same_from_either_engine() {
    let id = uuid::Uuid::from_u128(7);
    assert_eq!(Holds::Uuid.normal(Value::Bytes(id.as_bytes().to_vec())).unwrap(), Value::Uuid(id));
    assert_eq!(Holds::Boolean.normal(Value::Int(1)).unwrap(), Value::Bool(true));
    assert_eq!(
        Holds::Jsonb.normal(Value::Text("[1]".to_owned())).unwrap(),
        Value::Json(serde_json::json!([1]))
    );
    assert_eq!(Holds::Bytea.normal(Value::Null).unwrap(), Value::Null);
    assert!(Holds::Bigint.normal(Value::Text("1".to_owned())).is_err());
}
