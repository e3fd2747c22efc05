/**
 * Operation logs in a relational database: {@link io.opsmon.operationlog.jdbc.JdbcOperationLogRepository}, with what differs between databases in one
 * {@link io.opsmon.operationlog.jdbc.Dialect} each. The table is made by the changelog {@code io/opsmon/schema/operation-log.xml}.
 */
@NullMarked
package io.opsmon.operationlog.jdbc;

import org.jspecify.annotations.NullMarked;
