/**
 * Operation logs in a relational database: what {@code opsmon_operation_log} looks like
 * ({@link io.opsmon.operationlog.jdbc.OperationLogLayout}) and what is asked of it. How a log is kept in a table at all
 * is {@link io.opsmon.log.jdbc}. The table is made by the changelog {@code io/opsmon/schema/operation-log.xml}.
 */
@NullMarked
package io.opsmon.operationlog.jdbc;

import org.jspecify.annotations.NullMarked;
