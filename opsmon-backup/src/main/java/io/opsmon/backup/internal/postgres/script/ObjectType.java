package io.opsmon.backup.internal.postgres.script;

/**
 * The kinds of objects in a database, in the order of creation if dependencies do not require another order. Each kind
 * has a query for its objects. The query returns the id, the ids of required objects, whether the object belongs to one
 * of opsmon's own tables, and the statement. An id is the name of the catalog and the OID.
 *
 * @see <a href="https://www.postgresql.org/docs/15/catalogs.html">PostgreSQL's system catalogues</a>
 */
enum ObjectType {
    SCHEMA("""
            SELECT 'pg_namespace ' || n.oid, NULL::text[], false, format('CREATE SCHEMA IF NOT EXISTS %I', n.nspname)
              FROM pg_namespace n WHERE ${their schema} AND NOT ${of an extension: pg_namespace n}"""),

    EXTENSION("""
            SELECT 'pg_extension ' || e.oid, ARRAY['pg_namespace ' || n.oid], false,
                   format('CREATE EXTENSION IF NOT EXISTS %I WITH SCHEMA %I', e.extname, n.nspname)
              FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace"""),

    COLLATION("""
            SELECT 'pg_collation ' || c.oid, NULL::text[], false,
                   format('CREATE COLLATION %I.%I (%s%s)', n.nspname, c.collname,
                          CASE c.collprovider
                            WHEN 'i' THEN format('provider = icu, locale = %L, deterministic = %s',
                              coalesce(j ->> 'colllocale', j ->> 'colliculocale', j ->> 'collcollate'), CASE WHEN c.collisdeterministic THEN 'true' ELSE 'false' END)
                            ELSE format('provider = libc, lc_collate = %L, lc_ctype = %L', j ->> 'collcollate', j ->> 'collctype')
                          END,
                          ', rules = ' || quote_literal(j ->> 'collicurules'))
              FROM pg_collation c JOIN pg_namespace n ON n.oid = c.collnamespace, to_jsonb(c) j
             WHERE ${their schema} AND NOT ${of an extension: pg_collation c}"""),

    ENUM("""
            SELECT 'pg_type ' || t.oid, NULL::text[], false,
                   format('CREATE TYPE %s AS ENUM (%s)', format_type(t.oid, NULL),
                          (SELECT string_agg(quote_literal(e.enumlabel), ', ' ORDER BY e.enumsortorder) FROM pg_enum e WHERE e.enumtypid = t.oid))
              FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
             WHERE t.typtype = 'e' AND ${their schema} AND NOT ${of an extension: pg_type t}"""),

    /** Creates the multirange, the constructors and the casts, too. */
    RANGE("""
            SELECT 'pg_type ' || t.oid, NULL::text[], false,
                   format('CREATE TYPE %s AS RANGE (%s)', format_type(t.oid, NULL),
                          concat_ws(', ', 'SUBTYPE = ' || format_type(r.rngsubtype, NULL),
                                    CASE WHEN NOT o.opcdefault THEN format('SUBTYPE_OPCLASS = %I.%I', oc.nspname, o.opcname) END,
                                    CASE WHEN r.rngcollation <> b.typcollation THEN 'COLLATION = ' || substr(${collation: r.rngcollation}, length(' COLLATE ')) END,
                                    CASE WHEN r.rngsubdiff <> 0 THEN 'SUBTYPE_DIFF = ' || r.rngsubdiff END,
                                    'MULTIRANGE_TYPE_NAME = ' || format_type(r.rngmultitypid, NULL)))
              FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace JOIN pg_range r ON r.rngtypid = t.oid JOIN pg_type b ON b.oid = r.rngsubtype
                   JOIN pg_opclass o ON o.oid = r.rngsubopc JOIN pg_namespace oc ON oc.oid = o.opcnamespace
             WHERE t.typtype = 'r' AND r.rngcanonical = 0 AND ${their schema} AND NOT ${of an extension: pg_type t}"""),

    DOMAIN("""
            SELECT 'pg_type ' || t.oid, NULL::text[], false,
                   concat(format('CREATE DOMAIN %s AS %s', format_type(t.oid, NULL), format_type(t.typbasetype, t.typtypmod)),
                          CASE WHEN t.typcollation <> b.typcollation THEN ${collation: t.typcollation} END,
                          ' DEFAULT ' || t.typdefault,
                          CASE WHEN t.typnotnull THEN ' NOT NULL' END,
                          (SELECT string_agg(format(' CONSTRAINT %I %s', k.conname, pg_get_constraintdef(k.oid)), '' ORDER BY k.conname)
                             FROM pg_constraint k WHERE k.contypid = t.oid AND k.contype = 'c' AND k.convalidated))
              FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace JOIN pg_type b ON b.oid = t.typbasetype
             WHERE t.typtype = 'd' AND ${their schema} AND NOT ${of an extension: pg_type t}"""),

    COMPOSITE("""
            SELECT 'pg_type ' || t.oid, NULL::text[], false,
                   format('CREATE TYPE %s AS (%s)', format_type(t.oid, NULL),
                          (SELECT string_agg(concat(format('%I %s', a.attname, format_type(a.atttypid, a.atttypmod)),
                                                    CASE WHEN a.attcollation <> b.typcollation THEN ${collation: a.attcollation} END), ', ' ORDER BY a.attnum)
                             FROM pg_attribute a JOIN pg_type b ON b.oid = a.atttypid
                            WHERE a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped))
              FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace JOIN pg_class c ON c.oid = t.typrelid AND c.relkind = 'c'
             WHERE ${their schema} AND NOT ${of an extension: pg_type t}"""),

    FUNCTION("""
            SELECT 'pg_proc ' || p.oid, NULL::text[], false, pg_get_functiondef(p.oid)
              FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
             WHERE p.prokind <> 'a' AND ${their schema} AND NOT ${of an extension: pg_proc p} AND NOT ${part of another: pg_proc p}"""),

    AGGREGATE("""
            SELECT 'pg_proc ' || p.oid, NULL::text[], false,
                   format('CREATE AGGREGATE %I.%I(%s) (%s)', n.nspname, p.proname, CASE p.pronargs WHEN 0 THEN '*' ELSE pg_get_function_arguments(p.oid) END,
                          concat_ws(', ', 'SFUNC = ' || a.aggtransfn, 'STYPE = ' || format_type(a.aggtranstype, NULL), 'SSPACE = ' || nullif(a.aggtransspace, 0),
                                    CASE WHEN a.aggfinalfn <> 0 THEN 'FINALFUNC = ' || a.aggfinalfn END, CASE WHEN a.aggfinalextra THEN 'FINALFUNC_EXTRA' END,
                                    CASE WHEN a.aggfinalmodify <> CASE a.aggkind WHEN 'n' THEN 'r' ELSE 'w' END::"char" THEN 'FINALFUNC_MODIFY = ' || ${access: a.aggfinalmodify} END,
                                    CASE WHEN a.aggcombinefn <> 0 THEN 'COMBINEFUNC = ' || a.aggcombinefn END,
                                    CASE WHEN a.aggserialfn <> 0 THEN 'SERIALFUNC = ' || a.aggserialfn END,
                                    CASE WHEN a.aggdeserialfn <> 0 THEN 'DESERIALFUNC = ' || a.aggdeserialfn END,
                                    'INITCOND = ' || quote_literal(a.agginitval),
                                    CASE WHEN a.aggmtransfn <> 0 THEN concat_ws(', ', 'MSFUNC = ' || a.aggmtransfn, 'MINVFUNC = ' || a.aggminvtransfn,
                                      'MSTYPE = ' || format_type(a.aggmtranstype, NULL), 'MSSPACE = ' || nullif(a.aggmtransspace, 0),
                                      CASE WHEN a.aggmfinalfn <> 0 THEN 'MFINALFUNC = ' || a.aggmfinalfn END, CASE WHEN a.aggmfinalextra THEN 'MFINALFUNC_EXTRA' END,
                                      CASE WHEN a.aggmfinalmodify <> CASE a.aggkind WHEN 'n' THEN 'r' ELSE 'w' END::"char" THEN 'MFINALFUNC_MODIFY = ' || ${access: a.aggmfinalmodify} END,
                                      'MINITCOND = ' || quote_literal(a.aggminitval)) END,
                                    (SELECT format('SORTOP = OPERATOR(%I.%s)', sn.nspname, o.oprname) FROM pg_operator o JOIN pg_namespace sn ON sn.oid = o.oprnamespace WHERE o.oid = a.aggsortop),
                                    CASE p.proparallel WHEN 's' THEN 'PARALLEL = SAFE' WHEN 'r' THEN 'PARALLEL = RESTRICTED' END,
                                    CASE a.aggkind WHEN 'h' THEN 'HYPOTHETICAL' END))
              FROM pg_proc p JOIN pg_aggregate a ON a.aggfnoid = p.oid JOIN pg_namespace n ON n.oid = p.pronamespace
             WHERE ${their schema} AND NOT ${of an extension: pg_proc p}"""),

    /** A commutator or negator that does not exist yet is created as a shell by PostgreSQL. */
    OPERATOR("""
            SELECT 'pg_operator ' || o.oid, NULL::text[], false,
                   format('CREATE OPERATOR %I.%s (%s)', n.nspname, o.oprname,
                          concat_ws(', ', 'FUNCTION = ' || o.oprcode,
                                    CASE WHEN o.oprleft <> 0 THEN 'LEFTARG = ' || format_type(o.oprleft, NULL) END,
                                    CASE WHEN o.oprright <> 0 THEN 'RIGHTARG = ' || format_type(o.oprright, NULL) END,
                                    (SELECT format('COMMUTATOR = OPERATOR(%I.%s)', xn.nspname, x.oprname) FROM pg_operator x JOIN pg_namespace xn ON xn.oid = x.oprnamespace WHERE x.oid = o.oprcom),
                                    (SELECT format('NEGATOR = OPERATOR(%I.%s)', xn.nspname, x.oprname) FROM pg_operator x JOIN pg_namespace xn ON xn.oid = x.oprnamespace WHERE x.oid = o.oprnegate),
                                    CASE WHEN o.oprrest <> 0 THEN 'RESTRICT = ' || o.oprrest END, CASE WHEN o.oprjoin <> 0 THEN 'JOIN = ' || o.oprjoin END,
                                    CASE WHEN o.oprcanhash THEN 'HASHES' END, CASE WHEN o.oprcanmerge THEN 'MERGES' END))
              FROM pg_operator o JOIN pg_namespace n ON n.oid = o.oprnamespace
             WHERE o.oprcode <> 0 AND ${their schema} AND NOT ${of an extension: pg_operator o}"""),

    CAST("""
            SELECT 'pg_cast ' || c.oid, NULL::text[], false,
                   concat(format('CREATE CAST (%s AS %s) ', format_type(c.castsource, NULL), format_type(c.casttarget, NULL)),
                          CASE c.castmethod WHEN 'f' THEN 'WITH FUNCTION ' || c.castfunc::regprocedure WHEN 'i' THEN 'WITH INOUT' ELSE 'WITHOUT FUNCTION' END,
                          CASE c.castcontext WHEN 'a' THEN ' AS ASSIGNMENT' WHEN 'i' THEN ' AS IMPLICIT' END)
              FROM pg_cast c WHERE c.oid >= 16384 AND NOT ${of an extension: pg_cast c} AND NOT ${part of another: pg_cast c}"""),

    TEXT_SEARCH_DICTIONARY("""
            SELECT 'pg_ts_dict ' || d.oid, NULL::text[], false,
                   concat(format('CREATE TEXT SEARCH DICTIONARY %I.%I (TEMPLATE = %I.%I', n.nspname, d.dictname, tn.nspname, t.tmplname), ', ' || d.dictinitoption, ')')
              FROM pg_ts_dict d JOIN pg_namespace n ON n.oid = d.dictnamespace JOIN pg_ts_template t ON t.oid = d.dicttemplate JOIN pg_namespace tn ON tn.oid = t.tmplnamespace
             WHERE ${their schema} AND NOT ${of an extension: pg_ts_dict d}"""),

    TEXT_SEARCH_CONFIGURATION("""
            SELECT 'pg_ts_config ' || c.oid, NULL::text[], false, format('CREATE TEXT SEARCH CONFIGURATION %I.%I (PARSER = %I.%I)', n.nspname, c.cfgname, pn.nspname, p.prsname)
              FROM pg_ts_config c JOIN pg_namespace n ON n.oid = c.cfgnamespace JOIN pg_ts_parser p ON p.oid = c.cfgparser JOIN pg_namespace pn ON pn.oid = p.prsnamespace
             WHERE ${their schema} AND NOT ${of an extension: pg_ts_config c}"""),

    TEXT_SEARCH_MAPPING("""
            SELECT format('pg_ts_config_map %s %s', c.oid, m.maptokentype), ARRAY['pg_ts_config ' || c.oid], false,
                   format('ALTER TEXT SEARCH CONFIGURATION %I.%I ADD MAPPING FOR %I WITH %s', n.nspname, c.cfgname, k.alias,
                          string_agg(format('%I.%I', dn.nspname, d.dictname), ', ' ORDER BY m.mapseqno))
              FROM pg_ts_config c JOIN pg_namespace n ON n.oid = c.cfgnamespace JOIN pg_ts_config_map m ON m.mapcfg = c.oid
                   JOIN pg_ts_dict d ON d.oid = m.mapdict JOIN pg_namespace dn ON dn.oid = d.dictnamespace, LATERAL ts_token_type(c.cfgparser) k
             WHERE k.tokid = m.maptokentype AND ${their schema} AND NOT ${of an extension: pg_ts_config c}
             GROUP BY c.oid, n.nspname, c.cfgname, m.maptokentype, k.alias"""),

    SEQUENCE("""
            SELECT 'pg_class ' || c.oid, NULL::text[], ${own},
                   format('CREATE SEQUENCE %I.%I AS %s %s', n.nspname, c.relname, format_type(s.seqtypid, NULL), ${options of a sequence})
              FROM ${their relation} JOIN pg_sequence s ON s.seqrelid = c.oid
             WHERE NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'i')"""),

    TABLE("""
            SELECT 'pg_class ' || c.oid, NULL::text[], ${own},
                   concat(CASE c.relpersistence WHEN 'u' THEN 'CREATE UNLOGGED TABLE' ELSE 'CREATE TABLE' END, format(' %I.%I (', n.nspname, c.relname),
                     concat_ws(', ',
                       (SELECT string_agg(concat(format('%I %s', a.attname, format_type(a.atttypid, a.atttypmod)),
                            CASE WHEN a.attcollation <> t.typcollation THEN ${collation: a.attcollation} END,
                            CASE WHEN a.attidentity <> '' THEN
                                   (SELECT format(' GENERATED %s AS IDENTITY (SEQUENCE NAME %I.%I %s)',
                                                  CASE a.attidentity WHEN 'a' THEN 'ALWAYS' ELSE 'BY DEFAULT' END, sn.nspname, sc.relname, ${options of a sequence})
                                      FROM pg_depend d JOIN pg_class sc ON sc.oid = d.objid JOIN pg_namespace sn ON sn.oid = sc.relnamespace
                                           JOIN pg_sequence s ON s.seqrelid = sc.oid
                                     WHERE d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_class'::regclass AND d.refobjid = a.attrelid
                                       AND d.refobjsubid = a.attnum AND d.deptype = 'i')
                                 WHEN a.attgenerated <> '' THEN
                                   format(' GENERATED ALWAYS AS (%s) %s', pg_get_expr(v.adbin, v.adrelid), CASE a.attgenerated WHEN 's' THEN 'STORED' ELSE 'VIRTUAL' END)
                                 ELSE ' DEFAULT ' || pg_get_expr(v.adbin, v.adrelid)
                            END,
                            CASE WHEN a.attnotnull THEN ' NOT NULL' END), ', ' ORDER BY a.attnum)
                          FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid LEFT JOIN pg_attrdef v ON v.adrelid = a.attrelid AND v.adnum = a.attnum
                         WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped),
                       (SELECT string_agg(format('CONSTRAINT %I %s', k.conname, pg_get_constraintdef(k.oid)), ', ' ORDER BY k.conname)
                          FROM pg_constraint k WHERE k.conrelid = c.oid AND k.contype = 'c' AND k.convalidated AND NOT ${calls a function})),
                     ')',
                     CASE WHEN c.relkind = 'p' THEN ' PARTITION BY ' || pg_get_partkeydef(c.oid) END,
                     CASE WHEN m.amname <> 'heap' THEN format(' USING %I', m.amname) END,
                     ' WITH (' || nullif(concat_ws(', ', array_to_string(c.reloptions, ', '),
                       (SELECT string_agg('toast.' || o, ', ') FROM pg_class x, unnest(x.reloptions) o WHERE x.oid = c.reltoastrelid)), '') || ')')
              FROM ${their relation} LEFT JOIN pg_am m ON m.oid = c.relam
             WHERE c.relkind IN ('r', 'p')"""),

    /** Check constraints whose functions may need the table. */
    CHECK("""
            SELECT 'pg_constraint ' || k.oid, ARRAY['pg_class ' || c.oid], ${own},
                   format('ALTER TABLE ONLY %I.%I ADD CONSTRAINT %I %s', n.nspname, c.relname, k.conname, pg_get_constraintdef(k.oid))
              FROM ${their relation} JOIN pg_constraint k ON k.conrelid = c.oid
             WHERE k.contype = 'c' AND k.convalidated AND ${calls a function}"""),

    /** Partitions and inheritance. The child is created first, with its own columns in their order. */
    CHILD("""
            SELECT 'pg_inherits ' || i.inhrelid || ' ' || i.inhseqno, ARRAY['pg_class ' || i.inhrelid, 'pg_class ' || i.inhparent]
                     || ARRAY(SELECT 'pg_constraint ' || k.oid FROM pg_constraint k WHERE k.conrelid IN (i.inhrelid, i.inhparent) AND k.contype = 'c' AND ${calls a function}), ${own},
                   CASE WHEN c.relispartition
                        THEN format('ALTER TABLE ONLY %I.%I ATTACH PARTITION %I.%I %s', pn.nspname, pc.relname, n.nspname, c.relname, pg_get_expr(c.relpartbound, c.oid))
                        ELSE format('ALTER TABLE ONLY %I.%I INHERIT %I.%I', n.nspname, c.relname, pn.nspname, pc.relname)
                   END
              FROM ${their relation} JOIN pg_inherits i ON i.inhrelid = c.oid JOIN pg_class pc ON pc.oid = i.inhparent JOIN pg_namespace pn ON pn.oid = pc.relnamespace
             WHERE c.relkind IN ('r', 'p') ORDER BY i.inhrelid, i.inhseqno"""),

    COLUMN_OPTION("""
            SELECT format('pg_attribute %s %s %s', c.oid, a.attnum, o.option), ARRAY['pg_class ' || c.oid], ${own},
                   format('ALTER TABLE ONLY %I.%I ALTER COLUMN %I SET %s', n.nspname, c.relname, a.attname, o.option)
              FROM ${their relation} JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped JOIN pg_type t ON t.oid = a.atttypid,
                   unnest(ARRAY[
                     CASE WHEN a.attstorage <> t.typstorage THEN 'STORAGE ' || CASE a.attstorage WHEN 'p' THEN 'PLAIN' WHEN 'e' THEN 'EXTERNAL' WHEN 'm' THEN 'MAIN' ELSE 'EXTENDED' END END,
                     CASE WHEN a.attstattarget >= 0 THEN 'STATISTICS ' || a.attstattarget END,
                     CASE to_jsonb(a) ->> 'attcompression' WHEN 'p' THEN 'COMPRESSION pglz' WHEN 'l' THEN 'COMPRESSION lz4' END,
                     '(' || array_to_string(a.attoptions, ', ') || ')']) o(option)
             WHERE c.relkind IN ('r', 'p') AND o.option IS NOT NULL"""),

    VIEW("""
            SELECT 'pg_class ' || c.oid, NULL::text[], ${own},
                   concat(CASE c.relkind WHEN 'm' THEN 'CREATE MATERIALIZED VIEW ' ELSE 'CREATE VIEW ' END, format('%I.%I', n.nspname, c.relname),
                          ' WITH (' || array_to_string(c.reloptions, ', ') || ')', ' AS ', rtrim(pg_get_viewdef(c.oid), ';'),
                          CASE c.relkind WHEN 'm' THEN ' WITH NO DATA' END)
              FROM ${their relation} WHERE c.relkind IN ('v', 'm')"""),

    VIEW_DEFAULT("""
            SELECT 'pg_attrdef ' || v.oid, ARRAY['pg_class ' || c.oid], ${own},
                   format('ALTER VIEW %I.%I ALTER COLUMN %I SET DEFAULT %s', n.nspname, c.relname, a.attname, pg_get_expr(v.adbin, v.adrelid))
              FROM ${their relation} JOIN pg_attrdef v ON v.adrelid = c.oid JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = v.adnum
             WHERE c.relkind = 'v'"""),

    ROWS("""
            SELECT 'rows ' || c.oid, ARRAY['pg_class ' || c.oid]
                     || ARRAY(SELECT 'pg_constraint ' || k.oid FROM pg_constraint k WHERE k.conrelid = c.oid AND k.contype = 'c' AND k.convalidated AND ${calls a function}),
                   ${own}, format('COPY %I.%I FROM stdin', n.nspname, c.relname)
              FROM ${their relation} WHERE c.relkind = 'r' AND c.oid <> ALL ($without_rows) ORDER BY n.nspname, c.relname"""),

    OWNER_OF_A_SEQUENCE("""
            SELECT 'owner ' || c.oid, ARRAY['pg_class ' || c.oid, 'pg_class ' || d.refobjid], ${own},
                   format('ALTER SEQUENCE %I.%I OWNED BY %I.%I.%I', n.nspname, c.relname, tn.nspname, tc.relname, a.attname)
              FROM ${their relation} JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.refclassid = 'pg_class'::regclass AND d.deptype = 'a'
                   JOIN pg_class tc ON tc.oid = d.refobjid JOIN pg_namespace tn ON tn.oid = tc.relnamespace
                   JOIN pg_attribute a ON a.attrelid = tc.oid AND a.attnum = d.refobjsubid
             WHERE c.relkind = 'S'"""),

    /** The statement is a query for the statement. */
    VALUE_OF_A_SEQUENCE("""
            SELECT 'value ' || c.oid, ARRAY['pg_class ' || c.oid]
                     || ARRAY(SELECT 'pg_class ' || d.refobjid FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'i'),
                   ${own},
                   format('SELECT format(''SELECT pg_catalog.setval(%%L, %%s, %%L)'', %L, last_value, is_called) FROM %1$s', format('%I.%I', n.nspname, c.relname))
              FROM ${their relation} JOIN pg_sequence s ON s.seqrelid = c.oid"""),

    CONSTRAINT("""
            SELECT 'pg_constraint ' || k.oid, ARRAY['pg_class ' || c.oid, 'rows ' || c.oid], ${own},
                   format('ALTER TABLE ONLY %I.%I ADD CONSTRAINT %I %s', n.nspname, c.relname, k.conname, pg_get_constraintdef(k.oid))
              FROM ${their relation} JOIN pg_constraint k ON k.conrelid = c.oid
             WHERE k.contype IN ('p', 'u', 'x') OR k.contype = 'c' AND NOT k.convalidated"""),

    /** Constraints of domains that stored rows may violate. */
    DOMAIN_CONSTRAINT("""
            SELECT 'pg_constraint ' || k.oid, ARRAY['pg_type ' || t.oid] || ARRAY(SELECT 'rows ' || a.attrelid FROM pg_attribute a WHERE a.atttypid = t.oid), false,
                   format('ALTER DOMAIN %s ADD CONSTRAINT %I %s', format_type(t.oid, NULL), k.conname, pg_get_constraintdef(k.oid))
              FROM pg_constraint k JOIN pg_type t ON t.oid = k.contypid JOIN pg_namespace n ON n.oid = t.typnamespace
             WHERE k.contype = 'c' AND NOT k.convalidated AND ${their schema} AND NOT ${of an extension: pg_type t}"""),

    INDEX("""
            SELECT 'pg_class ' || i.indexrelid, ARRAY['pg_class ' || c.oid, 'rows ' || c.oid], ${own}, pg_get_indexdef(i.indexrelid)
              FROM ${their relation} JOIN pg_index i ON i.indrelid = c.oid
             WHERE (i.indisvalid OR c.relkind = 'p')
               AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.indexrelid AND k.contype IN ('p', 'u', 'x'))"""),

    INDEX_OF_A_PARTITION("""
            SELECT 'pg_inherits ' || h.inhrelid, ARRAY[${definition of an index: h.inhrelid}, ${definition of an index: h.inhparent}], ${own},
                   format('ALTER INDEX %I.%I ATTACH PARTITION %I.%I', pn.nspname, pc.relname, n.nspname, x.relname)
              FROM ${their relation} JOIN pg_index i ON i.indrelid = c.oid JOIN pg_class x ON x.oid = i.indexrelid JOIN pg_inherits h ON h.inhrelid = x.oid
                   JOIN pg_class pc ON pc.oid = h.inhparent JOIN pg_namespace pn ON pn.oid = pc.relnamespace"""),

    INDEX_OPTION("""
            SELECT format('index option %s %s', i.indexrelid, o.clustering), ARRAY[${definition of an index: i.indexrelid}], ${own},
                   format(o.statement, n.nspname, c.relname, x.relname)
              FROM ${their relation} JOIN pg_index i ON i.indrelid = c.oid JOIN pg_class x ON x.oid = i.indexrelid,
                   (VALUES ('ALTER TABLE %I.%I CLUSTER ON %I', true), ('ALTER TABLE ONLY %I.%I REPLICA IDENTITY USING INDEX %I', false)) o(statement, clustering)
             WHERE CASE WHEN o.clustering THEN i.indisclustered ELSE i.indisreplident AND c.relreplident = 'i' END"""),

    STATISTICS("""
            SELECT 'pg_statistic_ext ' || s.oid, ARRAY['pg_class ' || c.oid], ${own}, pg_get_statisticsobjdef(s.oid)
              FROM ${their relation} JOIN pg_statistic_ext s ON s.stxrelid = c.oid"""),

    FOREIGN_KEY("""
            SELECT 'pg_constraint ' || k.oid, ARRAY['pg_class ' || c.oid, 'rows ' || c.oid, 'pg_class ' || k.confrelid, 'rows ' || k.confrelid], ${own},
                   format('ALTER TABLE %s%I.%I ADD CONSTRAINT %I %s', CASE c.relkind WHEN 'r' THEN 'ONLY ' ELSE '' END, n.nspname, c.relname, k.conname, pg_get_constraintdef(k.oid))
              FROM ${their relation} JOIN pg_constraint k ON k.conrelid = c.oid
             WHERE k.contype = 'f' AND k.conparentid = 0"""),

    RULE("""
            SELECT 'rule ' || r.oid, ARRAY['pg_class ' || c.oid, 'rows ' || c.oid], ${own}, rtrim(pg_get_ruledef(r.oid), ';')
              FROM ${their relation} JOIN pg_rewrite r ON r.ev_class = c.oid
             WHERE r.rulename <> '_RETURN'"""),

    TRIGGER("""
            SELECT 'pg_trigger ' || t.oid, ARRAY['pg_class ' || c.oid, 'rows ' || c.oid], ${own}, pg_get_triggerdef(t.oid)
              FROM ${their relation} JOIN pg_trigger t ON t.tgrelid = c.oid
             WHERE NOT t.tgisinternal AND coalesce((to_jsonb(t) ->> 'tgparentid')::oid, 0) = 0"""),

    /** Triggers and rules that are not enabled in the default way. */
    FIRING("""
            SELECT o.id || ' enabled', ARRAY[o.id], ${own},
                   format('ALTER TABLE %I.%I %s %s %I', n.nspname, c.relname,
                          CASE o.enabled WHEN 'D' THEN 'DISABLE' WHEN 'R' THEN 'ENABLE REPLICA' ELSE 'ENABLE ALWAYS' END, o.what, o.name)
              FROM ${their relation}
                   JOIN (SELECT tgrelid, 'pg_trigger ' || oid, 'TRIGGER', tgname, tgenabled FROM pg_trigger t
                          WHERE NOT tgisinternal AND coalesce((to_jsonb(t) ->> 'tgparentid')::oid, 0) = 0
                         UNION ALL SELECT ev_class, 'rule ' || oid, 'RULE', rulename, ev_enabled FROM pg_rewrite WHERE rulename <> '_RETURN') o(relation, id, what, name, enabled)
                     ON o.relation = c.oid
             WHERE o.enabled <> 'O'"""),

    POLICY("""
            SELECT 'pg_policy ' || p.oid, ARRAY['pg_class ' || c.oid, 'rows ' || c.oid], ${own},
                   concat(format('CREATE POLICY %I ON %I.%I AS %s FOR %s TO ', p.polname, n.nspname, c.relname,
                                 CASE WHEN p.polpermissive THEN 'PERMISSIVE' ELSE 'RESTRICTIVE' END,
                                 CASE p.polcmd WHEN 'r' THEN 'SELECT' WHEN 'a' THEN 'INSERT' WHEN 'w' THEN 'UPDATE' WHEN 'd' THEN 'DELETE' ELSE 'ALL' END),
                          (SELECT string_agg(CASE r WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(r)) END, ', ') FROM unnest(p.polroles) r),
                          ' USING (' || pg_get_expr(p.polqual, p.polrelid) || ')', ' WITH CHECK (' || pg_get_expr(p.polwithcheck, p.polrelid) || ')')
              FROM ${their relation} JOIN pg_policy p ON p.polrelid = c.oid"""),

    TABLE_OPTION("""
            SELECT format('table option %s %s', c.oid, o.option), ARRAY['pg_class ' || c.oid, 'rows ' || c.oid], ${own},
                   format('ALTER TABLE %I.%I %s', n.nspname, c.relname, o.option)
              FROM ${their relation},
                   unnest(ARRAY[CASE WHEN c.relrowsecurity THEN 'ENABLE ROW LEVEL SECURITY' END, CASE WHEN c.relforcerowsecurity THEN 'FORCE ROW LEVEL SECURITY' END,
                                CASE c.relreplident WHEN 'f' THEN 'REPLICA IDENTITY FULL' WHEN 'n' THEN 'REPLICA IDENTITY NOTHING' END]) o(option)
             WHERE c.relkind IN ('r', 'p') AND o.option IS NOT NULL"""),

    /** Views over views are refreshed in the order of the views. */
    CONTENTS_OF_A_VIEW("""
            SELECT 'contents ' || c.oid, ARRAY['pg_class ' || c.oid], ${own}, format('REFRESH MATERIALIZED VIEW %I.%I', n.nspname, c.relname)
              FROM ${their relation} WHERE c.relkind = 'm' AND c.relispopulated"""),

    COMMENT("""
            SELECT format('pg_description %s %s %s', d.classoid, d.objoid, d.objsubid), NULL::text[],
                   d.classoid = 'pg_class'::regclass AND (SELECT ${own} FROM pg_class c WHERE c.oid = d.objoid),
                   format('COMMENT ON %s %s IS %L',
                          CASE WHEN d.objsubid > 0 THEN 'COLUMN' WHEN i.type = 'table constraint' THEN 'CONSTRAINT' WHEN i.type = 'domain constraint' THEN 'CONSTRAINT'
                               WHEN i.type = 'composite type' THEN 'TYPE' WHEN i.type = 'statistics object' THEN 'STATISTICS' WHEN i.type = 'aggregate' THEN 'ROUTINE' ELSE upper(i.type) END,
                          CASE i.type WHEN 'domain constraint' THEN regexp_replace(i.identity, ' on (?=[^"]*("[^"]*"[^"]*)*$)', ' ON DOMAIN ') ELSE i.identity END, d.description)
              FROM pg_description d, pg_identify_object(d.classoid, d.objoid, d.objsubid) i
             WHERE (d.objoid >= 16384 OR d.classoid = 'pg_namespace'::regclass AND d.objoid = 'public'::regnamespace AND d.description <> 'standard public schema')
               AND d.classoid <> 'pg_extension'::regclass
               AND coalesce(CASE d.classoid WHEN 'pg_class'::regclass THEN d.objoid
                              WHEN 'pg_constraint'::regclass THEN (SELECT k.conrelid FROM pg_constraint k WHERE k.oid = d.objoid)
                              WHEN 'pg_trigger'::regclass THEN (SELECT t.tgrelid FROM pg_trigger t WHERE t.oid = d.objoid)
                              WHEN 'pg_rewrite'::regclass THEN (SELECT r.ev_class FROM pg_rewrite r WHERE r.oid = d.objoid)
                              WHEN 'pg_policy'::regclass THEN (SELECT p.polrelid FROM pg_policy p WHERE p.oid = d.objoid)
                              WHEN 'pg_statistic_ext'::regclass THEN (SELECT s.stxrelid FROM pg_statistic_ext s WHERE s.oid = d.objoid)
                            END, 0::oid) <> ALL ($left_out)
               AND NOT EXISTS (SELECT FROM pg_depend e WHERE e.classid = d.classoid AND e.objid = d.objoid AND e.deptype = 'e')
             ORDER BY 1"""),

    PRIVILEGE("""
            SELECT format('privilege %s', row_number() OVER ()), NULL::text[], own, statement
              FROM (SELECT o.own, o.kind, o.name, o.position,
                           CASE WHEN o.position = 0 THEN format('REVOKE ALL ON %s %s FROM PUBLIC', o.kind, o.name)
                                ELSE format('GRANT %s%s ON %s %s TO %s%s', a.privilege_type, o.columns, o.kind, o.name,
                                            CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(a.grantee)) END,
                                            CASE WHEN a.is_grantable THEN ' WITH GRANT OPTION' END) END AS statement,
                           a.grantee, o.owner
                      FROM (SELECT ${own} AS own, CASE c.relkind WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END AS kind, format('%I.%I', n.nspname, c.relname) AS name,
                                   p.position, '' AS columns, c.relowner AS owner, c.relacl AS acl
                              FROM ${their relation}, generate_series(0, 1) p(position) WHERE c.relkind IN ('r', 'p', 'v', 'm', 'S')
                            UNION ALL
                            SELECT ${own}, 'TABLE', format('%I.%I', n.nspname, c.relname), 1, format(' (%I)', a.attname), c.relowner, a.attacl
                              FROM ${their relation} JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
                            UNION ALL
                            SELECT false, CASE p.prokind WHEN 'p' THEN 'PROCEDURE' ELSE 'FUNCTION' END, p.oid::regprocedure::text, q.position, '', p.proowner, p.proacl
                              FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace, generate_series(0, 1) q(position)
                             WHERE ${their schema} AND NOT ${of an extension: pg_proc p} AND NOT ${part of another: pg_proc p}
                            UNION ALL
                            SELECT false, 'TYPE', format_type(t.oid, NULL), q.position, '', t.typowner, t.typacl
                              FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace, generate_series(0, 1) q(position)
                             WHERE t.typtype IN ('e', 'd', 'c', 'r') AND ${their schema} AND NOT ${of an extension: pg_type t}
                            UNION ALL
                            SELECT false, 'SCHEMA', quote_ident(n.nspname), q.position, '', n.nspowner, n.nspacl
                              FROM pg_namespace n, generate_series(0, 1) q(position)
                             WHERE ${their schema} AND NOT ${of an extension: pg_namespace n}
                               AND n.nspacl IS DISTINCT FROM (SELECT i.initprivs FROM pg_init_privs i WHERE i.classoid = 'pg_namespace'::regclass AND i.objoid = n.oid)) o
                           LEFT JOIN LATERAL aclexplode(o.acl) a ON o.position > 0
                     WHERE o.acl IS NOT NULL AND (o.position = 0 OR a.grantee <> o.owner)
                     ORDER BY o.kind, o.name, o.position, a.grantee, a.privilege_type) granted"""),

    DEFAULT_PRIVILEGE("""
            SELECT format('pg_default_acl %s %s %s', d.oid, a.grantee, a.privilege_type), NULL::text[], false,
                   format('ALTER DEFAULT PRIVILEGES FOR ROLE %I%s GRANT %s ON %s TO %s%s', pg_get_userbyid(d.defaclrole), ' IN SCHEMA ' || quote_ident(n.nspname), a.privilege_type,
                          CASE d.defaclobjtype WHEN 'r' THEN 'TABLES' WHEN 'S' THEN 'SEQUENCES' WHEN 'f' THEN 'FUNCTIONS' WHEN 'T' THEN 'TYPES' ELSE 'SCHEMAS' END,
                          CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(a.grantee)) END, CASE WHEN a.is_grantable THEN ' WITH GRANT OPTION' END)
              FROM pg_default_acl d LEFT JOIN pg_namespace n ON n.oid = d.defaclnamespace, aclexplode(d.defaclacl) a
             WHERE a.grantee <> d.defaclrole
            UNION ALL
            SELECT format('pg_default_acl %s %s %s revoked', d.oid, a.grantee, a.privilege_type), NULL::text[], false,
                   format('ALTER DEFAULT PRIVILEGES FOR ROLE %I REVOKE %s ON %s FROM %s', pg_get_userbyid(d.defaclrole), a.privilege_type,
                          CASE d.defaclobjtype WHEN 'r' THEN 'TABLES' WHEN 'S' THEN 'SEQUENCES' WHEN 'f' THEN 'FUNCTIONS' WHEN 'T' THEN 'TYPES' ELSE 'SCHEMAS' END,
                          CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(a.grantee)) END)
              FROM pg_default_acl d, aclexplode(acldefault(CASE d.defaclobjtype WHEN 'S' THEN 's' ELSE d.defaclobjtype END, d.defaclrole)) a
             WHERE d.defaclnamespace = 0
               AND NOT EXISTS (SELECT FROM aclexplode(d.defaclacl) kept WHERE kept.grantee = a.grantee AND kept.privilege_type = a.privilege_type)""");

    private final String query;

    ObjectType(String query) {
        this.query = query;
    }

    /** Returns the query for the objects of a part, with the columns id, needs, own and statement. */
    String query(ScriptPart part) {
        return part.in(Fragments.expand(query));
    }
}
