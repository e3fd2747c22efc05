package io.opsmon.boot;

import org.springframework.test.context.TestPropertySource;

@TestPropertySource(
        properties = {"spring.datasource.url=jdbc:h2:mem:online;DB_CLOSE_DELAY=-1", "opsmon.redis.enabled=false"})
class OnlineUserOnDatabaseTest extends OnlineUserHttpContract {}
