package io.opsmon.benchmarks;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Reproduces RuoYi-Vue's {@code @Log}, whose defaults save request and response data. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@interface RuoYiLog {

    String title();

    String businessType();
}
