package io.opsmon.boot.datachange;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.context.annotation.Conditional;

/** Matches if {@code opsmon.data-changes.tables} is set, even to an empty list. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@Conditional(OnDataChangesCondition.class)
@interface ConditionalOnDataChanges {}
