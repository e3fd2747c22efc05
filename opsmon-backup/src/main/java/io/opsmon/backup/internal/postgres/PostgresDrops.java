package io.opsmon.backup.internal.postgres;

/** The statements that empty a database before a restore. */
final class PostgresDrops {

    /** Drops all objects except opsmon's own tables, the schemas of these tables, and extensions with their members. */
    static final String ALL_BUT_OWN = """
            DO $opsmon$
            DECLARE
              dropping text;
              droppings text[];
            BEGIN
              droppings := ARRAY(WITH theirs AS (
                SELECT n.oid, n.nspname,
                       EXISTS (SELECT FROM pg_class c WHERE c.relnamespace = n.oid AND c.relname LIKE 'opsmon\\_%')
                         OR EXISTS (SELECT FROM pg_extension e WHERE e.extnamespace = n.oid)
                         OR NOT pg_has_role(n.nspowner, 'USAGE') AS is_kept
                  FROM pg_namespace n
                 WHERE n.nspname <> 'information_schema' AND n.nspname NOT LIKE 'pg\\_%'
                   AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_namespace'::regclass AND d.objid = n.oid AND d.deptype = 'e'))
                SELECT format('DROP SCHEMA %I CASCADE', nspname) FROM theirs WHERE nspname <> 'public' AND NOT is_kept
                UNION ALL
                SELECT format('DROP %s IF EXISTS %I.%I CASCADE',
                              CASE c.relkind WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW' WHEN 'f' THEN 'FOREIGN TABLE'
                                             WHEN 'S' THEN 'SEQUENCE' WHEN 'c' THEN 'TYPE' ELSE 'TABLE' END, t.nspname, c.relname)
                  FROM pg_class c JOIN theirs t ON t.oid = c.relnamespace
                 WHERE c.relkind IN ('v', 'm', 'f', 'S', 'r', 'p', 'c') AND NOT c.relispartition AND c.relname NOT LIKE 'opsmon\\_%'
                   AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
                   AND NOT (c.relkind = 'S' AND EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid
                                                          AND d.refclassid = 'pg_class'::regclass AND d.deptype IN ('a', 'i')))
                UNION ALL
                SELECT format('DROP ROUTINE IF EXISTS %s CASCADE', p.oid::regprocedure)
                  FROM pg_proc p JOIN theirs t ON t.oid = p.pronamespace
                 WHERE NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype IN ('e', 'i'))
                UNION ALL
                SELECT format('DROP OPERATOR IF EXISTS %I.%s (%s, %s) CASCADE', t.nspname, o.oprname,
                              CASE o.oprleft WHEN 0 THEN 'NONE' ELSE format_type(o.oprleft, NULL) END, CASE o.oprright WHEN 0 THEN 'NONE' ELSE format_type(o.oprright, NULL) END)
                  FROM pg_operator o JOIN theirs t ON t.oid = o.oprnamespace
                 WHERE NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_operator'::regclass AND d.objid = o.oid AND d.deptype = 'e')
                UNION ALL
                SELECT format('DROP OPERATOR FAMILY IF EXISTS %I.%I USING %I CASCADE', t.nspname, f.opfname, m.amname)
                  FROM pg_opfamily f JOIN theirs t ON t.oid = f.opfnamespace JOIN pg_am m ON m.oid = f.opfmethod
                 WHERE NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_opfamily'::regclass AND d.objid = f.oid AND d.deptype = 'e')
                UNION ALL
                SELECT format('DROP CAST IF EXISTS (%s AS %s)', format_type(c.castsource, NULL), format_type(c.casttarget, NULL))
                  FROM pg_cast c
                 WHERE c.oid >= 16384 AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_cast'::regclass AND d.objid = c.oid AND d.deptype IN ('e', 'i'))
                UNION ALL
                SELECT format('DROP TEXT SEARCH CONFIGURATION IF EXISTS %I.%I CASCADE', t.nspname, s.cfgname)
                  FROM pg_ts_config s JOIN theirs t ON t.oid = s.cfgnamespace
                 WHERE NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_ts_config'::regclass AND d.objid = s.oid AND d.deptype = 'e')
                UNION ALL
                SELECT format('DROP TEXT SEARCH DICTIONARY IF EXISTS %I.%I CASCADE', t.nspname, s.dictname)
                  FROM pg_ts_dict s JOIN theirs t ON t.oid = s.dictnamespace
                 WHERE NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_ts_dict'::regclass AND d.objid = s.oid AND d.deptype = 'e')
                UNION ALL
                SELECT format('DROP PUBLICATION IF EXISTS %I', p.pubname) FROM pg_publication p WHERE pg_has_role(p.pubowner, 'USAGE')
                UNION ALL
                SELECT format('DROP EVENT TRIGGER IF EXISTS %I', v.evtname) FROM pg_event_trigger v
                 WHERE pg_has_role(v.evtowner, 'USAGE')
                   AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_event_trigger'::regclass AND d.objid = v.oid AND d.deptype = 'e')
                UNION ALL
                SELECT format('DROP SERVER IF EXISTS %I CASCADE', s.srvname) FROM pg_foreign_server s
                 WHERE pg_has_role(s.srvowner, 'USAGE')
                   AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_foreign_server'::regclass AND d.objid = s.oid AND d.deptype = 'e')
                UNION ALL
                SELECT format('DROP COLLATION IF EXISTS %I.%I CASCADE', t.nspname, l.collname)
                  FROM pg_collation l JOIN theirs t ON t.oid = l.collnamespace
                 WHERE NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_collation'::regclass AND d.objid = l.oid AND d.deptype = 'e')
                UNION ALL
                SELECT format('DROP TYPE IF EXISTS %I.%I CASCADE', t.nspname, y.typname)
                  FROM pg_type y JOIN theirs t ON t.oid = y.typnamespace
                 WHERE y.typtype IN ('e', 'd', 'r')
                   AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_type'::regclass AND d.objid = y.oid AND d.deptype = 'e'));
              -- What is made again gets the privileges that it had.
              droppings := droppings || ARRAY(
                SELECT format('ALTER DEFAULT PRIVILEGES%s REVOKE ALL ON %s FROM %s', ' IN SCHEMA ' || quote_ident(n.nspname),
                              CASE d.defaclobjtype WHEN 'r' THEN 'TABLES' WHEN 'S' THEN 'SEQUENCES' WHEN 'f' THEN 'FUNCTIONS' WHEN 'T' THEN 'TYPES' ELSE 'SCHEMAS' END,
                              CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(a.grantee)) END)
                  FROM pg_default_acl d LEFT JOIN pg_namespace n ON n.oid = d.defaclnamespace, aclexplode(d.defaclacl) a
                 WHERE d.defaclrole = (SELECT oid FROM pg_roles WHERE rolname = current_user) AND a.grantee <> d.defaclrole
                   AND (n.oid IS NULL OR EXISTS (SELECT FROM pg_class c WHERE c.relnamespace = n.oid AND c.relname LIKE 'opsmon\\_%') OR n.nspname = 'public'));
              FOREACH dropping IN ARRAY droppings LOOP
                EXECUTE dropping;
              END LOOP;
              PERFORM lo_unlink(oid) FROM pg_largeobject_metadata;
            END
            $opsmon$""";

    /** Drops opsmon's own tables, too. */
    static final String ALL = ALL_BUT_OWN
            .replace(" AND c.relname NOT LIKE 'opsmon\\_%'", "")
            .replace("c.relname LIKE 'opsmon\\_%'", "false");

    private PostgresDrops() {}
}
