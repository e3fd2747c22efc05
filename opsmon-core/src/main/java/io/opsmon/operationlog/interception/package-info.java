/**
 * Turns calls of annotated methods into entries.
 *
 * <pre>
 *  {@link io.opsmon.operationlog.interception.OperationLogAdvisor}     which methods, outside or inside the transaction
 *  {@link io.opsmon.operationlog.interception.RecordedMethods}         what their annotations say, parsed once
 *  {@link io.opsmon.operationlog.interception.OperationLogInterceptor} around each call; nothing of opsmon leaves it as an exception
 *  Call                                                    one call: what was known before it, what came of it
 *  EntryWriter                                             makes the entries of a call and hands them to the recorder
 * </pre>
 */
@NullMarked
package io.opsmon.operationlog.interception;

import org.jspecify.annotations.NullMarked;
