-- Values whose text depends on the settings of the session: the user's settings differ from those of the server.
-- check: SELECT count(*) = 1 FROM public.measured WHERE ratio = 0.1::float8 + 0.2::float8
-- @superuser
ALTER ROLE ${app} SET timezone = 'Asia/Kathmandu';
ALTER ROLE ${app} SET datestyle = 'SQL, DMY';
ALTER ROLE ${app} SET intervalstyle = 'sql_standard';
ALTER ROLE ${app} SET extra_float_digits = -5;
ALTER ROLE ${app} SET bytea_output = 'escape';
ALTER ROLE ${app} SET standard_conforming_strings = off;
ALTER ROLE ${app} SET xmloption = 'document';
ALTER ROLE ${app} SET statement_timeout = '10min';
ALTER ROLE ${app} SET search_path = '';
-- @application
CREATE TABLE public.measured (at timestamptz, day date, took interval, ratio float8, raw bytea, price money, x xml, tags text[], of regclass);
INSERT INTO public.measured VALUES ('2026-01-02 03:04:05.123456+00', '2026-02-03', '1 year 2 days -03:04', 0.1::float8 + 0.2::float8, decode('00ff5c27', 'hex'),
    12.34::numeric::money, xmlparse(content '<a/><b/>'), ARRAY['a\\b', 'c''d'], 'public.measured');
CREATE VIEW public.texts AS SELECT E'a\\b' AS a, 'it''s' AS b FROM public.measured;
