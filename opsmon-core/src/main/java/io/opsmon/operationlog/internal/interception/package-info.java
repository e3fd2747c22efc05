/**
 * Turns calls of annotated methods into entries.
 *
 * <ul>
 *   <li>{@link io.opsmon.operationlog.internal.interception.OperationLogAdvisor} selects methods, outside or inside the
 *       transaction
 *   <li>{@link io.opsmon.operationlog.internal.interception.RecordedMethods} parses the annotations of methods once
 *   <li>{@link io.opsmon.operationlog.internal.interception.OperationLogInterceptor} records each call, and never
 *       throws an exception of its own
 *   <li>{@code Call} is the state of one call, before and after the method
 *   <li>{@link io.opsmon.operationlog.internal.interception.EntryWriter} creates the entries of a call and passes them
 *       to the recorder
 * </ul>
 */
@NullMarked
package io.opsmon.operationlog.internal.interception;

import org.jspecify.annotations.NullMarked;
