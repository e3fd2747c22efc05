package io.opsmon.backup.internal.postgres.script;

import java.util.Set;

/**
 * The definition of an object of a database.
 *
 * @param kind the kind of object
 * @param id the id of the object
 * @param needs the ids of objects that must exist before
 * @param isOwn whether the object belongs to one of opsmon's own tables
 * @param statement the statement that creates the object
 */
record Definition(ObjectType kind, String id, Set<String> needs, boolean isOwn, String statement) {}
