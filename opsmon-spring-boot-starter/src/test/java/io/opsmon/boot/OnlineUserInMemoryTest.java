package io.opsmon.boot;

import org.springframework.test.context.TestPropertySource;

@TestPropertySource(
        properties = {
            "spring.datasource.url=jdbc:h2:mem:onlinememory;DB_CLOSE_DELAY=-1",
            "opsmon.redis.enabled=false",
            "opsmon.online-users.store=memory"
        })
class OnlineUserInMemoryTest extends OnlineUserHttpContract {}
