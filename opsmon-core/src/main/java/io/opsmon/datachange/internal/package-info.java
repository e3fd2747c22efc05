/**
 * Data changes: the rows that an operation changed, with old and new values. Triggers write the changes in the business
 * transaction. Each database has its own {@link io.opsmon.datachange.internal.TriggerUpkeep}.
 */
@NullMarked
package io.opsmon.datachange.internal;

import org.jspecify.annotations.NullMarked;
