-- The day by which what was read was judged: what became late between reading and marking is told next time.
alter table read_marks add column day date;
update read_marks set day = (read_at at time zone 'UTC')::date;
alter table read_marks alter column day set not null;
