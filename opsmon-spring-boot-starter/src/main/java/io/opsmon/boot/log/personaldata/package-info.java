/** Routes that report and erase the personal data of all logs. */
@NullMarked
package io.opsmon.boot.log.personaldata;

import org.jspecify.annotations.NullMarked;
