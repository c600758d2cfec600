-- A part of a code such as 160601-0001 is no telephone number: only groups parted by blanks, points or brackets are joined to one word.
create or replace function dossiers.search(question text, most int) returns setof dossiers.desk
language plpgsql stable security definer set search_path = pg_catalog, dossiers as $$
declare
  me uuid := platform.my_agency();
  prefix text;
  query text;
begin
  if me is null then
    return;
  end if;
  prefix := translate(left(me::text, 8) || right(me::text, 8), '-', '');
  if question ~ '^[0-9 .+()]*$' and regexp_replace(question, '[^0-9]', '', 'g') ~ '^(84)?0?[0-9]{3,10}$' then
    question := regexp_replace(regexp_replace(question, '[^0-9]', '', 'g'), '^84', '0');
  end if;
  select string_agg('''' || prefix || w || ''':*', ' & ') into query
  from (select distinct w from unnest(regexp_split_to_array(platform.fold(question), '[^a-z0-9]+')) as w where w <> '' limit 12) as words;
  if query is null then
    return;
  end if;
  return query select d.* from dossiers.desk d
    where d.search @@ query::tsquery and d.agency_id = me
    order by d.submitted_at desc, d.dossier_id desc limit least(most, 200);
end $$;
