/** Data changes by events of Hibernate, for hosts whose user of the database may not create triggers. */
@NullMarked
package io.opsmon.datachange.internal.hibernate;

import org.jspecify.annotations.NullMarked;
