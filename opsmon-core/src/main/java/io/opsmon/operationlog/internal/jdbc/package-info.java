/**
 * Stores operation logs in a relational database. {@link io.opsmon.operationlog.OperationLogDefinition} describes the
 * table {@code opsmon_operation_log}, which the changelog {@code io/opsmon/schema/operation-log.xml} creates.
 * {@link io.opsmon.log.internal.jdbc} contains the parts common to all logs.
 */
@NullMarked
package io.opsmon.operationlog.internal.jdbc;

import org.jspecify.annotations.NullMarked;
