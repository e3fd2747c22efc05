/**
 * The context of a recorded call: data that the method adds to the entry, and the propagation of the context to other
 * threads.
 */
@NullMarked
package io.opsmon.operationlog.context;

import org.jspecify.annotations.NullMarked;
