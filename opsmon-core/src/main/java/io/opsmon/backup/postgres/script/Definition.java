package io.opsmon.backup.postgres.script;

import java.util.Set;

/**
 * Something that a database has.
 *
 * @param kind its kind
 * @param id its id
 * @param needs ids of what must be there before it
 * @param isOwn whether it belongs to a table of opsmon's own
 * @param statement what makes it
 */
record Definition(ObjectType kind, String id, Set<String> needs, boolean isOwn, String statement) {}
