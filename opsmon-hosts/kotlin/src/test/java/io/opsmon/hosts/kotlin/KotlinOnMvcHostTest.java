package io.opsmon.hosts.kotlin;

import org.springframework.test.context.TestPropertySource;

/** The server is Tomcat. */
@TestPropertySource(properties = "spring.main.web-application-type=servlet")
class KotlinOnMvcHostTest extends KotlinHostContract {}
