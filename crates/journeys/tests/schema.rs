//! What every migration must keep, read from the catalogue of a migrated database.

use lienthong_testkit::test_db;

async fn list(sql: &'static str) -> Vec<String> {
    let db = test_db().await;
    sqlx::query_scalar(sql).fetch_all(&mut db.owner().await).await.expect("the catalogue answers")
}

#[tokio::test]
async fn foreign_keys_follow_the_arrows_downward() {
    let wrong = list(
        "with tier (room, tier) as (values ('platform', 1), ('directory', 3), ('procedures', 5), ('payments', 5), ('dossiers', 6))
         select format('%s -> %s', k.conrelid::regclass, k.confrelid::regclass)
         from pg_constraint k
         join pg_class f on f.oid = k.conrelid join pg_namespace fn on fn.oid = f.relnamespace
         join pg_class t on t.oid = k.confrelid join pg_namespace tn on tn.oid = t.relnamespace
         join tier ft on ft.room = fn.nspname left join tier tt on tt.room = tn.nspname
         where k.contype = 'f' and fn.nspname <> tn.nspname and (tt.tier is null or tt.tier >= ft.tier)",
    )
    .await;
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[tokio::test]
async fn functions_that_pass_the_wall_name_their_search_path() {
    let loose = list(
        "select p.oid::regprocedure::text from pg_proc p join pg_namespace n on n.oid = p.pronamespace
         where p.prosecdef and n.nspname not in ('pg_catalog', 'information_schema', 'public')
           and not exists (select from unnest(coalesce(p.proconfig, '{}')) c where c like 'search_path=%')",
    )
    .await;
    assert!(loose.is_empty(), "{loose:#?}");
}

#[tokio::test]
async fn no_policy_reads_a_setting_for_each_row_or_uses_an_operator_that_no_index_may_serve() {
    let slow = list(
        r"select format('%s: %s', polrelid::regclass, polname) from pg_policy,
           lateral (select coalesce(pg_get_expr(polqual, polrelid), '') || ' ' || coalesce(pg_get_expr(polwithcheck, polrelid), '')) e (text)
         where e.text ~* '(~~|@@|@>|<@|&&|like )' or e.text ~* 'current_setting'
           or regexp_replace(e.text, '\( *SELECT platform\.my_', '', 'gi') ~ 'platform\.my_'",
    )
    .await;
    assert!(slow.is_empty(), "{slow:#?}");
}

#[tokio::test]
async fn what_hangs_on_a_dossier_is_found_by_index() {
    let bare = list(
        "select format('%s (%s)', k.conrelid::regclass, a.attname) from pg_constraint k
         join pg_attribute a on a.attrelid = k.conrelid and a.attnum = k.conkey[1]
         where k.contype = 'f' and array_length(k.conkey, 1) = 1 and k.confrelid = 'dossiers.dossier'::regclass
           and not exists (select from pg_index i where i.indrelid = k.conrelid and k.conkey[1] = any (i.indkey::int2[]))",
    )
    .await;
    assert!(bare.is_empty(), "{bare:#?}");
}
