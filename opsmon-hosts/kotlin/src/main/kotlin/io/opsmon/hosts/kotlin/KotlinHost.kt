package io.opsmon.hosts.kotlin

import org.springframework.boot.autoconfigure.SpringBootApplication
import org.springframework.boot.runApplication

/** Suspend functions and flows, with a form login. It has no line for opsmon beside annotations. */
@SpringBootApplication
class KotlinHost

fun main(arguments: Array<String>) {
    runApplication<KotlinHost>(*arguments)
}
