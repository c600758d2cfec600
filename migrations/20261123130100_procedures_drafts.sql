-- An import that meets a version which an official completed must not take over by itself: it waits as a draft, the officer of
-- procedure control compares and accepts it. Acceptance sets the first day in force and the state, never the content.

grant update (valid_from) on procedures.procedure_version to lienthong_official;
create policy official_accepts on procedures.procedure_version for update to lienthong_official
  using (state = 'draft') with check (state = 'public');
create unique index procedure_version_one_draft on procedures.procedure_version (procedure_id) where state = 'draft';

