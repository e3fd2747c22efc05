-- Rows that satisfied a check constraint when they were written, and violate it today.
-- finding: CONDITIONAL_CHECK
-- warning: ALTER TABLE public.appointments VALIDATE CONSTRAINT later: check constraint "later" of relation "appointments" is violated by some row
-- not checked: ALTER TABLE public.appointments VALIDATE CONSTRAINT later
-- changes: later
-- changes: ALTER TABLE public.appointments
-- changes: zz int
-- changes: at timestamp
-- check: SELECT count(*) = 1 FROM appointments
-- @application
CREATE TABLE appointments (at timestamptz CONSTRAINT later CHECK (at > now()), zz int);
INSERT INTO appointments VALUES (now() + interval '1 hour', 1);
ALTER TABLE appointments DROP CONSTRAINT later;
UPDATE appointments SET at = '2020-01-01';
ALTER TABLE appointments ADD CONSTRAINT later CHECK (at > now()) NOT VALID;
-- @superuser
UPDATE pg_constraint SET convalidated = true WHERE conname = 'later';
