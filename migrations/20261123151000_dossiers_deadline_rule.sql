-- The rule by which the limit is counted is pinned with the dossier: a recount after a pause must not follow a newer rule.
alter table dossiers.dossier add column deadline_rule jsonb not null default '{}';
comment on column dossiers.dossier.deadline_rule is 'Cut-off, by clock time, same day; an empty object is the ordinary rule';
