package io.opsmon.hosts.kotlin;

import org.springframework.test.context.TestPropertySource;

/** The server is Netty. */
@TestPropertySource(properties = "spring.main.web-application-type=reactive")
class KotlinOnWebFluxHostTest extends KotlinHostContract {}
